"""Requests that are late, large, many or taken back."""

from __future__ import annotations

import concurrent.futures
import gc
import logging
import os
import signal
import threading
import time

import numpy as np
import pytest

import driftline
from conftest import MakeWorker, Marks, wait_until


def test_a_timeout_takes_the_request_back(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    began = time.monotonic()
    with pytest.raises(driftline.Timeout, match=r"test.sleep took more than 0.2 s"):
        worker.call("test.sleep", {"seconds": 30}, timeout=0.2)
    assert time.monotonic() - began < 10
    wait_until(lambda: any(mark.startswith("cancel") for mark in marks()))
    assert worker.ping() == {}
    assert isinstance(driftline.Timeout("x"), TimeoutError)


def test_the_workers_own_timeout_is_the_default(fake: MakeWorker) -> None:
    worker = fake(timeout=0.2)
    with pytest.raises(driftline.Timeout):
        worker.call("test.sleep", {"seconds": 30})
    assert worker.call("test.sleep", {"seconds": 0.4}, timeout=20) == "slept"


def test_a_deadline_and_a_token_go_along(fake: MakeWorker) -> None:
    seen: list[driftline.Progress] = []
    meta = fake().call("test.progress", {}, progress=seen.append, deadline=1.5)
    assert meta["deadline_ms"] == 1500 and "progress_token" in meta
    assert seen == [driftline.Progress(1, 2, "rows"), driftline.Progress(2, 2, "rows")]


def test_a_progress_callback_that_fails_is_logged(
    fake: MakeWorker, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(state: driftline.Progress) -> None:
        raise RuntimeError("no")

    with caplog.at_level(logging.ERROR, "driftline"):
        fake().call("test.progress", {}, progress=fail)
    assert "progress callback of test.progress failed" in caplog.text


def test_a_progress_callback_may_ask_the_same_worker(fake: MakeWorker) -> None:
    worker = fake()
    seen: list[object] = []

    def ask(state: driftline.Progress) -> None:
        seen.append(worker.call("test.echo", {"done": state.done}, timeout=20))

    assert "progress_token" in worker.call("test.progress", {}, progress=ask, timeout=60)
    assert seen == [{"done": 1}, {"done": 2}]


def test_a_progress_callback_that_waits_holds_nobody_else_back(fake: MakeWorker) -> None:
    worker = fake()
    go_on = threading.Event()
    future = worker.submit("test.progress", {}, progress=lambda state: go_on.wait(60))
    assert worker.call("test.echo", {"x": 1}, timeout=20) == {"x": 1}
    assert not future.done()
    go_on.set()
    assert "progress_token" in future.result(20)


def test_a_request_whose_callback_waits_can_be_taken_back(fake: MakeWorker) -> None:
    worker = fake()
    go_on = threading.Event()
    with pytest.raises(driftline.Timeout):
        worker.call("test.progress", {}, progress=lambda state: go_on.wait(60), timeout=0.2)
    go_on.set()
    assert worker.ping() == {}


def test_no_limit_may_be_written_as_infinity(fake: MakeWorker) -> None:
    endless = float("inf")
    assert fake(timeout=endless).ping() == {}
    worker = fake(timeout=0.2)
    assert worker.call("test.sleep", {"seconds": 0.4}, timeout=endless) == "slept"
    assert worker.call("test.sleep", {"seconds": 0.4}, timeout=1e300) == "slept"
    meta = worker.call("test.progress", {}, progress=lambda state: None, deadline=endless)
    assert "deadline_ms" not in meta
    for wrong in (0, -endless, float("nan"), "1", True):
        with pytest.raises(driftline.InvalidParams, match="expected seconds"):
            worker.ping(timeout=wrong)


def test_numpys_scalars_are_parameters(fake: MakeWorker) -> None:
    given = {
        "a": np.float64(0.5), "b": np.int64(7), "c": np.bool_(True), "d": np.float32(0.25),
        "e": [np.int8(1), {"f": np.uint16(2)}], "g": np.array([1.5, 2.0]),
    }  # fmt: skip
    echoed = fake().call("test.echo", given, timeout=np.int64(20), deadline=np.float32(20))
    assert {name: value for name, value in echoed.items() if name != "_meta"} == {
        "a": 0.5, "b": 7, "c": True, "d": 0.25, "e": [1, {"f": 2}], "g": [1.5, 2.0]
    }  # fmt: skip
    with pytest.raises(driftline.InvalidParams, match="no JSON"):
        fake().call("test.echo", {"a": np.complex128(1j)})


def test_cancelling_a_future_takes_the_request_back(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    worker.ping()
    future = worker.submit("test.sleep", {"seconds": 30})
    wait_until(lambda: "test.sleep" in marks())
    assert future.cancel() and future.cancelled() and future.cancel()
    done, _ = concurrent.futures.wait([future], 5)
    assert done == {future}
    wait_until(lambda: marks()[-1].startswith("cancel"))
    finished = worker.submit("test.echo", {})
    assert finished.result(20) == {}
    assert not finished.cancel()


def test_a_request_that_was_never_sent_needs_no_cancellation(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    worker.ping()
    sleeping = [worker.submit("test.sleep", {"seconds": 0.5}) for _ in range(7)]
    waiting = worker.submit("test.echo", {})
    assert waiting.cancel()
    for future in sleeping:
        future.result(20)
    assert worker.call("test.echo", {"last": True}) == {"last": True}
    assert "test.echo" in marks() and marks().count("test.echo") == 1
    assert not any(mark.startswith("cancel") for mark in marks())


def test_a_worker_that_hangs_is_replaced(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    worker._supervisor.grace_seconds = 0.2
    with pytest.raises(driftline.Timeout):
        worker.call("test.hang", timeout=0.2)
    assert worker.ping() == {}
    assert marks().count("start") == 2


def test_a_slow_worker_that_answers_is_left_alone(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    worker._supervisor.grace_seconds = 0.1
    with pytest.raises(driftline.Timeout):
        worker.call("test.stderr", {"lines": 1}, timeout=1e-9)
    time.sleep(0.5)
    worker.ping()
    assert marks().count("start") == 1


def test_no_more_is_in_flight_than_the_worker_takes(fake: MakeWorker) -> None:
    worker = fake()
    futures = [worker.submit("test.sleep", {"seconds": 0.02}) for _ in range(60)]
    assert {future.result(60) for future in futures} == {"slept"}
    assert worker.call("test.most") <= 8


def test_a_ping_is_answered_while_all_places_are_taken(fake: MakeWorker) -> None:
    worker = fake()
    futures = [worker.submit("test.sleep", {"seconds": 1.0}) for _ in range(30)]
    worker.ping(timeout=0.9)
    for future in futures:
        future.cancel()


def test_no_more_bytes_are_in_flight_than_the_worker_takes(fake: MakeWorker) -> None:
    worker = fake()
    text = "x" * 3_000_000
    futures = [worker.submit("test.echo", {"text": text}) for _ in range(6)]
    assert all(future.result(60) == {"text": text} for future in futures)


def test_a_line_that_is_too_long_is_refused_here(fake: MakeWorker) -> None:
    worker = fake()
    worker.ping()
    with pytest.raises(driftline.LimitExceeded, match="arrays or as the path of a file"):
        worker.call("test.echo", {"text": "x" * (1 << 24)})


def test_huge_replies_and_huge_requests_pass_each_other(fake: MakeWorker) -> None:
    worker = fake()
    text = "y" * 1_000_000
    replies = [worker.submit("test.huge", {"bytes": 8_000_000}) for _ in range(6)]
    echoes = [worker.submit("test.echo", {"text": text}) for _ in range(12)]
    assert all(len(future.result(60)) == 8_000_000 for future in replies)
    assert all(future.result(60) == {"text": text} for future in echoes)


def test_a_worker_that_stops_reading_holds_nobody_up(fake: MakeWorker) -> None:
    worker = fake()
    worker.call("test.slow_reader", {"seconds": 1})
    began = time.monotonic()
    future = worker.submit("test.echo", {"text": "z" * 3_500_000})
    assert time.monotonic() - began < 0.9
    assert len(future.result(60)["text"]) == 3_500_000


def test_floods_on_standard_error_are_drained(
    fake: MakeWorker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, "driftline"):
        assert fake().call("test.stderr", {"lines": 30_000}) == "written"


def test_replies_that_nobody_waits_for_change_nothing(
    fake: MakeWorker, caplog: pytest.LogCaptureFixture
) -> None:
    worker = fake()
    with caplog.at_level(logging.WARNING, "driftline"):
        assert worker.call("test.twice") == 0
        assert worker.call("test.echo", {"n": 3}) == {"n": 3}
    assert caplog.text.count("nobody waits for") == 2


def test_thirty_two_threads_share_a_worker(fake: MakeWorker) -> None:
    worker = fake()
    wrong: list[object] = []

    def work(thread: int) -> None:
        for n in range(50):
            sent = {"thread": thread, "n": n, "pad": "p" * (n * 40)}
            if worker.call("test.echo", sent) != sent:
                wrong.append(sent)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_no_descriptor_reaches_another_child(fake: MakeWorker) -> None:
    first, second = fake(), fake()
    first.ping()
    pending = first.submit("test.sleep", {"seconds": 0.5}, data={"data": [0.5] * 5000})
    links = second.call("test.fds")
    assert not [link for link in links.values() if link.startswith(("pipe:", "/memfd"))]
    pending.result(20)


def test_descriptors_are_given_back(fake: MakeWorker) -> None:
    before = len(os.listdir("/proc/self/fd"))
    worker = fake()
    for _ in range(30):
        worker.call("test.data", data={"data": [0.25] * 5000})
        with pytest.raises(driftline.DataError):
            worker.call("test.data", data={"data": {"a": [0.25] * 5000, "b": object()}})
    with pytest.raises(driftline.WorkerDied):
        worker.call("test.die", data={"data": [0.25] * 5000})
    worker.close()
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) <= before


def test_an_interrupt_takes_the_request_back(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    worker.ping()
    main = threading.main_thread().ident
    assert main is not None
    # A job in the background has interrupts ignored, and Python then leaves them so.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            worker.call("test.sleep", {"seconds": 30})
    finally:
        signal.signal(signal.SIGINT, before)
    wait_until(lambda: marks()[-1].startswith("cancel"))
    assert worker.ping() == {}
    assert marks().count("start") == 1
