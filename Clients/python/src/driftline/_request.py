"""One request on its way, and the future that waits for its reply."""

from __future__ import annotations

import collections
import concurrent.futures
import json
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ._errors import InvalidParams
from ._payload import Payload

logger = logging.getLogger("driftline")

CONTROL = frozenset({"hello", "ping", "health", "metrics"})
"""Methods that the worker answers while it is busy; they do not wait for others."""

_SAFE = frozenset(
    "hello ping health drift.compare profile.build profile.merge baseline.list baseline.get "
    "stream.list monitor.list monitor.state chart.design chart.run_length".split()
)
_SAFE_UNLESS = {
    "drift.check": "record",
    "stream.check": "record",
    "retrieval.check": "record",
    "metrics": "path",
    "report": "path",
    "baseline.export": "path",
}


class Progress(NamedTuple):
    """How far a request has come."""

    done: int
    total: int | None
    unit: str


class Future(concurrent.futures.Future[Any]):
    """The result of a request. Cancelling it takes the request back in the worker, too."""

    def __init__(self) -> None:
        super().__init__()
        self._request: Request | None = None
        self._taken_back: Callable[[Request], object] | None = None

    def cancel(self) -> bool:
        """Takes the request back. False: it had been answered already."""
        if self._request is None or not self._request.settle():
            return self.cancelled()
        super().cancel()
        self.set_running_or_notify_cancel()
        if self._taken_back is not None:
            self._taken_back(self._request)
        return True

    def belongs_to(self, request: Request, taken_back: Callable[[Request], object]) -> None:
        """Says whose result it is, and whom to tell that it is not wanted any more."""
        self._request = request
        self._taken_back = taken_back

    def renew_after_fork(self) -> None:
        """Forgets who waited: the child of a fork has only one thread, and not their locks."""
        self._condition = threading.Condition()
        self._done_callbacks: list[Any] = []


class Request:
    """A request: its line, what the line refers to, and who waits for the reply."""

    def __init__(
        self,
        method: str,
        params: Mapping[str, Any],
        payload: Payload | None = None,
        progress: Callable[[Progress], object] | None = None,
        deadline: float | None = None,
    ) -> None:
        self.method = method
        self.future = Future()
        self.payload = payload
        self.progress = progress
        self.sends = 0
        self.cancelled_at: float | None = None
        self._unsettled = [True]
        self._reports: Reports | None = None
        self.is_control = method in CONTROL
        self.is_safe = is_safe(method, params)
        self._params = dict(params)
        self._deadline = deadline
        self.id = 0
        self.line = b""

    def number(self, id: int) -> None:
        """Gives the request its number, and writes its line."""
        self.id = id
        meta: dict[str, Any] = {}
        if self.progress is not None:
            meta["progress_token"] = id
        if self._deadline is not None:
            meta["deadline_ms"] = max(1, round(self._deadline * 1000))
        if meta:
            self._params["_meta"] = {**self._params.get("_meta", {}), **meta}
        message = {"jsonrpc": "2.0", "id": id, "method": self.method, "params": self._params}
        self.line = encoded(message)
        self._params = {}

    @property
    def settled(self) -> bool:
        """Whether it is decided how the future ends."""
        return not self._unsettled

    def settle(self) -> bool:
        """Decides how the future ends; True for the one who asks first. Takes no lock."""
        try:
            self._unsettled.pop()
        except IndexError:
            return False
        return True

    def finish(self, result: Any) -> None:
        """Gives the reply to who waits, and frees what the line refers to."""
        self.close()
        self._after_reports(lambda: self._end(self.future.set_result, result))

    def fail(self, error: BaseException) -> None:
        """Gives an error to who waits, and frees what the line refers to."""
        self.close()
        self._after_reports(lambda: self._end(self.future.set_exception, error))

    def _end(self, how: Callable[[Any], None], what: Any) -> None:
        if self.settle():
            how(what)

    def _after_reports(self, step: Callable[[], object]) -> None:
        if self._reports is None:
            step()
        else:
            self._reports.add(step)

    def close(self) -> None:
        """Frees what the line refers to."""
        if self.payload is not None:
            self.payload.close()

    def report(self, params: Mapping[str, Any]) -> None:
        """Tells the caller how far the request has come."""
        if self.progress is None or self.settled:
            return
        state = Progress(params.get("done", 0), params.get("total"), str(params.get("unit", "")))
        if self._reports is None:
            self._reports = Reports()
        self._reports.add(lambda: self._tell(state))

    def _tell(self, state: Progress) -> None:
        if self.progress is None or self.settled:
            return
        try:
            self.progress(state)
        except Exception:
            logger.exception("the progress callback of %s failed", self.method)

    def renew_after_fork(self) -> None:
        """Forgets, in the child of a fork, threads that it has not: who waited, and who reported."""
        self._reports = None
        self.future.renew_after_fork()


class Reports:
    """Calls the callback of one request, in a thread of its own, and then gives it its reply.

    The thread that hears the worker would hear nothing while a callback waits, least of all the reply
    to what the callback itself has asked. There is a thread only while there is something to do.
    """

    def __init__(self) -> None:
        self._steps: collections.deque[Callable[[], object]] = collections.deque()
        self._lock = threading.Lock()
        self._is_running = False

    def add(self, step: Callable[[], object]) -> None:
        """Has something done, after all that was added before."""
        with self._lock:
            self._steps.append(step)
            if self._is_running:
                return
            self._is_running = True
        thread = threading.Thread(target=self._run, name="driftline-progress", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the interpreter is ending, or there is no memory
            self._run()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._steps:
                    self._is_running = False
                    return
                step = self._steps.popleft()
            step()


def is_safe(method: str, params: Mapping[str, Any]) -> bool:
    """Whether a request may be sent twice: it changes nothing, or says by ``seq`` which one it is."""
    if method in ("stream.observe", "monitor.observe"):
        return params.get("seq") is not None
    unless = _SAFE_UNLESS.get(method)
    return method in _SAFE if unless is None else not params.get(unless)


def encoded(message: Any) -> bytes:
    """A message as a line. Numbers that are not finite are written as Python does."""
    try:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_plain)
        return text.encode("utf-8") + b"\n"
    except (TypeError, ValueError) as error:  # no JSON, or half of a surrogate pair
        raise InvalidParams(f"the parameters are no JSON: {error}") from None


def _plain(value: Any) -> Any:
    """What JSON has, of NumPy's scalars and arrays."""
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        plain = value.tolist()
        if type(plain) is not type(value):
            return plain
    raise TypeError(f"{value!r} is a {type(value).__name__}")
