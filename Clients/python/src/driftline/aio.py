"""The worker for asyncio: the same methods as :class:`driftline.Worker`, as coroutines.

Cancelling the task that waits takes the request back in the worker.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import types
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from ._api import WorkerCalls, monitors_call, page_call
from ._baseline import BaselineCalls, BaselineInfo, StreamCalls
from ._errors import Timeout
from ._monitor import MonitorCalls, RetrievalCalls
from ._operation import Awaiting, Call
from ._request import Progress
from ._worker import WorkerSettings

__all__ = ["Baseline", "Monitor", "Retrieval", "Stream", "Worker"]

T = TypeVar("T")

logger = logging.getLogger("driftline")


class Worker(WorkerSettings, WorkerCalls, Awaiting):
    __doc__ = f"""A ``driftline worker`` process, started and kept running, for asyncio.

    ``async with driftline.aio.Worker() as worker:`` ends it; without, it ends with the program.

    {WorkerSettings.__doc__}"""

    async def _run(self, call: Call[T]) -> T:
        loop = asyncio.get_running_loop()
        progress = _in_loop(loop, call.options.get("progress"))
        timeout = call.timeout(self.timeout)
        if call.data:  # copies arrays, or reads a file
            request = await loop.run_in_executor(None, call.request, self._memfd, progress)
        else:
            request = call.request(self._memfd, progress)
        future = self._supervisor.submit(request).future
        waiting = asyncio.wrap_future(future)
        if not await _answered(waiting, timeout):
            raise Timeout(
                f"{call.method} took more than {timeout:g} s, and was taken back", retryable=True
            )
        return call.decode(waiting.result())

    def baseline(self, name: str) -> Baseline:
        """A baseline of the store, which need not be there yet."""
        return Baseline(self, name)

    async def baselines(
        self, prefix: str | None = None, page: int | None = None
    ) -> AsyncIterator[BaselineInfo]:
        """The baselines of the store, in order of their names; fetched in pages."""
        cursor: str | None = None
        while True:
            answer = await self._run(page_call(prefix, page, cursor))
            for item in answer.items:
                yield item
            cursor = answer.cursor
            if cursor is None:
                return

    async def monitors(self) -> list[dict[str, Any]]:
        """The monitors that the store has, in order of their names."""
        items, cursor = await self._run(monitors_call(None))
        while cursor is not None:
            more, cursor = await self._run(monitors_call(cursor))
            items += more
        return items

    def monitor(self, name: str) -> Monitor:
        """A monitor of the store, which need not be there yet."""
        return Monitor(self, name)

    def retrieval(self, name: str) -> Retrieval:
        """The baseline of a retrieval, which need not be there yet."""
        return Retrieval(self, name)

    async def close(self, timeout: float = 5.0) -> None:
        """Ends the process: what it was sent it may finish, for some seconds. Waits for its end."""
        self._supervisor.begin_closing(timeout)
        await asyncio.get_running_loop().run_in_executor(None, self._supervisor.close, timeout)

    async def __aenter__(self) -> Worker:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
    ) -> None:
        await self.close()


class _Handle(Awaiting):
    """Something that a worker keeps under a name."""

    def __init__(self, worker: Worker, name: str) -> None:
        self.worker = worker
        self.name = name

    async def _run(self, call: Call[T]) -> T:
        return await self.worker._run(call)

    def __repr__(self) -> str:
        return f"<driftline.aio.{type(self).__name__} {self.name!r}>"


class Baseline(_Handle, BaselineCalls):
    """A baseline of a worker's store, by its name."""

    def stream(self, name: str) -> Stream:
        """A stream of the baseline, which need not be there yet."""
        return Stream(self.worker, self.name, name)


class Stream(_Handle, StreamCalls):
    """A stream of a baseline, by its name."""

    def __init__(self, worker: Worker, baseline_name: str, name: str) -> None:
        super().__init__(worker, name)
        self.baseline_name = baseline_name


class Monitor(_Handle, MonitorCalls):
    """A control chart of a worker's store, by its name."""


class Retrieval(_Handle, RetrievalCalls):
    """The baseline of a retrieval, by its name."""


async def _answered(waiting: asyncio.Future[Any], timeout: float | None) -> bool:
    """Waits for a reply; takes the request back where the time, or the task, is over."""
    try:
        done, _ = await asyncio.wait([waiting], timeout=timeout)
    except asyncio.CancelledError:
        waiting.cancel()
        raise
    if not done:
        waiting.cancel()
    return bool(done)


def _in_loop(
    loop: asyncio.AbstractEventLoop, progress: Callable[[Progress], object] | None
) -> Callable[[Progress], object] | None:
    """A callback that is called in the loop's thread; what a coroutine function gives is awaited there."""
    if progress is None:
        return None
    callback = progress
    running: set[asyncio.Future[Any]] = set()  # the loop itself holds tasks weakly

    def call(state: Progress) -> None:
        made = callback(state)
        if inspect.isawaitable(made):
            task = asyncio.ensure_future(made)
            running.add(task)
            task.add_done_callback(done)

    def done(task: asyncio.Future[Any]) -> None:
        running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("the progress callback failed", exc_info=task.exception())

    return lambda state: loop.call_soon_threadsafe(call, state)
