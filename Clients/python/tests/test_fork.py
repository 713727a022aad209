"""A fork leaves the parent's worker alone and has one of its own."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable

import pytest

import driftline
from conftest import MakeWorker


def in_child(work: Callable[[], None]) -> int:
    """The exit status of a fork that does some work: 0 where nothing was raised."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    pytest.fail("the child hangs")


def test_the_child_has_a_worker_of_its_own(fake: MakeWorker) -> None:
    worker = fake()
    worker.ping()
    parents = worker.pid

    def work() -> None:
        assert worker.pid is None
        assert worker.call("test.echo", {"n": 1}) == {"n": 1}
        assert worker.pid not in (None, parents)
        worker.close()

    assert in_child(work) == 0
    assert worker.call("test.echo", {"n": 2}) == {"n": 2}
    assert worker.pid == parents


def test_a_child_that_ends_does_not_end_the_parents_worker(fake: MakeWorker) -> None:
    worker = fake()
    worker.ping()
    parents = worker.pid
    assert in_child(worker.close) == 0
    assert worker.ping() == {}
    assert worker.pid == parents


def test_the_child_holds_no_pipe_and_no_array_of_the_parent(fake: MakeWorker) -> None:
    worker = fake()
    worker.ping()
    pending = worker.submit("test.sleep", {"seconds": 0.5}, data={"data": [0.5] * 5000})
    connection = worker._supervisor._connection
    assert connection is not None
    process = connection.process
    ends = (process.stdin, process.stdout, process.stderr)
    parents_pipes = [os.readlink(f"/proc/self/fd/{fd}") for fd in ends]
    assert all(link.startswith("pipe:") for link in parents_pipes)

    def work() -> None:
        links = []
        for fd in os.listdir("/proc/self/fd"):
            with contextlib.suppress(FileNotFoundError):  # that of the listing itself
                links.append(os.readlink(f"/proc/self/fd/{fd}"))
        assert len(links) > 3 and not [link for link in links if "memfd:driftline" in link]
        assert not [link for link in links if link in parents_pipes]

    assert in_child(work) == 0
    assert pending.result(20) == "slept"


def test_the_parents_requests_fail_in_the_child(fake: MakeWorker) -> None:
    worker = fake()
    worker.ping()
    pending = worker.submit("test.sleep", {"seconds": 0.5})

    def work() -> None:
        with pytest.raises(driftline.WorkerDied, match="parent of this process"):
            pending.result(5)

    assert in_child(work) == 0
    assert pending.result(20) == "slept"


def test_forks_while_threads_work(fake: MakeWorker) -> None:
    worker = fake()
    stop = threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while not stop.is_set():
                worker.call("test.data", data={"data": [0.5] * 5000})
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()

    def child() -> None:
        assert worker.call("test.echo", {"n": 1}) == {"n": 1}
        worker.close()

    statuses = [in_child(child) for _ in range(5)]
    stop.set()
    for thread in threads:
        thread.join()
    assert statuses == [0] * 5 and failed == []
