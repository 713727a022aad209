"""Times and periods of requests: what may be a date is not taken for seconds, and years are 0 to 9999."""

import pytest
from worker import Worker

VALUES = {"values": [1, 2, 3]}
DATE_OR_SECONDS = "digits may be a date or seconds: write 2026-03-01"


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    with Worker(tmp_path_factory.mktemp("times"), store=":memory:") as worker:
        worker.call("baseline.fit", name="b", data={"values": list(range(50))})
        observe(worker, "2026-03-01")
        yield worker
        assert worker.end() == ([], 0)


def observe(worker, time, stream="s", **parameters):
    given = {"baseline": "b", "stream": stream, "data": VALUES, **parameters}
    return worker.call("stream.observe", time=time, **given)["bucket"]


@pytest.mark.parametrize("text", ["20260301", "20260301120000", "99999999", "00000000"])
def test_digits_that_may_be_a_date_are_refused(worker, text):
    given = {"baseline": "b", "stream": "s"}
    for method, name, others in (
        ("stream.observe", "time", {**given, "data": VALUES}),
        ("stream.check", "from", {**given, "to": "2026-03-02"}),
        ("stream.check", "to", {**given, "from": "2026-02-02"}),
        ("stream.prune", "before", given),
        ("drift.check", "time", {"baseline": "b", "current": VALUES, "record": True}),
        ("report", "from", given),
        ("report", "to", given),
    ):
        error = worker.refused(method, -32602, DATE_OR_SECONDS, **{name: text}, **others)
        assert error["data"]["where"] == f"/params/{name}"
        assert "give seconds as a number" in error["message"]


def test_seconds_are_a_number_or_another_text(worker):
    for seconds in (20260301, 20260301.9, "20260301.0", "020260301", 2.0260301e7):
        assert observe(worker, seconds) == "1970-08-23T00:00:00Z"
    assert observe(worker, "1772323200") == observe(worker, 1772323200) == "2026-03-01T00:00:00Z"
    assert observe(worker, -0.5) == "1969-12-31T00:00:00Z"


@pytest.mark.parametrize("seconds", [1e15, -1e15, 1e300, 253402300800, -62167219201, 2**63])
def test_seconds_beyond_the_calendar_are_refused(worker, seconds):
    given = {"baseline": "b", "stream": "s", "data": VALUES, "time": seconds}
    error = worker.refused("stream.observe", -32602, "of the years 0 to 9999", **given)
    assert error["data"]["where"] == "/params/time"


@pytest.mark.parametrize("time", ["0000-01-01", "9999-12-31"])
def test_buckets_beyond_the_calendar_are_refused(worker, time):
    assert observe(worker, time, f"day {time}") == f"{time}T00:00:00Z"
    given = {"baseline": "b", "stream": f"week {time}", "data": VALUES, "time": time}
    error = worker.refused(
        "stream.observe", -32602, "leaves the years 0 to 9999", bucket_seconds=604_800, **given
    )
    assert error["data"]["where"] == "/params/time"
    streams = [item["stream"] for item in worker.call("stream.list", baseline="b")["items"]]
    assert given["stream"] not in streams


@pytest.mark.parametrize("last", ["999999999w", "999999999d", "105800w"])
def test_windows_beyond_the_calendar_are_refused(worker, last):
    given = {"baseline": "b", "stream": "s", "last": last}
    error = worker.refused("stream.check", -32602, "would begin before the year 0", **given)
    assert error["data"]["where"] == "/params/last"
    window = worker.call("stream.check", baseline="b", stream="s", last="105000w")["stream"]
    assert window["from"].startswith("00")
    against = {"baseline": "b", "stream": "s", "last": "105000w", "against": "previous"}
    error = worker.refused("stream.check", -32602, "would begin before the year 0", **against)
    assert error["data"]["where"] == "/params/against"
