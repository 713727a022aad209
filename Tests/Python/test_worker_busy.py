"""Requests that would rather fail than wait."""

from test_worker_flow import LONG, MANY, cancel, only_one_runs, outcome, request, worker  # noqa: F401


def test_one_caller_at_a_time_never_finds_it_busy(worker):
    """What was answered holds nobody back, though its work was stopped before it had begun."""
    worker.call("baseline.fit", name="b", data={"values": MANY * 3}, detectors=[LONG])
    worker.call("baseline.fit", name="c", data={"values": MANY})
    fail = {"if_busy": "fail"}
    for _ in range(1_000):
        check = {"baseline": "c", "current": {"values": [1, 2, 3]}, "_meta": fail}
        worker.call("drift.check", **check)
        worker.call("baseline.get", name="c", _meta=fail)
    worker.send(request("long", "drift.check", baseline="b", current={"values": MANY[:900]}))
    only_one_runs(worker)
    for _ in range(500):
        # It waits for the long work, and all that has an order waits for it.
        late = worker.ask("baseline.list", _meta={"deadline_ms": 1})
        assert outcome(late) == 1005
        worker.call("baseline.get", name="c", _meta=fail)
    worker.send(cancel("long"))
    assert worker.read()["id"] == "long"
