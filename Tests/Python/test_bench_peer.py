"""The peer of the benchmark, Benchmarks/peers/bench, with the detectors of NumPy and SciPy alone."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT, strict_json
from scipy import stats

PEER = [sys.executable, ROOT / "Benchmarks" / "peers" / "bench"]
ONLY = ["--only", "numpy,scipy"]


def exchange(*lines, arguments=ONLY):
    """What a peer answers to lines, and that it ends with its input."""
    done = subprocess.run(
        [*PEER, *arguments],
        input=b"".join(line + b"\n" for line in lines),
        capture_output=True, timeout=60, env=os.environ | {"DRIFTLINE_PEER_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.count(b"\n") == len(lines)
    return [strict_json(line) for line in done.stdout.decode().splitlines()]


def ask(*requests, **request):
    """The answers to requests by one process, or the answer to one."""
    if requests:
        return exchange(*(json.dumps(one).encode() for one in requests))
    return exchange(json.dumps(request).encode())[0]


@pytest.fixture
def pair(tmp_path):
    """Saves two sides, and gives the members of a request that say where they are."""

    def save(baseline, current, dtype="<f8"):
        paths = {"baseline": baseline, "current": current}
        for side, values in paths.items():
            paths[side] = str(tmp_path / f"{len(list(tmp_path.iterdir()))}.npy")
            np.save(paths[side], np.asarray(values, dtype))
        return paths | {"seed": 2**64 - 1}

    return save


def numbers(shift=0.5):
    random = np.random.default_rng(7)
    return random.normal(size=300), random.normal(shift, 1, 400)


def test_hello_names_detectors_and_versions():
    answer = ask(op="hello")
    rows = {(row["kind"], row["name"]): row for row in answer["detectors"]}
    ks = {"name": "scipy.ks_2samp", "source": "scipy", "kind": "numeric", "work": "ks"}
    assert rows["numeric", "scipy.ks_2samp"] == ks | {"version": sys.modules["scipy"].__version__}
    assert {kind for kind, _ in rows} == {"numeric", "categorical", "embedding"}
    assert {row["source"] for row in rows.values()} == {"numpy", "scipy"}
    assert {"name": "numpy", "version": np.__version__} in answer["software"]


@pytest.mark.parametrize("shift", [0.0, 0.5])
def test_scores_are_those_of_scipy(pair, shift):
    x, y = numbers(shift)
    names = ["scipy.ks_2samp", "scipy.cramervonmises_2samp", "scipy.ttest_ind", "scipy.energy_distance"]
    answer = ask(op="score", kind="numeric", detectors=names, **pair(x, y))
    found = {name: dict(row) for name, row in answer["scores"].items()}
    for row in found.values():
        assert 0 < row.pop("seconds") < 60
    welch = stats.ttest_ind(x, y, equal_var=False)
    expected = {
        "scipy.ks_2samp": stats.ks_2samp(x, y),
        "scipy.cramervonmises_2samp": stats.cramervonmises_2samp(x, y),
    }
    expected = {name: (test.statistic, test.pvalue) for name, test in expected.items()}
    expected["scipy.ttest_ind"] = (abs(welch.statistic), welch.pvalue)
    for name, (score, p) in expected.items():
        assert found[name] == {"score": score, "p": p, "fires": bool(p < 0.05)}, name
    # A distance has no p and decides nothing.
    assert found["scipy.energy_distance"] == {"score": stats.energy_distance(x, y)}


def test_missing_values_are_left_out(pair):
    x, y = numbers()
    request = dict(op="score", kind="numeric", detectors=["scipy.ks_2samp", "numpy.psi"])
    with_gaps = pair(np.append(x, np.nan), np.insert(y, [0, 100, 400], np.nan))
    samples = (pair(x, y), with_gaps, pair(x, [np.nan, np.nan]))
    without, with_gaps, empty = (
        answer["scores"] for answer in ask(*(request | paths for paths in samples))
    )
    for name in without:
        assert without[name]["score"] == with_gaps[name]["score"], name
    assert all(set(row) == {"error"} for row in empty.values())


def test_psi_is_what_a_hand_finds(pair):
    # Ten bins of a value each against half of the rows in each of two bins.
    paths = pair(np.arange(10), [0, 0, 9, 9])
    row = ask(op="score", kind="numeric", detectors=["numpy.psi"], **paths)["scores"]["numpy.psi"]
    expected = 2 * (0.5 - 0.1) * np.log(5) + 8 * (1e-4 - 0.1) * np.log(1e-4 / 0.1)
    assert row["score"] == pytest.approx(expected, rel=1e-12)
    assert row["fires"] is True and "p" not in row


def test_categories_are_counted_and_minus_one_is_missing(pair):
    paths = pair([0] * 30 + [1] * 20 + [-1] * 50, [0] * 10 + [3] * 25, "<i4")
    name = "scipy.chi2_contingency"
    row = ask(op="score", kind="categorical", detectors=[name], **paths)["scores"][name]
    expected = stats.chi2_contingency([[30, 20, 0], [10, 0, 25]])
    assert (row["score"], row["p"], row["fires"]) == (expected.statistic, expected.pvalue, True)


def test_embeddings_are_scored(pair):
    random = np.random.default_rng(3)
    x, y = random.normal(size=(2, 200, 6)).astype("<f4")
    y[:, 2] += 1
    name = "scipy.ks_2samp_bonferroni"
    row = ask(op="score", kind="embedding", detectors=[name], **pair(x, y, "<f4"))["scores"][name]
    least = min(stats.ks_2samp(x[:, at], y[:, at]).pvalue for at in range(6))
    assert row["p"] == pytest.approx(6 * least, rel=1e-12) and row["fires"] is True


def test_time_runs_at_least_once_and_for_its_budget(pair):
    request = dict(op="time", kind="numeric", detector="scipy.ks_2samp", **pair(*numbers()))
    once, answer = ask(request | {"budget": 0}, request | {"budget": 0.2})
    assert once["runs"] == 1
    assert answer["runs"] > 1 and 0 < answer["seconds"] < 0.2 and answer["peak"] >= 0


def test_what_cannot_be_answered_has_its_reason_and_ends_nothing(pair, tmp_path):
    paths = pair(*numbers())
    good = dict(op="score", kind="numeric", detectors=["scipy.ks_2samp", "none.such"], **paths)
    (tmp_path / "short.npy").write_bytes(b"\x93NUMPY")
    bad = [
        b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"op":"dance"}', b'{"op":["hello"]}',
        json.dumps(good | {"kind": "stream"}).encode(),
        json.dumps(good | {"kind": "embedding"}).encode(),
        json.dumps(good | {"seed": "1"}).encode(),
        json.dumps(good | {"current": str(tmp_path / "none.npy")}).encode(),
        json.dumps(good | {"current": str(tmp_path / "short.npy")}).encode(),
        json.dumps({key: good[key] for key in good if key != "detectors"}).encode(),
        json.dumps({"op": "time", "kind": "numeric", "detector": "x", "budget": 1} | paths).encode(),
    ]
    *answers, last = exchange(*bad, json.dumps(good).encode())
    for line, answer in zip(bad, answers, strict=True):
        assert set(answer) == {"error"} and answer["error"], line[:80]
    assert set(last["scores"]["none.such"]) == {"error"}
    assert last["scores"]["scipy.ks_2samp"]["fires"] is True


def test_no_detector_of_a_stream_is_left_without_its_packages(pair):
    paths = pair(np.zeros(5), np.zeros(5))
    answer = ask(op="watch", values=paths["current"], training=2, seed=1, detectors=["river.ADWIN"])
    assert set(answer["alarms"]["river.ADWIN"]) == {"error"}


def test_what_a_package_prints_is_no_answer(pair, tmp_path):
    # A SciPy in front of the real one that prints from Python, and from below it, as it is imported.
    (tmp_path / "scipy.py").write_text("import os\nprint('loud', flush=True)\nos.write(1, b'raw\\n')\n")
    request = dict(op="score", kind="numeric", detectors=["scipy.ks_2samp"], **pair(*numbers()))
    done = subprocess.run(
        [*PEER, *ONLY], input=json.dumps(request).encode() + b"\n", capture_output=True, timeout=60,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    assert set(strict_json(done.stdout.decode())["scores"]["scipy.ks_2samp"]) == {"error"}
    assert b"loud\nraw\n" in done.stderr


def test_the_end_of_input_and_wrong_names_end_it():
    assert exchange() == []
    done = subprocess.run([*PEER, "--only", "nobody"], capture_output=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 2 and b"nobody" in done.stderr and done.stdout == b""
    done = subprocess.run([*PEER, *ONLY, "--list"], capture_output=True, stdin=subprocess.DEVNULL)
    assert b"numeric\tscipy.ks_2samp\tks\n" in done.stdout
