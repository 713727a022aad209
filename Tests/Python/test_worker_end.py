"""How the worker ends, with which code, and what it leaves behind."""

import ctypes
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from conftest import BINARY, strict_json
from worker import Worker, serve

LONG = {
    "baseline": {"values": list(range(3000))}, "current": {"values": list(range(900))},
    "detectors": [{"name": "energy", "method": "permutation", "permutations": 10_000_000}],
}  # fmt: skip
# The page says 2 seconds after a signal and 1 after the parent; a busy machine gets some more.
SLACK = 3


def request(identifier, method, **parameters):
    return {"jsonrpc": "2.0", "id": identifier, "method": method, "params": parameters}


# By itself


@pytest.mark.parametrize("flags", [
    ["--loud"], ["--threads", "0"], ["--threads", "x"], ["--max-line-bytes", "1"], ["more"],
    ["--max-reply-bytes", "99999999999"], ["--allow-path", "none"], ["--log-level", "loud"],
])  # fmt: skip
def test_wrong_flags_end_with_2(driftline, tmp_path, flags):
    with Worker(tmp_path, *flags) as worker:
        assert worker.end() == ([], 2)
        assert worker.said().startswith("driftline: ") and worker.said().count("\n") == 1


def test_a_store_that_does_not_open_ends_with_3(driftline, tmp_path):
    (tmp_path / "text").write_text("this is no store")
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("create table a (b)")
    other.close()
    for path in ("text", "other", ".", "text/store"):
        with Worker(tmp_path, "--store", path, log="said.txt") as worker:
            assert worker.end() == ([], 3), path
            assert worker.said().count("\n") == 1
        (tmp_path / "said.txt").unlink()
    # One in the usual place is neither needed nor made before something is kept.
    with Worker(tmp_path, store=None) as worker:
        assert worker.call("baseline.list")["items"] == []
        assert worker.call("health")["store"] == "none"
        assert not (tmp_path / "data").exists()
        worker.call("baseline.fit", name="a", data={"values": [1]})
        assert (tmp_path / "data" / "driftline" / "store.sqlite").exists()


def test_the_end_of_the_input_finishes_what_was_accepted(driftline, tmp_path):
    lines = [request(i, "baseline.fit", name=f"n{i}", data={"values": list(range(500))}) for i in range(40)]
    lines += [request(100 + i, "drift.check", baseline=f"n{i}", current={"values": [1]}) for i in range(40)]
    replies, code = serve(tmp_path, *lines)
    assert code == 0 and len(replies) == 80
    assert all("result" in reply for reply in replies)


def test_shutdown_finishes_what_was_accepted_and_takes_no_more(driftline, tmp_path):
    with Worker(tmp_path) as worker:
        worker.send(
            request(1, "baseline.fit", name="a", data={"values": list(range(200_000))}),
            request(2, "drift.check", baseline="a", current={"values": [1, 2]}),
            request(3, "shutdown"), request(4, "drift.check", baseline="a", current={"values": [1]}),
            request(5, "ping"), request(6, "shutdown"),
        )  # fmt: skip
        # The input is still open, and it ends all the same.
        replies = {}
        while (text := worker.read_line()) is not None:
            reply = strict_json(text.decode())
            replies[reply["id"]] = reply.get("error", {}).get("code", 0)
        assert worker.wait() == 0
    assert replies == {1: 0, 2: 0, 3: 0, 4: 1007, 5: 0, 6: 0}


# By a signal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_cancels_and_ends(driftline, tmp_path, number):
    with Worker(tmp_path) as worker:
        worker.send(*[request(i, "drift.compare", **LONG) for i in range(12)])
        while worker.call("health")["in_flight"] < 8:
            time.sleep(0.01)
        begin = time.monotonic()
        worker.process.send_signal(number)
        replies = [strict_json(text.decode()) for text in worker.read_many(12)]
        assert worker.wait() == 0
        assert time.monotonic() - begin < 2 + SLACK
        assert worker.said() == ""
    assert sorted(reply["id"] for reply in replies) == list(range(12))
    assert {reply["error"]["code"] for reply in replies} == {1001}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_acknowledged_is_there_and_nothing_by_halves(driftline, tmp_path, number):
    for round in range(5):
        folder = tmp_path / str(round)
        folder.mkdir()
        with Worker(folder) as worker:
            worker.call("baseline.fit", name="a", data={"values": [1]})
            worker.send(*[request(i, "baseline.update", name="a", data={"values": [i]}) for i in range(60)])
            for _ in range(3 * round + 1):
                worker.read()
            worker.process.send_signal(number)
            known = 3 * round + 1
            while (text := worker.read_line()) is not None:
                known += b'"result"' in text
            assert worker.wait() == (0 if number == signal.SIGTERM else -9)
        with Worker(folder) as worker:
            found = worker.call("baseline.get", name="a")
            assert found["version"] == found["n"] == len(found["versions"])
            assert known + 1 <= found["n"] <= 61
            if number == signal.SIGTERM:
                assert found["n"] == known + 1


# Because nobody is there


def test_a_closed_output_ends_quietly(driftline, tmp_path):
    for lines in ([], [request(1, "ping")], [request(1, "drift.compare", **LONG)]):
        with Worker(tmp_path) as worker:
            worker.ask("ping")
            worker.process.stdout.close()
            try:
                worker.process.stdin.write(b"".join(json.dumps(x).encode() + b"\n" for x in lines))
            except BrokenPipeError:
                pass
            assert worker.wait(2 + SLACK) == 4
            assert worker.said() == ""


def adopted(identifier, timeout):
    """The exit code of a process whose parent is gone, and which is ours now."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        found, status = os.waitpid(identifier, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(identifier, signal.SIGKILL)
    os.waitpid(identifier, 0)
    return None


PARENT = """
import subprocess, sys
worker = subprocess.Popen(sys.argv[1:], stdin=0, stdout=1)
print(worker.pid, file=sys.stderr, flush=True)
worker.wait()
"""


@pytest.mark.parametrize("is_working", [False, True])
def test_the_parent_is_gone(driftline, tmp_path, is_working):
    """Somebody else, this test, holds both ends of the worker's pipes."""
    subreaper = 36
    assert ctypes.CDLL(None).prctl(subreaper, 1, 0, 0, 0) == 0
    try:
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, BINARY, "worker", "--store", ":memory:"], cwd=tmp_path,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        identifier = int(parent.stderr.readline())
        line = request(1, "drift.compare", **LONG) if is_working else request(1, "ping")
        parent.stdin.write(json.dumps(line).encode() + b"\n" + b'{"jsonrpc":"2.0","id":2,"method":"ping"}\n')
        parent.stdin.flush()
        assert parent.stdout.readline() != b""
        parent.kill()
        parent.wait()
        assert adopted(identifier, 1 + SLACK) == 4
        for pipe in (parent.stdin, parent.stdout, parent.stderr):
            pipe.close()
    finally:
        ctypes.CDLL(None).prctl(subreaper, 0, 0, 0, 0)


def test_another_process_may_be_named_as_the_parent(driftline, tmp_path):
    other = subprocess.Popen(["sleep", "60"])
    try:
        with Worker(tmp_path) as worker:
            worker.refused("hello", -32602, parent_pid=2**31 - 1)
            worker.refused("hello", -32602, parent_pid=0)
            worker.refused("hello", -32602, parent_pid=1.5)
            worker.call("hello", parent_pid=other.pid)
            worker.call("ping")
            other.kill()
            assert worker.wait(1 + SLACK) == 4
    finally:
        other.kill()
        other.wait()


# What is written where


@pytest.mark.parametrize("flags, place", [([], "log.txt"), (["--strict"], "null")])
def test_standard_output_is_out_of_reach_for_all_but_replies(driftline, tmp_path, flags, place):
    """Descriptor 1 of the worker, which a library would print to, leads to the log or nowhere."""
    with Worker(tmp_path, *flags) as worker:
        worker.call("ping")
        where = pathlib.Path(f"/proc/{worker.process.pid}/fd/1").readlink()
        assert where.name == place


def test_the_log_is_of_json(driftline, tmp_path):
    with Worker(tmp_path, "--log-level", "debug") as worker:
        worker.send({"jsonrpc": "2.0", "method": "no.method"}, {"jsonrpc": "2.0", "method": "ping", "params": {"x": 1}})
        worker.ask("ping")
        worker.end()
        lines = [strict_json(text) for text in worker.said().splitlines()]
    assert len(lines) >= 2
    assert all({"time", "level", "message"} == set(entry) for entry in lines)
    with Worker(tmp_path, "--log-level", "off", log="silent.txt") as worker:
        worker.call("ping")
        worker.process.send_signal(signal.SIGTERM)
        assert worker.wait() == 0 and worker.said() == ""


def test_a_request_that_fails_leaves_the_store_as_it_was(driftline, tmp_path):
    with Worker(tmp_path) as worker:
        worker.call("baseline.fit", name="a", data={"values": [1, 2, 3]})
        worker.call("stream.observe", baseline="a", stream="s", time=0, data={"values": [1]}, seq=1)

        def content():
            return [worker.call("baseline.list"), worker.call("baseline.get", name="a"), worker.call("stream.list")]

        before = content()
        for code, method, given in (
            (1202, "baseline.fit", {"name": "a", "data": {"values": [1]}}),
            (1105, "baseline.fit", {"name": "a", "data": {"values": [None]}, "if_exists": "replace"}),
            (-32602, "baseline.fit", {"name": "a\n", "data": {"values": [1]}}),
            (-32602, "baseline.fit", {"name": "", "data": {"values": [1]}}),
            (1103, "baseline.update", {"name": "a", "data": {"rows": [[1, 2]]}}),
            (1102, "baseline.import", {"b64": "AAAA", "name": "a", "if_exists": "replace"}),
            (1103, "stream.observe", {"baseline": "a", "stream": "t", "time": 0, "data": {"categories": ["x"]}}),
            (-32602, "stream.observe", {"baseline": "a", "stream": "s", "time": "then", "data": {"values": [1]}}),
            (-32602, "stream.observe", {"baseline": "a", "stream": "s", "time": 0, "data": {"values": [1]}, "bucket_seconds": 5}),
            (1201, "baseline.delete", {"name": "a", "version": 9}), (1201, "stream.prune", {"baseline": "a", "stream": "t", "before": 0}),
            (-32602, "drift.check", {"baseline": "a", "current": {"values": [1]}, "time": 0}),
        ):  # fmt: skip
            worker.refused(method, code, **given)
            assert content() == before, method
