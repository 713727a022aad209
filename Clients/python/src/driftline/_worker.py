"""The worker, for programs that wait."""

from __future__ import annotations

import concurrent.futures
import os
import threading
import types
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from ._api import WorkerCalls, monitors_call, page_call
from ._baseline import BaselineCalls, BaselineInfo, StreamCalls
from ._binary import find_binary
from ._errors import Cancelled, DriftlineError, Timeout
from ._monitor import MonitorCalls, RetrievalCalls
from ._operation import Blocking, Call, seconds
from ._request import Future, Progress
from ._supervisor import Supervisor
from ._verdict import Verdict

T = TypeVar("T")


class WorkerSettings:
    """How a worker is started. The process starts with the first request.

    A worker may be used by any number of threads. After a fork the child has a worker of its own. It
    can be pickled: what arrives is a worker with the same settings.

    Args:
        binary: the program; default ``$DRIFTLINE_BINARY``, else ``driftline`` in ``PATH``.
        store: where baselines are kept, or ``":memory:"``, which does not outlive the process; default
            ``$DRIFTLINE_STORE``, else a file in the user's data folder.
        threads: how many threads compute; never changes a result. Default: all cores.
        allow_paths: folders below which files may be read; default: all that the user may read.
        timeout: how many seconds a call waits at most, unless it says so itself. Default: for ever.
        restart: whether a worker that died is started again, and requests that change nothing are sent
            to it once more.
        log_level: what the worker logs; it goes to the logger ``driftline.worker``.
        args: further arguments of ``driftline worker``.
        memfd: whether arrays go through memory that the worker opens; default: where the system has
            that. False for a worker that cannot see this process, as in a container.
    """

    def __init__(
        self,
        binary: str | os.PathLike[str] | None = None,
        store: str | os.PathLike[str] | None = None,
        threads: int | None = None,
        allow_paths: Sequence[str | os.PathLike[str]] = (),
        timeout: float | None = None,
        restart: bool = True,
        log_level: str | None = None,
        args: Sequence[str] = (),
        memfd: bool | None = None,
    ) -> None:
        self._settings = {
            "binary": binary,
            "store": store,
            "threads": threads,
            "allow_paths": tuple(allow_paths),
            "timeout": timeout,
            "restart": restart,
            "log_level": log_level,
            "args": tuple(args),
            "memfd": memfd,
        }
        command = [find_binary(binary), "worker"]
        if store is not None:
            command += ["--store", os.fspath(store)]
        if threads is not None:
            command += ["--threads", str(threads)]
        for folder in allow_paths:
            command += ["--allow-path", os.path.abspath(folder)]
        if log_level is not None:
            command += ["--log-level", log_level]
        self.timeout = seconds("timeout", timeout)
        self._memfd = memfd
        self._supervisor = Supervisor([*command, *args], restart)
        weakref.finalize(self, self._supervisor.abandon).atexit = False

    @property
    def pid(self) -> int | None:
        """The number of the worker process, while there is one."""
        return self._supervisor.pid

    def __getstate__(self) -> dict[str, Any]:
        return dict(self._settings)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} pid {self.pid}>"


class Worker(WorkerSettings, WorkerCalls, Blocking):
    __doc__ = f"""A ``driftline worker`` process, started and kept running.

    ``with driftline.Worker() as worker:`` ends it; without, it ends with the program.

    {WorkerSettings.__doc__}"""

    def submit(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        data: Mapping[str, Any] | None = None,
        progress: Callable[[Progress], object] | None = None,
        deadline: float | None = None,
        **options: Any,
    ) -> concurrent.futures.Future[Any]:
        """Sends any request of the protocol, and goes on. ``cancel()`` takes it back in the worker.

        Args:
            method: the method's name.
            params: its parameters.
            data: those of its parameters that are data, as ``compare`` takes them.
            progress: called, in a thread of the package, with how far it has come.
            deadline: how many seconds the worker may take.
        """
        call: Call[Any] = Call(
            method, lambda result: result, dict(params or {}), data or {}, {**options, "deadline": deadline}
        )
        return self._submit(call, progress)

    def _submit(self, call: Call[Any], progress: Callable[[Progress], object] | None) -> Future:
        return self._supervisor.submit(call.request(self._memfd, progress)).future

    def _run(self, call: Call[T]) -> T:
        timeout = call.timeout(self.timeout)
        future = self._submit(call, call.options.get("progress"))
        try:
            return call.decode(future.result(timeout))
        except DriftlineError:
            raise
        except concurrent.futures.CancelledError:
            raise Cancelled(f"{call.method} was taken back", code=1001, kind="cancelled") from None
        except concurrent.futures.TimeoutError:
            if not future.cancel():  # answered in the last moment
                return call.decode(future.result())
            raise Timeout(
                f"{call.method} took more than {timeout:g} s, and was taken back", retryable=True
            ) from None
        except BaseException:
            future.cancel()
            raise

    def baseline(self, name: str) -> Baseline:
        """A baseline of the store, which need not be there yet."""
        return Baseline(self, name)

    def baselines(self, prefix: str | None = None, page: int | None = None) -> Iterator[BaselineInfo]:
        """The baselines of the store, in order of their names; fetched in pages."""
        cursor: str | None = None
        while True:
            answer = self._run(page_call(prefix, page, cursor))
            yield from answer.items
            cursor = answer.cursor
            if cursor is None:
                return

    def monitors(self) -> list[dict[str, Any]]:
        """The monitors that the store has, in order of their names."""
        items, cursor = self._run(monitors_call(None))
        while cursor is not None:
            more, cursor = self._run(monitors_call(cursor))
            items += more
        return items

    def monitor(self, name: str) -> Monitor:
        """A monitor of the store, which need not be there yet."""
        return Monitor(self, name)

    def retrieval(self, name: str) -> Retrieval:
        """The baseline of a retrieval, which need not be there yet."""
        return Retrieval(self, name)

    def close(self, timeout: float = 5.0) -> None:
        """Ends the process: what it was sent it may finish, for some seconds. Waits for its end."""
        self._supervisor.close(timeout)

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
    ) -> None:
        self.close()


class _Handle(Blocking):
    """Something that a worker keeps under a name."""

    def __init__(self, worker: Worker, name: str) -> None:
        self.worker = worker
        self.name = name

    def _run(self, call: Call[T]) -> T:
        return self.worker._run(call)

    def __repr__(self) -> str:
        return f"<driftline.{type(self).__name__} {self.name!r}>"


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


_default: Worker | None = None
_default_lock = threading.Lock()


def default_worker() -> Worker:
    """The worker that :func:`compare` uses: one for the program, started when it is first needed."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Worker()
        return _default


def compare(
    baseline: Any,
    current: Any,
    detectors: Any = None,
    alpha: float | None = None,
    rule: str | None = None,
    seed: int | None = None,
    **options: Any,
) -> Verdict:
    """The verdict on two sets of data, by the program's default worker. See :meth:`Worker.compare`."""
    return default_worker().compare(baseline, current, detectors, alpha, rule, seed, **options)


def _after_fork() -> None:
    global _default_lock
    _default_lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
