"""Verdicts, errors and profiles as Python has them."""

from __future__ import annotations

import copy
import json
import math
import pickle
from pathlib import Path
from typing import Any

import pytest

import driftline
from driftline import _errors
from driftline._errors import KINDS, from_reply
from driftline._table import short

SCORE: dict[str, Any] = {
    "detector": "ks", "statistic": 0.34, "p_value": 9.2e-16, "log_p_value": -34.6, "adjusted_p_value": 1.8e-15,
    "effect": 0.34, "threshold": 0.1, "drifted": True, "severity": "high", "exactness": {"kind": "exact"},
    "definition": {"method": "auto"}, "detail": {"d_plus": 0.34},
}  # fmt: skip
COLUMN: dict[str, Any] = {
    "drifted": True, "severity": "high", "kind": "numeric", "n": {"baseline": 300, "current": 299},
    "missing": {"baseline": 0, "current": 1}, "alpha": 0.01, "rule": "both", "seed": 0, "scores": [SCORE],
    "skipped": [{"detector": "psi", "error": {"code": 1105, "message": "too few",
                 "data": {"kind": "insufficient_data", "retryable": False, "n": 1}}}],
    "baseline": {"name": "ages", "version": 2, "digest": "abc"}, "engine": {"version": "0.1.0"},
}  # fmt: skip
TABLE: dict[str, Any] = {
    **COLUMN, "kind": "table",
    "scores": [{"detector": "drifted_columns", "statistic": 0.5, "p_value": None, "log_p_value": None,
                "threshold": 0.5, "drifted": True, "severity": "low"}],
    "columns": {"city": {**COLUMN, "drifted": False, "severity": "none", "kind": "categorical", "scores": [
        {**SCORE, "detector": "chi_square", "drifted": False, "severity": "none", "p_value": 0.61,
         "adjusted_p_value": 0.61, "effect": 0.0012}]}, "age": COLUMN},
}  # fmt: skip


def test_a_verdict_has_all_members_of_the_protocol() -> None:
    verdict = driftline.Verdict.from_dict(COLUMN)
    assert verdict.drifted is True and verdict.severity == "high" and verdict.kind == "numeric"
    assert verdict.n == (300, 299) and verdict.n.current == 299 and verdict.missing.current == 1
    assert (verdict.alpha, verdict.rule, verdict.seed, verdict.dimensions) == (0.01, "both", 0, None)
    assert verdict.baseline == {"name": "ages", "version": 2, "digest": "abc"}
    assert verdict.engine == {"version": "0.1.0"} and verdict.stream is None
    score = verdict.score("ks")
    for name, value in SCORE.items():
        assert getattr(score, name) == value
    assert verdict.skipped[0].detector == "psi"
    assert isinstance(verdict.skipped[0].error, driftline.InsufficientData)
    assert verdict.skipped[0].error.data == {"n": 1}
    with pytest.raises(KeyError, match="chi_square did not run"):
        verdict.score("chi_square")


def test_a_tables_columns_are_verdicts() -> None:
    verdict = driftline.Verdict.from_dict(TABLE)
    assert verdict.columns["city"].drifted is False
    assert verdict.drifted_columns == ["age"]
    assert verdict.columns["age"].score("ks").adjusted_p_value == 1.8e-15


def test_a_verdict_is_neither_true_nor_false() -> None:
    verdict = driftline.Verdict.from_dict(COLUMN)
    with pytest.raises(TypeError, match="ask for .drifted"):
        bool(verdict)
    with pytest.raises(TypeError, match="ask for .drifted"):
        assert verdict.scores[0]


def test_a_verdict_cannot_be_changed_and_survives_copies() -> None:
    verdict = driftline.Verdict.from_dict(TABLE)
    with pytest.raises(AttributeError):
        verdict.drifted = False  # type: ignore[misc]
    assert copy.deepcopy(verdict) == verdict == pickle.loads(pickle.dumps(verdict))
    assert verdict.to_dict() == TABLE and json.loads(verdict.to_json()) == TABLE
    assert verdict.raw is TABLE and verdict.columns["age"].to_dict() == COLUMN


def test_numbers_that_are_not_finite_are_numbers_again() -> None:
    score = driftline.Score.from_dict({**SCORE, "statistic": "inf", "log_p_value": "-inf", "effect": "nan"})
    assert score.statistic == math.inf and score.log_p_value == -math.inf
    assert score.effect is not None and math.isnan(score.effect)


def test_a_column_prints_as_a_table() -> None:
    assert str(driftline.Verdict.from_dict(COLUMN)) == """\
DRIFT (high): found by 1 of 1 detectors
baseline 300 values, current 299 values; alpha 0.01, rule both
baseline ages, version 2

detector  statistic  effect  threshold        p  drift
ks             0.34    0.34        0.1  9.2e-16  high

missing values: baseline 0, current 1
psi could not answer: too few"""


def test_a_table_prints_its_gravest_columns_first() -> None:
    verdict = driftline.Verdict.from_dict({**TABLE, "baseline": None, "missing": {}, "skipped": []})
    assert repr(verdict) == """\
<driftline.Verdict
DRIFT (high): 1 of 2 columns drifted
baseline 300 rows, current 299 rows; alpha 0.01, rule both

column  detector    effect  threshold   adj. p  drift
age     ks            0.34        0.1  1.8e-15  high
city    chi_square  0.0012        0.1     0.61  no>"""
    many = {f"column {n} with a name of great length indeed": COLUMN for n in range(30)}
    text = str(driftline.Verdict.from_dict({**TABLE, "columns": many}))
    assert "and 10 more columns" in text and max(map(len, text.splitlines())) < 100


def test_what_cannot_be_told_is_said() -> None:
    verdict = driftline.Verdict.from_dict({"drifted": None, "kind": "embedding", "dimensions": 3})
    assert verdict.drifted is None and verdict.scores == ()
    assert str(verdict).startswith("UNDETERMINED\nbaseline 0 rows, current 0 rows of 3 values")


def test_short_numbers() -> None:
    numbers = [0.4127, 2.4e-88, 1234567.0, 0.0, -0.5, 1e-3, None, math.inf, 3.7e-4, 4e-5]
    texts = ["0.4127", "2.4e-88", "1.235e+6", "0", "-0.5", "0.001", "-", "inf", "3.7e-4", "4e-5"]
    assert list(map(short, numbers)) == texts


CODES = {
    "parse_error": -32700, "invalid_request": -32600, "method_not_found": -32601, "invalid_params": -32602,
    "internal": -32603, "cancelled": 1001, "line_too_long": 1003, "reply_too_large": 1004,
    "deadline_exceeded": 1005, "busy": 1006, "shutting_down": 1007, "data_not_found": 1101, "data_format": 1102,
    "shape_mismatch": 1103, "insufficient_data": 1105, "unsupported_format": 1106, "data_changed": 1107,
    "path_denied": 1108, "baseline_not_found": 1201, "baseline_exists": 1202, "version_conflict": 1203,
    "incompatible_profile": 1204, "monitor_not_found": 1205, "store_busy": 1301, "store_corrupt": 1302,
    "store_readonly": 1303, "store_full": 1304, "resource_exhausted": 1401,
}  # fmt: skip


def test_every_kind_of_error_has_an_exception() -> None:
    assert KINDS.keys() == CODES.keys()
    for kind, code in CODES.items():
        data = {"kind": kind, "retryable": True, "where": "/params/current", "expected": 384}
        error = from_reply({"code": code, "message": "what was wrong", "data": data})
        assert type(error) is KINDS[kind] and isinstance(error, driftline.DriftlineError)
        assert (error.code, error.kind, error.message) == (code, kind, "what was wrong")
        assert error.where == "/params/current" and error.retryable and error.data == {"expected": 384}
        assert str(error) == "what was wrong"
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and again.__dict__ == error.__dict__ and str(again) == str(error)


def test_errors_come_in_groups() -> None:
    for kind, code in CODES.items():
        found = KINDS[kind]
        assert issubclass(found, driftline.DataError) == (1101 <= code < 1200)
        assert issubclass(found, driftline.StoreError) == (1301 <= code < 1400)
    assert issubclass(driftline.DeadlineExceeded, TimeoutError)
    assert issubclass(driftline.WorkerDied, driftline.WorkerError)
    public = {name for name in dir(_errors) if isinstance(getattr(_errors, name), type)} - {"Mapping", "Any"}
    assert public <= set(driftline.__all__)


@pytest.mark.parametrize("error", [None, "text", {}, {"code": "x", "message": 3, "data": []}])
def test_errors_that_make_no_sense_are_errors_still(error: Any) -> None:
    found = from_reply(error)
    assert type(found) is driftline.DriftlineError and found.code == 0


def test_an_unknown_kind_is_the_base_class() -> None:
    error = from_reply({"code": 1999, "message": "m", "data": {"kind": "new_kind", "retryable": True}})
    assert type(error) is driftline.DriftlineError and error.kind == "new_kind" and error.retryable


def test_profiles_are_bytes(tmp_path: Path) -> None:
    raw = {"format": "driftline.profile/1", "b64": "YWJj", "n": 3, "baseline_digest": "d"}
    profile = driftline.Profile.from_dict(raw)
    assert profile == driftline.Profile(b"abc", 3, None, "d") and profile.to_dict() == raw
    assert pickle.loads(pickle.dumps(profile)) == profile
    profile.save(tmp_path / "p.profile")
    assert driftline.Profile.load(tmp_path / "p.profile").data == b"abc"
    assert "abc" not in repr(profile)


def test_every_public_name_is_explained() -> None:
    for name in driftline.__all__:
        thing = getattr(driftline, name)
        assert thing.__doc__, name
        if isinstance(thing, type):
            for member in vars(thing):
                if not member.startswith("_") and callable(getattr(thing, member)):
                    assert getattr(thing, member).__doc__, f"{name}.{member}"
