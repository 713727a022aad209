"""Many requests at once: order, progress, cancelling, deadlines, and a caller who does not read."""

import json
import pathlib
import random
import time

import numpy as np
import pytest
from conftest import strict_json
from worker import Worker, line, serve

LONG = {"name": "energy", "method": "permutation", "permutations": 10_000_000}
MANY = list(range(1000))
DETECTORS = ["ks", "psi", "wasserstein"]
# Minutes of work, were it not stopped.
SLOW = {"baseline": {"values": MANY * 3}, "current": {"values": MANY[:900]}, "detectors": [LONG]}
QUICK = {"baseline": {"values": [1, 2]}, "current": {"values": [1, 2]}, "detectors": ["ks"]}


@pytest.fixture
def worker(driftline, tmp_path):
    with Worker(tmp_path, store=":memory:") as worker:
        yield worker


def request(identifier, method, meta=None, **parameters):
    if meta:
        parameters["_meta"] = meta
    asked = {"jsonrpc": "2.0", "method": method, "params": parameters}
    return asked if identifier is None else {**asked, "id": identifier}


def cancel(identifier):
    return request(None, "$/cancel", id=identifier)


def outcome(reply):
    """The error's code, or 0."""
    return reply["error"]["code"] if "error" in reply else 0


def outcomes(worker, count):
    return {r["id"]: outcome(r) for r in (worker.read() for _ in range(count))}


def only_one_runs(worker):
    """Waits until what was asked last runs, and what was answered counts no more."""
    end = time.monotonic() + 10
    while (load := worker.call("health"))["in_flight"] != 1 or load["queued"] != 0:
        assert time.monotonic() < end, load


# Order


def test_work_on_one_name_keeps_its_order(worker):
    names = ("a", "b", "c")
    asked = []
    for number in range(60):
        name = names[number % 3]
        kind = ["baseline.update", "drift.check", "profile.build"][number // 3 % 3]
        data = {"values": [number + 1]}
        if number < 3:
            asked.append(request(number, "baseline.fit", name=name, data={"values": MANY}))
        elif kind == "baseline.update":
            asked.append(request(number, kind, name=name, data=data))
        elif kind == "drift.check":
            asked.append(request(number, kind, baseline=name, current=data))
        else:
            asked.append(request(number, kind, baseline=name, data=data))
    worker.send(*asked, request(60, "baseline.list"))
    replies = [worker.read() for _ in range(61)]
    for offset in range(3):
        ids = [r["id"] for r in replies if r["id"] % 3 == offset and r["id"] < 60]
        assert ids == sorted(ids) and len(ids) == 20
    assert all("result" in reply for reply in replies)
    # A list waits for all of it, and so sees all of it.
    assert replies[-1]["id"] == 60
    items = replies[-1]["result"]["items"]
    assert [(item["name"], item["version"], item["n"]) for item in items] == [
        (name, 7, 1006) for name in names
    ]


def test_small_work_goes_past_large_work(worker):
    worker.send(request(1, "drift.compare", **SLOW), request(2, "drift.compare", **QUICK))
    assert worker.read()["id"] == 2
    for method in ("hello", "ping", "health", "metrics"):
        worker.call(method)
    only_one_runs(worker)
    # Requests of the loop above had this number too, and are answered.
    worker.send(cancel(1))
    assert outcome(worker.read()) == 1001


# Cancelling


def test_what_waits_and_what_runs_is_cancelled(worker):
    data = {"values": MANY * 3}
    worker.call("baseline.fit", name="b", data=data, detectors=["ks", LONG])
    check = {"baseline": "b", "current": {"values": MANY[:900]}}
    worker.send(
        request("runs", "drift.check", **check), request("waits", "drift.check", **check),
        request("\u00e4 last", "drift.check", baseline="b", current={"values": [1]}, detectors=["ks"]),
        cancel("waits"),
    )  # fmt: skip
    reply = worker.read()
    assert (reply["id"], outcome(reply)) == ("waits", 1001)
    assert reply["error"]["data"]["kind"] == "cancelled"
    # Ids that are of nobody, of somebody who is answered, or of another type stop nothing.
    worker.send(cancel("nobody"), cancel("waits"), cancel(1), cancel(None), cancel([]), cancel("RUNS"))
    assert worker.read_line(0.1) is None
    worker.send(cancel("runs"))
    assert outcomes(worker, 2) == {"runs": 1001, "\u00e4 last": 0}
    assert worker.ask("ping")["result"] == {}
    assert worker.end() == ([], 0)


@pytest.mark.parametrize("given, named, is_same", [
    ('"A"', '"\\u0041"', True), ("1", '"1"', False), ("1", "1.0", False), ("10", "1e1", False),
    ("1.50", "1.50", True), ('"null"', "null", False),
    ("123456789012345678901234567890", "123456789012345678901234567891", False),
])  # fmt: skip
def test_an_id_is_cancelled_as_it_was_written(worker, given, named, is_same):
    text = json.dumps(SLOW)
    worker.send(f'{{"jsonrpc":"2.0","id":{given},"method":"drift.compare","params":{text}}}')
    worker.send(f'{{"jsonrpc":"2.0","method":"$/cancel","params":{{"id":{named}}}}}')
    assert (worker.read_line(30 if is_same else 0.05) is not None) == is_same


def test_a_notification_cannot_be_cancelled_and_a_cancelled_fit_leaves_nothing(worker):
    worker.send(
        request(1, "drift.compare", **SLOW),
        *[request(None, "baseline.fit", name=f"n{i}", data={"values": MANY}) for i in range(5)],
        request(2, "baseline.fit", name="m", data={"values": MANY * 500}), cancel(2), cancel(1),
    )  # fmt: skip
    found = outcomes(worker, 2)
    assert found[1] == 1001 and found[2] in (0, 1001)
    names = [item["name"] for item in worker.call("baseline.list")["items"]]
    assert names == ["m"] * (found[2] == 0) + [f"n{i}" for i in range(5)]


def test_each_of_many_has_one_reply_cancelled_or_not(worker):
    rng = random.Random(5)
    asked = 0
    for round in range(20):
        lines = []
        for _ in range(15):
            asked += 1
            values = {"values": [rng.random() for _ in range(rng.choice([1, 50, 4000]))]}
            name = rng.choice("abc")
            lines.append(rng.choice([
                request(asked, "drift.compare", baseline=values, current=values),
                request(asked, "baseline.fit", name=name, data=values, if_exists="version"),
                request(asked, "drift.check", {"deadline_ms": rng.random() * 5}, baseline=name, current=values),
                request(asked, "drift.check", {"if_busy": "fail"}, baseline=name, current=values),
            ]))  # fmt: skip
            if rng.random() < 0.5:
                lines.append(cancel(rng.randint(max(1, asked - 10), asked + 2)))
        worker.send(*lines)
    rest, code = worker.end()
    replies = [strict_json(text.decode()) for text in rest]
    assert sorted(reply["id"] for reply in replies) == list(range(1, asked + 1)) and code == 0
    assert {outcome(reply) for reply in replies} <= {0, 1001, 1005, 1006, 1201}
    assert {0, 1001} <= {outcome(reply) for reply in replies}


# Deadlines, being busy, timing


def test_deadlines(worker):
    worker.call("baseline.fit", name="b", data={"values": MANY * 3}, detectors=[LONG])
    check = {"baseline": "b", "current": {"values": MANY[:900]}}
    worker.send(
        request(1, "drift.check", {"deadline_ms": 400}, **check),
        request(2, "drift.check", {"deadline_ms": 100.5}, **check),
        request(3, "drift.compare", {"deadline_ms": 60_000}, **QUICK),
    )  # fmt: skip
    found = {reply["id"]: reply for reply in (worker.read() for _ in range(3))}
    # The second waits for the first, and its time is over before it begins.
    assert {i: outcome(reply) for i, reply in found.items()} == {1: 1005, 2: 1005, 3: 0}
    assert list(found).index(2) < list(found).index(1)
    assert found[1]["error"]["data"]["retryable"] is True
    for wrong in (-1, 1e13, "1", True, [1]):
        error = worker.refused("ping", -32602, _meta={"deadline_ms": wrong})
        assert error["data"]["where"] == "/params/_meta/deadline_ms"
    # None of them is late after it was answered.
    assert worker.end() == ([], 0)


def test_who_would_not_wait_is_told(worker):
    fail = {"if_busy": "fail"}
    worker.send(request(1, "drift.compare", fail, **QUICK))
    assert outcomes(worker, 1) == {1: 0}
    worker.call("baseline.fit", name="b", data={"values": MANY * 3}, detectors=[LONG])
    worker.call("baseline.fit", name="c", data={"values": MANY})
    worker.send(request("slow", "drift.check", baseline="b", current={"values": MANY[:900]}))
    only_one_runs(worker)
    worker.send(
        request(3, "drift.check", fail, baseline="b", current={"values": [1]}),
        request(4, "drift.check", fail, baseline="c", current={"values": [1]}),
        request(5, "baseline.list", fail), request(6, "ping", fail), cancel("slow"),
    )  # fmt: skip
    assert outcomes(worker, 5) == {"slow": 1001, 3: 1006, 4: 0, 5: 1006, 6: 0}
    worker.refused("ping", -32602, _meta={"if_busy": "maybe"})


def test_time_is_told_where_it_is_asked_for(worker):
    plain = worker.call("drift.compare", **QUICK)
    timed = worker.call("drift.compare", **QUICK, _meta={"timing": True})
    timing = timed.pop("_meta")["timing"]
    assert timed == plain
    assert set(timing) == {"queued_ms", "run_ms"} and min(timing.values()) >= 0
    assert plain == worker.call("drift.compare", **QUICK, _meta={"timing": False})


# Progress


def test_progress(worker):
    np.save(worker.folder / "x.npy", np.arange(3_000_000.0) % 1000)
    data = {"path": "x.npy"}
    replies, told, seconds = {}, {"a\u00e4": [], 7: []}, 0
    # One after the other: a line of progress is left out where something else is being written.
    for number, meta in (
        (1, {"progress_token": "a\u00e4"}), (2, None), (3, {"progress_token": None}), (4, {"progress_token": 7}),
    ):  # fmt: skip
        time.sleep(0.05)
        begin = time.monotonic()
        worker.send(request(number, "drift.compare", meta, baseline=data, current=data, detectors=DETECTORS))
        while number not in replies:
            read = worker.read()
            if "id" in read:
                replies[read["id"]] = read
                continue
            assert read["method"] == "$/progress" and set(read) == {"jsonrpc", "method", "params"}
            assert list(read["params"]) == ["token", "done", "total", "unit"]
            assert read["params"]["token"] == meta["progress_token"]
            told[read["params"]["token"]].append(read["params"])
        seconds = max(seconds, time.monotonic() - begin)
    assert worker.end() == ([], 0)
    assert len({json.dumps(reply["result"]) for reply in replies.values()}) == 1
    for steps in told.values():
        assert 1 <= len(steps) <= 1 + 10 * seconds
        done = [step["done"] for step in steps]
        assert done == sorted(done)
        assert all(0 < s["done"] <= s["total"] and s["unit"] == "rows" for s in steps)
        totals = [step["total"] for step in steps]
        assert totals == sorted(totals)


# A caller who does not read


@pytest.mark.parametrize("kind", ["compare", "immediate", "invalid", "unknown"])
def test_a_caller_who_does_not_read_is_held_back(worker, kind):
    """1000 requests and more: memory stays, the pipe holds, and then all are answered."""
    pad = "x" * 3000
    one = {
        "compare": lambda i: {**request(i, "drift.compare", **QUICK), "pad": pad},
        "immediate": lambda i: {**request(i, "hello"), "pad": pad},
        "invalid": lambda i: b"no JSON",
        "unknown": lambda i: request(i, "no.method", pad=pad),
    }[kind]
    count = 200_000 if kind == "invalid" else 2000
    lines = b"".join(line(one(i)) + b"\n" for i in range(count))
    worker.ask("ping")
    before = worker.resident_bytes()
    taken = worker.write(lines, timeout=0.5, is_reading=False)
    grown = worker.resident_bytes() - before
    assert taken < len(lines), "all was taken, and nothing was read"
    assert grown < 64 << 20, grown
    worker.write(lines[taken:])
    replies = worker.read_many(count)
    if kind != "invalid":
        assert sorted(strict_json(text.decode())["id"] for text in replies) == list(range(count))
    assert worker.end() == ([], 0)


@pytest.mark.parametrize("value, times", [
    ("1,", 10), ("0.5,", 10), ("null,", 10), ('"",', 32), ("{},", 32), ("[[]],", 32), ('{"":0},', 32),
])  # fmt: skip
def test_a_line_takes_no_more_memory_than_the_page_says(worker, value, times):
    """The longest that a line is made to be, before anybody looks at what it asks for."""
    def most():
        text = pathlib.Path(f"/proc/{worker.process.pid}/status").read_text()
        return 1024 * int(next(t for t in text.splitlines() if t.startswith("VmHWM")).split()[1])

    worker.ask("ping")
    before = most()
    size = 16 << 20
    text = value * (size // len(value))
    worker.send(f'{{"jsonrpc":"2.0","id":1,"method":"ping","pad":[{text}0]}}')
    assert worker.read()["result"] == {}
    assert most() - before < times * size, (most() - before) / size


# The same again


def recorded():
    """A thousand requests, of all kinds, that depend on each other by name only."""
    rng = random.Random(1)
    asked = []

    def values(most=300):
        return {"values": [round(rng.gauss(0, 1), 3) for _ in range(rng.randint(1, most))]}

    for number in range(1000):
        name = rng.choice(["a", "b", "c", "d"])
        kind = rng.randrange(11)
        if number < 4:
            asked.append(request(number, "baseline.fit", name="abcd"[number], data=values(), seed=number))
        elif kind < 3:
            asked.append(request(number, "drift.compare", baseline=values(), current=values(), seed=number))
        elif kind == 3:
            rows = [[round(rng.gauss(0, 1), 2) for _ in range(3)] for _ in range(40)]
            asked.append(request(
                number, "drift.compare", baseline={"rows": rows}, current={"rows": rows[::2]},
                detectors=["sliced_wasserstein", "cluster_psi"],
            ))  # fmt: skip
        elif kind == 4:
            words = {"categories": [rng.choice(["x", "y", None]) for _ in range(50)]}
            asked.append(request(number, "drift.compare", baseline=words, current=words))
        elif kind == 5:
            asked.append(request(number, "baseline.update", name=name, data=values()))
        elif kind == 6:
            asked.append(request(number, "profile.build", baseline=name, data=values()))
        elif kind == 7:
            asked.append(request(
                number, "stream.observe", baseline=name, stream="s", time=86_400 * rng.randrange(5),
                data=values(), seq=number,
            ))  # fmt: skip
        elif kind == 8:
            asked.append(request(number, "stream.check", baseline=name, stream="s", last="3d"))
        elif kind == 9:
            asked.append(rng.choice([
                request(number, "no.method"), request(number, "drift.check", baseline="none", current=values()),
                request(number, "baseline.fit", name="a", data=values()), request(number, "ping", x=1),
                request(number, "stream.list"), request(number, "baseline.export", name=name),
            ]))  # fmt: skip
        else:
            asked.append(request(number, "drift.check", baseline=name, current=values()))
    return b"".join(line(one) + b"\n" for one in asked)


def test_the_same_requests_give_the_same_bytes(driftline, tmp_path):
    lines = recorded()
    found = {}
    for key, flags in {
        "strict": ["--strict"], "again": ["--strict"], "one": ["--threads", 1],
        "two": ["--threads", 2], "three": ["--threads", 3],
    }.items():  # fmt: skip
        with Worker(tmp_path, *flags, store=":memory:") as worker:
            worker.write(lines)
            found[key], code = worker.end()
            assert code == 0 and len(found[key]) == 1000
    assert found["strict"] == found["again"]
    assert [strict_json(text.decode())["id"] for text in found["strict"]] == list(range(1000))
    results = sum(b'"result"' in text for text in found["strict"])
    assert 800 < results < 1000
    for key in ("one", "two", "three"):
        assert sorted(found[key]) == sorted(found["strict"]), key


def test_the_command_line_prints_the_same(driftline, tmp_path):
    rng = np.random.default_rng(3)
    (tmp_path / "a.csv").write_text("x,y\n" + "".join(f"{v:.3f},{'ab'[i % 2]}\n" for i, v in enumerate(rng.normal(size=200))))
    (tmp_path / "b.csv").write_text("x,y\n" + "".join(f"{v:.3f},{'ab'[i % 3 // 2]}\n" for i, v in enumerate(rng.normal(1, 1, 150))))
    a, b = str(tmp_path / "a.csv"), str(tmp_path / "b.csv")
    printed = driftline.run("compare", "--baseline", a, "--current", b, "--json", "--seed", 4).stdout
    with Worker(tmp_path) as worker:
        worker.send(request(1, "drift.compare", baseline={"path": a}, current={"path": b}, seed=4))
        assert worker.read_line() + b"\n" == b'{"jsonrpc":"2.0","id":1,"result":' + printed[:-1] + b"}\n"
        worker.send(request(2, "baseline.fit", name="t", data={"path": a}))
        worker.read()
    printed = driftline.run("check", "t", b, "--json", "--store", tmp_path / "store.sqlite").stdout
    replies, _ = serve(tmp_path, request(3, "drift.check", baseline="t", current={"path": b}))
    assert replies[0]["result"] == strict_json(printed.decode())
