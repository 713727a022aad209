"""How a worker ends, and what cannot end it: parents, signals, closed pipes, strange descriptors."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pytest
from conftest import BINARY, strict_json
from lifecycle import BIG, PARENT, fit, line, names, pid_is_gone, slow, spawn  # noqa: F401


@pytest.mark.parametrize("busy", [False, True])
def test_a_worker_goes_with_its_parent_although_somebody_else_holds_its_pipes(
    driftline, tmp_path, busy
):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, BINARY, "worker", "--store", tmp_path / "store.sqlite"],
        stdout=subprocess.PIPE,
    )
    worker, sibling = map(int, parent.stdout.readline().split())
    try:
        if busy:
            with open(f"/proc/{sibling}/fd/{pipe_of(sibling, worker)}", "wb", buffering=0) as pipe:
                pipe.write(slow(2))
                time.sleep(0.2)
        assert not pid_is_gone(worker, within=0.2)
        parent.kill()
        parent.wait()
        assert pid_is_gone(worker)
    finally:
        parent.kill()
        for pid in (worker, sibling):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def pipe_of(holder, worker):
    """The descriptor of a process that writes to the worker's requests."""
    folder = pathlib.Path(f"/proc/{worker}/fd")
    for number in os.listdir(f"/proc/{holder}/fd"):
        target = os.readlink(f"/proc/{holder}/fd/{number}")
        flags = pathlib.Path(f"/proc/{holder}/fdinfo/{number}").read_text().split()
        is_for_writing = int(flags[flags.index("flags:") + 1], 8) & os.O_ACCMODE == os.O_WRONLY
        if target.startswith("pipe:") and is_for_writing:
            if any(os.readlink(folder / other) == target for other in os.listdir(folder)):
                return number
    raise AssertionError("the sibling holds no pipe of the worker")


def test_a_parent_that_is_named_is_watched_too_and_its_end_has_status_4(spawn):
    other = subprocess.Popen(["sleep", "60"])
    worker = spawn()
    worker.call("hello", parent_pid=other.pid)
    worker.call("ping")
    other.kill()
    other.wait()
    worker.end(4, within=1)


def test_a_process_that_is_gone_is_refused_as_a_parent(spawn):
    gone = subprocess.Popen(["true"])
    gone.wait()
    worker = spawn()
    worker.send(line(1, "hello", parent_pid=gone.pid))
    assert worker.read()["error"]["code"] == -32602
    assert worker.call("ping") == {}


def test_hello_again_and_again_takes_no_more_descriptors(spawn):
    worker = spawn()
    worker.call("hello", parent_pid=os.getpid())
    before = len(os.listdir(f"/proc/{worker.process.pid}/fd"))
    for _ in range(200):
        worker.call("hello", parent_pid=os.getpid())
    # The runtime may open one of its own meanwhile.
    assert len(os.listdir(f"/proc/{worker.process.pid}/fd")) < before + 5


def test_the_end_of_the_thread_that_spawned_it_is_not_the_end_of_a_worker(spawn):
    found = []
    thread = threading.Thread(target=lambda: found.append(spawn()))
    thread.start()
    thread.join()
    assert found[0].call("ping") == {}
    time.sleep(0.3)
    assert found[0].call("ping") == {}


# Readers that go away


@pytest.mark.parametrize(
    "requests", [b"", line(1, "hello") * 60, slow(1)], ids=["idle", "writing", "computing"]
)
def test_a_worker_that_nobody_listens_to_goes_quietly(spawn, requests):
    worker = spawn()
    worker.call("ping")
    worker.send(requests)
    if requests:
        time.sleep(0.2)
    worker.process.stdout.close()
    worker.end(4)


def test_a_worker_without_standard_output_goes_quietly(driftline, tmp_path):
    with_input, to_worker = os.pipe()
    done = subprocess.Popen(
        ["sh", "-c", 'exec "$0" worker --store "$1" >&-', BINARY, tmp_path / "store.sqlite"],
        stdin=with_input, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert done.wait(2) == 4
        assert done.stderr.read() == b""
    finally:
        done.kill()
        os.close(to_worker)
        os.close(with_input)


def test_a_worker_without_standard_input_has_nothing_to_do(driftline, tmp_path):
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" worker --store "$1" <&-', BINARY, tmp_path / "store.sqlite"],
        capture_output=True, timeout=5,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_nothing_is_opened_in_the_place_of_a_closed_standard_error(driftline, tmp_path):
    worker = subprocess.Popen(
        ["sh", "-c", 'exec "$0" worker --store "$1" 2>&-', BINARY, tmp_path / "store.sqlite"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        worker.stdin.write(fit(1, "a") + line(2, "drift.check", baseline="a", current={"path": "/x"}))
        worker.stdin.flush()
        replies = [strict_json(worker.stdout.readline().decode()) for _ in range(2)]
        assert "result" in replies[0] and replies[1]["error"]["code"] == 1101
        assert os.readlink(f"/proc/{worker.pid}/fd/2") == "/dev/null"
    finally:
        worker.communicate()
    assert worker.returncode == 0


# Signals


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
class TestSignals:
    def test_while_idle(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.process.send_signal(number)
        assert worker.end(0) == []

    def test_while_computing(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.send(slow(2), slow(3), *(fit(4 + k, f"n{k}") for k in range(3)))
        done = {reply["id"] for reply in (worker.read() for _ in range(3))}
        assert done == {4, 5, 6}
        worker.process.send_signal(number)
        codes = {reply["id"]: reply["error"]["code"] for reply in worker.end(0)}
        assert codes == {2: 1001, 3: 1001}
        assert names(spawn) == ["n0", "n1", "n2"]

    def test_while_the_reader_does_not_read(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.send(line(1, "hello") * 300)
        time.sleep(0.3)
        worker.process.send_signal(number)
        assert worker.process.wait(2) == 0
        assert worker.process.stderr.read() == b""

    def test_while_a_request_is_half_written(self, spawn, number):
        worker = spawn()
        worker.call("ping")
        worker.send(b'{"jsonrpc":"2.0","id":7,"meth')
        worker.process.send_signal(number)
        assert worker.end(0) == []

    def test_while_the_store_is_written_to(self, spawn, number):
        """What was acknowledged is there; of the rest at most what nobody knows of."""
        for turn in range(4):
            worker = spawn()
            worker.call("ping")
            asked = [f"t{turn}n{k}" for k in range(200)]
            writer = threading.Thread(
                target=lambda: worker.send(*(fit(name, name) for name in asked)), daemon=True
            )
            writer.start()
            known = {}
            for _ in range(20 * (turn + 1)):
                reply = worker.read()
                known[reply["id"]] = reply
            worker.process.send_signal(number)
            known |= {reply["id"]: reply for reply in worker.end(0) if reply["id"] is not None}
            there = set(names_of(spawn, f"t{turn}n"))
            acknowledged = {id for id, reply in known.items() if "result" in reply}
            refused = {id for id, reply in known.items() if "error" in reply}
            assert acknowledged <= there
            assert not refused & there
            assert {known[id]["error"]["code"] for id in refused} <= {1001, 1007}


def names_of(spawn, prefix):
    worker = spawn()
    found, cursor = [], {}
    while cursor is not None:
        page = worker.call("baseline.list", prefix=prefix, **cursor)
        found += [item["name"] for item in page["items"]]
        cursor = {"cursor": page["cursor"]} if "cursor" in page else None
    worker.process.stdin.close()
    worker.end(0)
    return found


# Ends that are asked for


def test_at_the_end_of_the_input_accepted_work_is_finished(spawn):
    worker = spawn()
    numbers = range(2, 10)
    worker.send(*(line(id, "drift.compare", baseline=BIG, current=BIG) for id in numbers))
    worker.process.stdin.close()
    replies = [worker.read(60) for _ in numbers]
    assert {reply["id"] for reply in replies} == set(numbers)
    assert all("result" in reply for reply in replies)
    assert worker.end(0) == []


def test_a_deadline_at_the_end_of_the_input_loses_no_reply(spawn):
    for turn in range(30):
        worker = spawn()
        some = {"values": list(range(2000))}
        for id in range(16):
            served = {"deadline_ms": 0.3 * id + 0.01 * turn}
            worker.send(line(id, "drift.compare", baseline=some, current=some, _meta=served))
        worker.process.stdin.close()
        assert {reply["id"] for reply in worker.end(0, within=10)} == set(range(16))


def test_after_shutdown_work_is_refused_and_what_was_accepted_is_finished(spawn):
    worker = spawn()
    worker.send(
        line(1, "drift.compare", baseline=BIG, current=BIG), line(2, "shutdown"), fit(3, "late"),
        line(4, "ping"),
    )  # fmt: skip
    replies = {reply["id"]: reply for reply in (worker.read() for _ in range(4))}
    assert "result" in replies[1] and replies[2]["result"] == {} and replies[4]["result"] == {}
    assert replies[3]["error"]["code"] == 1007 and replies[3]["error"]["data"]["retryable"] is True
    assert worker.end(0) == []


@pytest.mark.parametrize("nagging", [line(1, "ping"), b" "], ids=["pings", "spaces"])
def test_a_caller_that_goes_on_does_not_keep_a_worker_from_its_shutdown(spawn, nagging):
    worker = spawn()
    worker.call("shutdown")
    end = time.monotonic() + 5
    with contextlib.suppress(BrokenPipeError):
        while time.monotonic() < end:
            worker.send(nagging)
            time.sleep(0.002)
        pytest.fail("the worker is still there")
    assert worker.process.wait(2) == 0


# Descriptors of all kinds
