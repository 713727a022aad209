"""A monitor whose worker is killed goes on at the last value that was acknowledged.

Also when two workers tell one monitor at once, nothing is lost.
"""

import os
import random
import signal
import threading
import time

import pytest
from conftest import strict_json
from worker import Worker

CHARTS = {
    "residuals": {
        "chart": {"name": "ewma", "arl0": 50}, "alert": {"sustained": 2, "within": 4},
        "residuals": True, "baseline": {"values": [(7 * n) % 13 + n % 3 for n in range(60)]},
    },
    "anew": {"chart": {"name": "cusum", "mean": 6, "sigma": 2}, "reset_after_alarm": True},
    "adwin": {"chart": {"name": "adwin", "clock": 1, "delta": 0.3}},
    "kswin": {"chart": {"name": "kswin", "window": 40, "stat_size": 10}},
}  # fmt: skip
KILLS = 15


def observation(seq):
    """What is told under a number: a value, several, or metrics."""
    draw = random.Random(seq)
    mean = 6 + 6 * (seq // 40 % 2)
    if seq % 7 == 0:
        return {"metrics": {name: draw.gauss(mean, 3) for name in draw.sample("abcde", 3)}}
    if seq % 3 == 0:
        return {"values": [draw.gauss(mean, 3) for _ in range(draw.randrange(5))]}
    return {"value": None if seq % 11 == 0 else draw.gauss(mean, 3)}


def undisturbed(folder, settings, count):
    """The points by number, and the state at the end, where nobody is killed."""
    with Worker(folder, store="undisturbed.sqlite") as worker:
        worker.call("monitor.create", name="m", **settings)
        points = {}
        for seq in range(1, count + 1):
            told = worker.call("monitor.observe", name="m", seq=seq, **observation(seq))
            points[seq] = told["points"]
        return points, worker.call("monitor.state", name="m")


def one_life(worker, rng, seq, points):
    """Tells one value after the other until the worker is killed, and keeps what it said.

    Gives the last number that was acknowledged.
    """
    deadly = seq + rng.randrange(1, 12)
    while True:
        seq += 1
        asked = worker.request("monitor.observe", name="m", seq=seq, **observation(seq))
        worker.send(asked)
        if seq == deadly:
            time.sleep(rng.choice([0, rng.uniform(0, 0.001), rng.uniform(0, 0.006)]))
            os.kill(worker.process.pid, signal.SIGKILL)
            worker.wait()
        reply = worker.read_line()
        if reply is None:  # not acknowledged; what was written before counts
            return seq - 1
        points[seq] = strict_json(reply.decode())["result"]["points"]
        if seq == deadly:
            return seq


@pytest.mark.parametrize("name", CHARTS)
def test_a_killed_monitor_goes_on_at_what_was_acknowledged(driftline, tmp_path, name):
    rng = random.Random(name)
    with Worker(tmp_path) as worker:
        worker.call("monitor.create", name="m", **CHARTS[name])
    acknowledged, said = 0, {}
    for _ in range(KILLS):
        with Worker(tmp_path) as worker:
            last = worker.call("monitor.state", name="m")["seq"] or 0
            assert last in (acknowledged, acknowledged + 1)
            if last > acknowledged:
                # The client does not know that it was taken, and sends it again.
                told = worker.call("monitor.observe", name="m", seq=last, **observation(last))
                assert told["repeated"] is True and told["points"] == []
            acknowledged = one_life(worker, rng, last, said)
    with Worker(tmp_path) as worker:
        assert worker.call("health")
        last = worker.call("monitor.state", name="m")["seq"] or 0
        assert last in (acknowledged, acknowledged + 1)
        for seq in range(last + 1, last + 30):
            told = worker.call("monitor.observe", name="m", seq=seq, **observation(seq))
            said[seq] = told["points"]
        state = worker.call("monitor.state", name="m")
        assert worker.end() == ([], 0)
    points, expected = undisturbed(tmp_path, CHARTS[name], last + 29)
    assert state == expected
    assert said == {seq: points[seq] for seq in said} and len(said) > 29
    assert any(point["alarm"] for told in points.values() for point in told)


def test_a_kill_while_one_is_made_leaves_a_whole_one_or_none(driftline, tmp_path):
    rng, made = random.Random(4), 0
    for attempt in range(10):
        with Worker(tmp_path) as worker:
            worker.send(worker.request("monitor.create", name=f"m{attempt}", chart="ewma"))
            time.sleep(rng.uniform(0, 0.02))
    with Worker(tmp_path) as worker:
        for item in worker.call("monitor.list")["items"]:
            made += 1
            told = worker.call("monitor.observe", name=item["name"], value=1)
            assert told["points"][0]["statistic"] == 0.2
        assert worker.end() == ([], 0)
    assert made <= 10


def test_two_workers_at_once_lose_nothing(driftline, tmp_path):
    count, each, replies = 2, 150, {}
    with Worker(tmp_path) as worker:
        worker.call("monitor.create", name="m", chart={"name": "cusum", "side": "up", "k": 0})

    def tell(index):
        with Worker(tmp_path, log=f"log{index}.txt") as worker:
            asked = [
                worker.request("monitor.observe", name="m", value=1, points="none")
                for _ in range(each)
            ]
            worker.send(*asked)
            replies[index] = [worker.read() for _ in asked]

    threads = [threading.Thread(target=tell, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.get("error") for told in replies.values() for reply in told] == [None] * 300
    with Worker(tmp_path) as worker:
        state = worker.call("monitor.state", name="m")["state"]
    assert state == {"count": 300, "chart": {"above": 300, "below": 0}}
    counts = [reply["result"]["state"]["count"] for told in replies.values() for reply in told]
    assert sorted(counts) == list(range(1, 301))


def test_two_workers_in_turns_share_the_numbers(driftline, tmp_path):
    with Worker(tmp_path) as one, Worker(tmp_path, log="other.txt") as other:
        one.call("monitor.create", name="m", chart="shewhart")
        for seq in range(1, 61):
            first, second = (one, other) if seq % 2 else (other, one)
            told = first.call("monitor.observe", name="m", seq=seq, value=seq % 5)
            again = second.call("monitor.observe", name="m", seq=seq, value=9)
            assert told["repeated"] is False and told["points"][0]["index"] == seq - 1
            assert again["repeated"] is True and again["state"] == told["state"]
        assert other.call("monitor.state", name="m")["seq"] == 60


def test_of_two_workers_with_the_same_numbers_one_is_taken(driftline, tmp_path):
    with Worker(tmp_path) as one, Worker(tmp_path, log="other.txt") as other:
        one.call("monitor.create", name="m", chart={"name": "cusum", "side": "up", "k": 0})
        for worker in (one, other):
            worker.send(*(
                worker.request("monitor.observe", name="m", seq=seq, value=1)
                for seq in range(1, 101)
            ))  # fmt: skip
        told = [worker.read()["result"] for _ in range(100) for worker in (one, other)]
        taken = sum(not reply["repeated"] for reply in told)
        state = one.call("monitor.state", name="m")
        # A number that the other was past already is not taken; none is taken twice.
        assert state["seq"] == 100 and state["state"]["count"] == taken == 100


def test_one_worker_resets_what_the_other_tells(driftline, tmp_path):
    with Worker(tmp_path) as one, Worker(tmp_path, log="other.txt") as other:
        one.call("monitor.create", name="m", chart={"name": "cusum", "side": "up", "k": 0})
        told = [
            one.request("monitor.observe", name="m", seq=seq, value=1, points="none")
            for seq in range(1, 1001)
        ]
        resets = [other.request("monitor.reset", name="m") for _ in told]
        one.send(*told)
        other.send(*resets)
        replies = [worker.read() for worker in (one, other) for _ in told]
        # Whoever came second has tried again, and the caller does not see it.
        assert [reply["error"] for reply in replies if "error" in reply] == []
        state = one.call("monitor.state", name="m")
        assert state["seq"] == 1000
        assert state["state"]["count"] == state["state"]["chart"]["above"] <= 1000
