"""What a comparison found, as dataclasses that read well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from ._errors import DriftlineError, from_reply
from ._table import verdict_text


class Sides(NamedTuple):
    """A number for each side of a comparison."""

    baseline: int
    current: int


@dataclass(frozen=True)
class Score:
    """What one detector found.

    Attributes:
        detector: the detector's id, such as ``"ks"``.
        statistic: what it measures.
        p_value: how likely such a difference is by chance, or None where it has none.
        log_p_value: its natural logarithm, which does not vanish.
        adjusted_p_value: in tables, the p-value adjusted for their number of columns.
        effect: how large the difference is; what the threshold speaks of.
        threshold: from which effect on a difference matters.
        drifted: the detector's verdict; None where it cannot be told.
        severity: ``"none"``, ``"low"``, ``"medium"`` or ``"high"``.
        exactness: whether all values were used, a sample or a sketch.
        definition: the detector's parameters, as used.
        detail: what else it found.
        raw: all of it, as the worker sent it.
    """

    detector: str
    statistic: float | None
    p_value: float | None
    log_p_value: float | None
    threshold: float | None
    drifted: bool | None
    severity: str
    adjusted_p_value: float | None = None
    effect: float | None = None
    exactness: Mapping[str, Any] = field(default_factory=dict)
    definition: Mapping[str, Any] = field(default_factory=dict, repr=False)
    detail: Mapping[str, Any] = field(default_factory=dict, repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Score:
        """The score of the protocol's object."""
        return cls(
            detector=str(raw.get("detector", "")),
            statistic=number(raw.get("statistic")),
            p_value=number(raw.get("p_value")),
            log_p_value=number(raw.get("log_p_value")),
            adjusted_p_value=number(raw.get("adjusted_p_value")),
            effect=number(raw.get("effect")),
            threshold=number(raw.get("threshold")),
            drifted=raw.get("drifted"),
            severity=str(raw.get("severity", "none")),
            exactness=raw.get("exactness") or {},
            definition=raw.get("definition") or {},
            detail=raw.get("detail") or {},
            raw=raw,
        )

    def to_dict(self) -> dict[str, Any]:
        """The score as the worker sent it."""
        return dict(self.raw)

    def __bool__(self) -> NoReturn:
        raise TypeError("a score is neither true nor false; ask for .drifted")


@dataclass(frozen=True)
class Verdict:
    """What a comparison found: of a column, of embeddings, or of a table with its columns.

    ``print(verdict)`` gives a table for people. A verdict is neither true nor false: ask for
    ``drifted``, which has three answers.

    Attributes:
        drifted: whether there is drift; None where it cannot be told.
        severity: ``"none"``, ``"low"``, ``"medium"`` or ``"high"``.
        kind: ``"numeric"``, ``"categorical"``, ``"embedding"``, ``"table"`` or ``"retrieval"``.
        n: how many values, or rows, were compared on each side.
        missing: how many values were missing on each side.
        dimensions: the length of the rows, of embeddings.
        alpha, rule, seed: how it was judged.
        scores: what each detector found.
        columns: the verdict of each column, of a table.
        skipped: the detectors that could not answer, and why.
        baseline: name, version and digest of the stored baseline, or None.
        stream: name, times and buckets of the stream's window, or None.
        engine: the version that gave the verdict.
        raw: all of it, as the worker sent it.
    """

    drifted: bool | None
    severity: str
    kind: str
    n: Sides
    missing: Sides
    alpha: float | None
    rule: str | None
    seed: int | None
    scores: tuple[Score, ...] = field(default=(), repr=False)
    columns: Mapping[str, Verdict] = field(default_factory=dict, repr=False)
    dimensions: int | None = None
    skipped: tuple[Skipped, ...] = field(default=(), repr=False)
    baseline: Mapping[str, Any] | None = None
    stream: Mapping[str, Any] | None = None
    engine: Mapping[str, Any] = field(default_factory=dict, repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Verdict:
        """The verdict of the protocol's object."""
        return cls(
            drifted=raw.get("drifted"),
            severity=str(raw.get("severity", "none")),
            kind=str(raw.get("kind", "")),
            n=_sides(raw.get("n")),
            missing=_sides(raw.get("missing")),
            alpha=number(raw.get("alpha")),
            rule=raw.get("rule"),
            seed=raw.get("seed"),
            scores=tuple(map(Score.from_dict, raw.get("scores") or ())),
            columns={k: cls.from_dict(v) for k, v in (raw.get("columns") or {}).items()},
            dimensions=raw.get("dimensions"),
            skipped=tuple(
                Skipped(str(item.get("detector", "")), from_reply(item.get("error")))
                for item in raw.get("skipped") or ()
            ),
            baseline=raw.get("baseline"),
            stream=raw.get("stream"),
            engine=raw.get("engine") or {},
            raw=raw,
        )

    def score(self, detector: str) -> Score:
        """What a detector found. Raises KeyError where it did not run."""
        for score in self.scores:
            if score.detector == detector:
                return score
        raise KeyError(f"{detector} did not run; there are {[s.detector for s in self.scores]}")

    @property
    def coverage(self) -> float | None:
        """Of retrieval, the share of the good days' documents that were found again."""
        found = [score.statistic for score in self.scores if score.detector == "retrieval"]
        return found[0] if found else None

    @property
    def drifted_columns(self) -> list[str]:
        """The names of the columns that drifted, of a table."""
        return [name for name, verdict in self.columns.items() if verdict.drifted]

    def to_dict(self) -> dict[str, Any]:
        """The verdict as the worker sent it."""
        return dict(self.raw)

    def to_json(self) -> str:
        """The verdict as one line of JSON, as the worker wrote it."""
        return json.dumps(self.raw, ensure_ascii=False, separators=(",", ":"))

    def __str__(self) -> str:
        return verdict_text(self)

    def __repr__(self) -> str:
        return f"<driftline.Verdict\n{self}>"

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a verdict is neither true nor false, as it may be undetermined; "
            "ask for .drifted, which is True, False or None"
        )


@dataclass(frozen=True)
class Skipped:
    """A detector that could not answer, and why."""

    detector: str
    error: DriftlineError = field(compare=False)


def number(value: Any) -> float | None:
    """A number of a reply; those that are not finite come as ``"inf"``, ``"-inf"``, ``"nan"``."""
    return None if value is None else float(value) if isinstance(value, str) else value


def _sides(raw: Any) -> Sides:
    members = raw if isinstance(raw, Mapping) else {}
    return Sides(members.get("baseline", 0), members.get("current", 0))
