"""Streams: a window is what its buckets are together; times are read strictly."""

import datetime

import numpy
import pytest
from conftest import ROOT
from verdicts import same, scores, verdict_of_compare

DATA = ROOT / "data"


def day(number):
    return (datetime.date(2026, 3, 1) + datetime.timedelta(days=number)).isoformat()


def test_a_stream_of_thirty_buckets(store, tmp_path):
    generator = numpy.random.default_rng(4)
    values = generator.normal(size=(30, 200))
    values[23:] += 2
    numpy.save(tmp_path / "base.npy", generator.normal(size=2000))
    store.ok("baseline", "fit", "b", tmp_path / "base.npy", "--detector", "ks,psi,wasserstein")
    for number, batch in enumerate(values):
        numpy.save(tmp_path / "day.npy", batch)
        observe = ("stream", "observe", "b", "s", tmp_path / "day.npy", "--time", day(number))
        said = store.json(*observe, "--seq", number)
        assert said == {
            "bucket": day(number) + "T00:00:00Z", "n": 200, "missing": 0, "observations": 1,
            "repeated": False,
        }  # fmt: skip
        if number % 10 == 0:
            said = store.json(*observe, "--seq", number)
            assert said["repeated"] and said["n"] == 200 and said["observations"] == 1
    assert store.json("stream", "list", "b")["items"] == [
        {
            "baseline": "b", "stream": "s", "bucket_seconds": 86400, "buckets": 30,
            "observations": 30, "n": 6000, "missing": 0, "from": day(0) + "T00:00:00Z",
            "to": day(30) + "T00:00:00Z",
        }
    ]  # fmt: skip

    # A window is what its days are together.
    for options, days in (
        (("--last", "7d"), values[23:]),
        (("--last", "30d"), values),
        (("--from", day(3), "--to", day(9)), values[3:9]),
    ):
        numpy.save(tmp_path / "window.npy", numpy.concatenate(days))
        window = store.json("stream", "check", "b", "s", *options)
        whole = store.json("check", "b", tmp_path / "window.npy")
        assert window["stream"]["buckets"] == len(days)
        assert window["baseline"] == whole["baseline"]
        same(verdict_of_compare(window), verdict_of_compare(whole), 1e-9)
    last = ("stream", "check", "b", "s", "--last", "7d", "--exit-code")
    assert store.run(*last).returncode == 1
    assert store.run(*last, "--against", "previous").returncode == 1
    between = ("stream", "check", "b", "s", "--from", day(7), "--to", day(14), "--exit-code")
    assert store.run(*between, "--against", "previous").returncode == 0

    # Against the window before: the scores of comparing the two windows, where bins do not matter.
    numpy.save(tmp_path / "before.npy", numpy.concatenate(values[16:23]))
    numpy.save(tmp_path / "after.npy", numpy.concatenate(values[23:]))
    previous = store.json("stream", "check", "b", "s", "--last", "7d", "--against", "previous")
    assert previous["stream"]["previous"] == {
        "from": day(16) + "T00:00:00Z", "to": day(23) + "T00:00:00Z", "buckets": 7
    }  # fmt: skip
    compared = store.driftline.compare(
        tmp_path / "before.npy", tmp_path / "after.npy", "--detector", "ks,wasserstein"
    )
    for key, score in scores(compared).items():
        if key[1] == "ks":
            same(score["statistic"], scores(previous)[key]["statistic"], 1e-9)
            same(score["log_p_value"], scores(previous)[key]["log_p_value"], 1e-9)
    assert previous["n"] == {"baseline": 1400, "current": 1400}

    pruned = store.json("stream", "prune", "b", "s", "--before", day(20))
    assert pruned == {"buckets": 20, "scores": 0}
    assert store.json("stream", "list")["items"][0]["buckets"] == 10
    store.refused(
        "stream", "check", "b", "s", "--from", day(0), "--to", day(5),
        words=["has no bucket", "it has some from " + day(20)],
    )  # fmt: skip
    store.refused("stream", "check", "b", "s", "--last", "36h", words=["no multiple", "1d"])


def test_the_rows_of_a_week_come_together(store, tmp_path):
    rows = numpy.load(DATA / "minilm/drift20.npy")
    store.ok("baseline", "fit", "b", DATA / "minilm/baseline.npy")
    for number, part in enumerate(numpy.array_split(rows, 7)):
        numpy.save(tmp_path / "day.npy", part)
        store.ok("stream", "observe", "b", "s", tmp_path / "day.npy", "--time", day(number))
    window = store.json("stream", "check", "b", "s", "--last", "7d")
    store.ok("profile", "build", "b", DATA / "minilm/drift20.npy", "-o", tmp_path / "w.profile")
    whole = store.json("check", "b", tmp_path / "w.profile")
    assert window["n"] == whole["n"] and window["drifted"] is True
    for key, score in scores(whole).items():
        for member in ("statistic", "effect", "p_value", "drifted"):
            same(score[member], scores(window)[key][member], 1e-9, f"{key}.{member}")


def test_a_stream_goes_on_with_its_geometry(store):
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    observe = ("stream", "observe", "b", "s", DATA / "wine_stable.csv", "--time")
    store.ok(*observe, "2026-03-01")
    store.ok("baseline", "fit", "b", DATA / "wine_drifted.csv", "--if-exists", "version")
    assert store.json(*observe, "2026-03-01T13:00:00+02:00")["n"] == 112
    checked = store.json("stream", "check", "b", "s", "--last", "1d")
    assert checked["baseline"]["version"] == 1


def test_dynamic_thresholds_come_from_thirty_scores(store, tmp_path):
    generator = numpy.random.default_rng(8)
    numpy.save(tmp_path / "base.npy", generator.normal(size=1000))
    store.ok("baseline", "fit", "b", tmp_path / "base.npy", "--detector", "ks")
    effects = []
    for number in range(30):
        numpy.save(tmp_path / "day.npy", generator.normal(size=300))
        check = ("check", "b", tmp_path / "day.npy", "--threshold", "dynamic")
        score = store.json(*check, "--record", "--time", day(number))["scores"][0]
        assert score["detail"]["threshold"] == "static" and score["threshold"] == 0.1
        effects.append(score["effect"])
    score = store.json(*check)["scores"][0]
    assert score["detail"]["threshold"] == "dynamic"
    same(score["threshold"], float(numpy.percentile(effects, 95)), 1e-12)
    text = store.ok(*check).decode()
    assert "thresholds of past scores for 1 of 1 scores\n" in text
    assert "threshold" not in store.json("check", "b", tmp_path / "day.npy")["scores"][0]["detail"]


@pytest.mark.parametrize(
    "text,bucket",
    [
        ("2026-03-01", "2026-03-01T00:00:00Z"),
        ("2026-03-01T23:59:59.999Z", "2026-03-01T23:59:59Z"),
        ("2026-03-01t00:30:00+01:00", "2026-02-28T23:30:00Z"),
        ("2024-02-29 12:00:00-00:00", "2024-02-29T12:00:00Z"),
        ("0", "1970-01-01T00:00:00Z"),
        ("1772323200.5", "2026-03-01T00:00:00Z"),
        ("-1", "1969-12-31T23:59:59Z"),
        ("-0.5", "1969-12-31T23:59:59Z"),
        ("0000-01-01", "0000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:60Z", None),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ("1900-03-01", "1900-03-01T00:00:00Z"),
        ("2000-02-29", "2000-02-29T00:00:00Z"),
    ]
    + [
        (text, None)
        for text in (
            "", "now", "2026-3-1", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10",
            "2026-03-01T", "2026-03-01T12:00", "2026-03-01T12:00:00", "2026-03-01T24:00:00Z",
            "2026-03-01T12:00:61Z", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00+0100",
            "2026-03-01T12:00:00+24:00", "1772323200000", "1e9", "0x10", "-", "1.", ".5", "nan",
            "99999999999999999999", "2026-03-01T12:00:00Zjunk", "٢٠٢٦-03-01",
        )
    ],
)  # fmt: skip
def test_times_are_read_strictly(store, text, bucket):
    data = DATA / "breast_cancer_stable_mean_radius.npy"
    store.ok("baseline", "fit", "b", DATA / "breast_cancer_baseline_mean_radius.npy")
    observe = ("stream", "observe", "b", "s", data, "--bucket-seconds", 1, "--time", text)
    if bucket is None:
        store.refused(*observe, words=["a time is 2026-03-01T12:00:00Z"])
    else:
        assert store.json(*observe)["bucket"] == bucket


@pytest.mark.parametrize("text", ["20260301", "20260301120000"])
def test_digits_that_may_be_a_date_are_refused(store, text):
    data = DATA / "breast_cancer_stable_mean_radius.npy"
    store.ok("baseline", "fit", "b", DATA / "breast_cancer_baseline_mean_radius.npy")
    for command in (
        ("stream", "observe", "b", "s", data, "--time", text),
        ("stream", "check", "b", "s", "--to", "2026-03-02", "--from", text),
        ("stream", "check", "b", "s", "--from", "2026-02-02", "--to", text),
        ("stream", "prune", "b", "--before", text),
        ("check", "b", data, "--record", "--time", text),
        ("report", "--baseline", "b", "--from", text),
    ):
        store.refused(*command, words=["digits may be a date or seconds: write 2026-03-01"])


@pytest.mark.parametrize("period", ["7", "d", "0d", "-1d", "1.5d", "7 d", "7days", "9999999999d"])
def test_periods_are_read_strictly(store, period):
    store.refused(
        "stream", "check", "b", "s", f"--last={period}", words=["a period is a whole number over 0"]
    )
