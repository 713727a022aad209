"""The worker for asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

import driftline
from conftest import Marks

Run = Callable[[Callable[[driftline.aio.Worker], Coroutine[Any, Any, None]]], None]


@pytest.fixture
def run(fake_program: Path) -> Run:
    """Runs a coroutine with a worker of the fake program."""

    def with_worker(work: Callable[[driftline.aio.Worker], Coroutine[Any, Any, None]]) -> None:
        async def main() -> None:
            async with driftline.aio.Worker(fake_program) as worker:
                await work(worker)

        asyncio.run(main(), debug=True)

    return with_worker


def test_requests_run_side_by_side(run: Run) -> None:
    async def work(worker: driftline.aio.Worker) -> None:
        began = time.monotonic()
        sleeps = (worker.call("test.sleep", {"seconds": 1.0}) for _ in range(5))
        assert await asyncio.gather(*sleeps) == ["slept"] * 5
        assert time.monotonic() - began < 4.9
        assert await worker.call("test.echo", data={"data": [1.0]}) == {"data": {"values": [1.0]}}

    run(work)


def test_cancelling_the_task_takes_the_request_back(run: Run, marks: Marks) -> None:
    async def work(worker: driftline.aio.Worker) -> None:
        task = asyncio.create_task(worker.call("test.sleep", {"seconds": 30}))
        while "test.sleep" not in marks():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await worker.ping() == {}
        while not marks()[-1].startswith("cancel") and not marks()[-2].startswith("cancel"):
            await asyncio.sleep(0.01)

    run(work)


def test_timeouts_and_errors_are_the_same(run: Run) -> None:
    async def work(worker: driftline.aio.Worker) -> None:
        with pytest.raises(driftline.Timeout):
            await worker.call("test.sleep", {"seconds": 30}, timeout=0.2)
        with pytest.raises(driftline.WorkerDied):
            await worker.call("test.die")
        with pytest.raises(driftline.DataError):
            await worker.compare([1.0], object())
        assert await worker.ping() == {}

    run(work)


def test_progress_comes_in_the_loop(run: Run) -> None:
    async def work(worker: driftline.aio.Worker) -> None:
        loop = asyncio.get_running_loop()
        seen: list[driftline.Progress] = []

        def progress(state: driftline.Progress) -> None:
            assert asyncio.get_running_loop() is loop
            seen.append(state)

        await worker.call("test.progress", {}, progress=progress)
        await asyncio.sleep(0.01)
        assert [state.done for state in seen] == [1, 2]

    run(work)


def test_a_progress_coroutine_may_ask_the_same_worker(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(worker: driftline.aio.Worker) -> None:
        seen: list[object] = []

        async def progress(state: driftline.Progress) -> None:
            seen.append(await worker.call("test.echo", {"done": state.done}, timeout=20))
            raise RuntimeError("no")

        await worker.call("test.progress", {}, progress=progress, timeout=float("inf"))
        while len(seen) < 2 or caplog.text.count("the progress callback failed") < 2:
            await asyncio.sleep(0.01)
        assert seen == [{"done": 1}, {"done": 2}]

    with caplog.at_level("ERROR", "driftline"):
        run(work)


def test_wait_for_takes_the_request_back(run: Run, marks: Marks) -> None:
    async def work(worker: driftline.aio.Worker) -> None:
        await worker.ping()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(worker.call("test.sleep", {"seconds": 30}), 0.3)
        while not any(mark.startswith("cancel") for mark in marks()):
            await asyncio.sleep(0.01)

    run(work)


def test_leaving_the_block_ends_the_process(run: Run, marks: Marks) -> None:
    async def work(worker: driftline.aio.Worker) -> None:
        await worker.ping()

    run(work)
    assert marks()[-1] == "end"
