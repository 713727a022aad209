"""Whatever the worker does, every request ends."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import driftline
from conftest import MakeWorker, Marks, wait_until

SOURCE = Path(__file__).resolve().parents[1] / "src"


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_starts_with_the_first_request_and_ends_with_close(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    assert worker.pid is None and marks() == []
    worker.ping()
    pid = worker.pid
    assert pid is not None
    worker.close()
    assert marks() == ["start", "hello", "ping", "end"]
    assert not is_running(pid)
    with pytest.raises(driftline.WorkerClosed):
        worker.ping()
    worker.close()


def test_says_hello_with_its_own_process_number(fake: MakeWorker) -> None:
    assert fake().call("test.hello") == {"client": "driftline-python", "parent_pid": os.getpid()}


def test_leaving_the_block_ends_the_process(fake: MakeWorker, marks: Marks) -> None:
    with fake() as worker:
        worker.ping()
    assert marks()[-1] == "end"


def test_a_worker_that_nobody_holds_ends(fake_program: Path, marks: Marks) -> None:
    worker = driftline.Worker(fake_program)
    worker.ping()
    del worker
    gc.collect()
    wait_until(lambda: marks()[-1] == "end")


def test_a_result_outlives_the_worker_that_nobody_holds(fake_program: Path, marks: Marks) -> None:
    future = driftline.Worker(fake_program).submit("test.sleep", {"seconds": 0.2})
    gc.collect()
    assert future.result(20) == "slept"
    wait_until(lambda: marks()[-1] == "end")


def test_the_end_of_the_program_ends_the_process(fake_program: Path, marks: Marks) -> None:
    program = (
        "import driftline, sys\n"
        "worker = driftline.Worker(sys.argv[1]); worker.ping()\n"
        "future = worker.submit('test.sleep', {'seconds': 0.1})\n"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(fake_program)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        check=True,
        timeout=60,
    )
    assert marks()[-1] == "end"


def test_a_thread_that_ends_may_have_started_the_process(fake: MakeWorker) -> None:
    worker = fake()
    thread = threading.Thread(target=worker.ping)
    thread.start()
    thread.join()
    pid = worker.pid
    time.sleep(0.1)
    worker.ping()
    assert worker.pid == pid


def test_death_fails_what_was_in_flight_and_says_how_it_died(fake: MakeWorker) -> None:
    worker = fake()
    with pytest.raises(driftline.WorkerDied) as caught:
        worker.call("test.die", {"status": 7})
    assert caught.value.data["exit_status"] == 7
    assert "exit status 7" in str(caught.value) and "the last words" in str(caught.value)
    assert caught.value.retryable
    with pytest.raises(driftline.WorkerDied, match="killed by SIGKILL"):
        worker.call("test.die", {"signal": signal.SIGKILL})
    assert worker.ping() == {}


def test_requests_that_change_nothing_are_sent_again_once(fake: MakeWorker, marks: Marks) -> None:
    worker = fake("die_once")
    assert worker.compare([1.0], [2.0]).drifted is False
    assert marks().count("drift.compare") == 2 and marks().count("start") == 2
    os.remove(f"{os.environ['FAKE_MARKS']}.died")


def test_a_request_that_kills_every_worker_is_given_up(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    with pytest.raises(driftline.WorkerDied):
        worker.compare([1.0], [2.0])
    assert marks().count("drift.compare") == 2
    assert worker.ping() == {}


def test_requests_that_change_something_are_not_sent_again(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    worker.ping()
    fit = worker.submit("baseline.fit", {"name": "a"}, data={"data": [1.0]})
    assert fit.result(20)["name"] == "a"
    slow = worker.submit("test.sleep", {"seconds": 30})
    again = worker.submit("test.echo", {"n": 1})
    assert again.result(20) == {"n": 1}
    with pytest.raises(driftline.WorkerDied):
        worker.call("test.die")
    with pytest.raises(driftline.WorkerDied):
        slow.result(20)
    assert marks().count("test.sleep") == 1


def test_what_a_worker_that_ends_has_refused_goes_to_the_next(fake: MakeWorker, marks: Marks) -> None:
    worker = fake("leaving")
    refused = [worker.submit("test.echo", {"n": 1}), worker.submit("ping")]
    wait_until(lambda: "test.echo" in marks() and "ping" in marks())
    time.sleep(0.1)
    assert not any(future.done() for future in refused)
    assert worker.call("test.leave") == "goodbye"
    assert [future.result(20) for future in refused] == [{"n": 1}, {}]
    assert marks().count("start") == 2 and marks().count("test.echo") == 2


def test_observations_with_a_number_may_be_sent_again() -> None:
    from driftline._request import is_safe

    assert is_safe("stream.observe", {"seq": 1}) and not is_safe("stream.observe", {})
    assert is_safe("drift.check", {}) and not is_safe("drift.check", {"record": True})
    assert is_safe("report", {}) and not is_safe("report", {"path": "/x"})
    assert not is_safe("baseline.fit", {}) and not is_safe("test.die", {})


def test_without_restart_a_dead_worker_stays_dead(fake: MakeWorker, marks: Marks) -> None:
    worker = fake(restart=False)
    with pytest.raises(driftline.WorkerDied):
        worker.compare([1.0], [2.0])
    with pytest.raises(driftline.WorkerDied):
        worker.ping()
    assert marks().count("start") == 1


def test_a_worker_that_cannot_open_its_store_is_not_started_twice(
    fake: MakeWorker, marks: Marks
) -> None:
    worker = fake("fails")
    with pytest.raises(driftline.WorkerDied, match="exit status 3.*the store cannot be opened") as caught:
        worker.ping()
    assert caught.value.data["exit_status"] == 3
    assert marks() == ["start"]


def test_a_worker_that_crashes_at_the_start_is_given_up(fake: MakeWorker, marks: Marks) -> None:
    worker = fake("crashes")
    with pytest.raises(driftline.WorkerDied, match="exit status 9"):
        worker.ping()
    assert marks() == ["start"] * 3


def test_a_newer_worker_is_refused(fake: MakeWorker) -> None:
    with pytest.raises(driftline.ProtocolError, match="driftline/2.*driftline/1"):
        fake("newer").ping()


def test_a_worker_that_never_says_hello_is_ended(fake: MakeWorker) -> None:
    worker = fake("mute")
    worker._supervisor.start_seconds = 0.3
    with pytest.raises(driftline.WorkerDied, match="did not answer hello"):
        worker.ping()


def test_a_program_that_cannot_be_run_is_an_error(tmp_path: Path) -> None:
    program = tmp_path / "driftline"
    program.write_bytes(b"\x7fELF nothing")
    program.chmod(0o755)
    with pytest.raises(driftline.WorkerDied, match="cannot be run"):
        driftline.Worker(program).ping()


def test_a_missing_program_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("DRIFTLINE_BINARY", raising=False)
    with pytest.raises(driftline.BinaryNotFound, match="make build"):
        driftline.Worker()
    monkeypatch.setenv("DRIFTLINE_BINARY", "/nowhere/driftline")
    with pytest.raises(FileNotFoundError, match="DRIFTLINE_BINARY says /nowhere/driftline"):
        driftline.compare([1.0], [2.0])


@pytest.mark.parametrize("bytes", [b"garbage\n", b'garbage{"id":1}\n', b"\xff\xfe\n", b"[1]\n"])
def test_a_line_that_is_no_reply_ends_the_worker(
    fake: MakeWorker, marks: Marks, bytes: bytes
) -> None:
    worker = fake()
    with pytest.raises(driftline.WorkerDied, match="a line that is no reply"):
        worker.call("test.garbage", {"bytes": list(bytes)})
    assert worker.ping() == {}


@pytest.mark.parametrize("method", ["test.deaf", "test.silent"])
def test_a_worker_that_closes_a_pipe_and_goes_on_is_ended(fake: MakeWorker, method: str) -> None:
    worker = fake()
    worker.ping()
    pid = worker.pid
    with pytest.raises(driftline.WorkerDied):
        worker.submit(method).result(20)
    assert worker.ping() == {} and worker.pid != pid
    assert pid is not None and not is_running(pid)


def test_close_ends_a_worker_that_will_not(fake: MakeWorker) -> None:
    worker = fake("stubborn")
    worker.ping()
    pid = worker.pid
    future = worker.submit("test.sleep", {"seconds": 60})
    began = time.monotonic()
    worker.close(0.2)
    assert time.monotonic() - began < 15
    with pytest.raises(driftline.WorkerClosed):
        future.result(0)
    assert pid is not None and not is_running(pid)


def test_close_lets_finish_what_was_sent(fake: MakeWorker, marks: Marks) -> None:
    worker = fake()
    worker.ping()
    future = worker.submit("test.sleep", {"seconds": 0.3})
    wait_until(lambda: "test.sleep" in marks())
    worker.close()
    assert future.result(0) == "slept"


def test_close_may_be_called_from_a_callback(fake: MakeWorker) -> None:
    worker = fake()
    future = worker.submit("test.echo", {})
    future.add_done_callback(lambda _: worker.close())
    assert future.result(20) == {}
    wait_until(lambda: worker.pid is None)


def test_threads_outlive_workers_that_die_under_them(fake: MakeWorker) -> None:
    worker = fake()
    ends: list[str] = []

    def work(thread: int) -> None:
        for n in range(10):
            try:
                worker.call("test.die" if thread == 0 and n % 3 == 0 else "test.echo", {"n": n})
                ends.append("answered")
            except driftline.WorkerDied:
                ends.append("died")

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(ends) == 80 and ends.count("died") >= 4


def test_a_pickled_worker_has_the_same_settings(fake: MakeWorker) -> None:
    worker = fake(timeout=7.0)
    worker.ping()
    with pickle.loads(pickle.dumps(worker)) as other:
        assert other.ping() == {} and other.timeout == 7.0 and other.pid != worker.pid
