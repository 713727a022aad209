"""Keeps a worker running: one thread writes, reads, times, restarts and ends it.

Callers only append to a queue that takes no lock and wake the thread, so that neither a signal, nor a
fork, nor the garbage collector can find anything half done. Whatever the worker does, every request
ends: with its reply, with an error, or with the death of the process that had it.
"""

from __future__ import annotations

import atexit
import collections
import contextlib
import itertools
import logging
import os
import selectors
import signal
import threading
import time
import weakref

from . import _blob
from ._connection import NEVER, Connection
from ._errors import LimitExceeded, WorkerClosed, WorkerDied, WorkerError
from ._request import Request
from ._waker import Waker

logger = logging.getLogger("driftline")
logger.addHandler(logging.NullHandler())

_supervisors: weakref.WeakSet[Supervisor] = weakref.WeakSet()

_USELESS = (2, 3, 64)
"""Exit statuses that another start does not mend: wrong flags, a store that cannot be opened."""


class Supervisor:
    """One worker process at a time, started with the first request.

    Args:
        command: the program and its arguments.
        restart: whether a worker that died is started again.
    """

    start_seconds = 30.0
    """How long a worker may take to say hello."""
    grace_seconds = 10.0
    """How long it may take over a request that was taken back, and then over a ping."""
    attempts = 3
    """How often in a row it may die before it says hello."""

    def __init__(self, command: list[str], restart: bool = True) -> None:
        self.command = command
        self.restart = restart
        self.starts = 0
        self._begin()
        _supervisors.add(self)

    def _begin(self) -> None:
        self._owner = os.getpid()
        self._thread: threading.Thread | None = None
        self._thread_lock = threading.RLock()
        self._inbox: collections.deque[Request] = collections.deque()
        self._waker: Waker | None = None
        self._ids = itertools.count(1)
        self._closing: float | None = None
        self._abandoned = False
        self._finished: WorkerError | None = None
        # From here on: what only the thread touches.
        self._control: collections.deque[Request] = collections.deque()
        self._work: collections.deque[Request] = collections.deque()
        self._connection: Connection | None = None
        self._selector = selectors.PollSelector()
        self._longest = 64 << 20
        self._deaths = 0
        self._not_before = 0.0

    # What callers do.

    def submit(self, request: Request) -> Request:
        """Takes a request. Never waits for the worker.

        Raises:
            WorkerClosed: the worker has been closed.
            LimitExceeded: the line is longer than the worker takes.
        """
        if os.getpid() != self._owner:
            self.after_fork()
        try:
            self._accept(request)
        except BaseException:
            request.close()
            raise
        return request

    def _accept(self, request: Request) -> None:
        if self._finished is not None or self._closing is not None:
            raise self._finished or WorkerClosed(_CLOSED)
        request.number(next(self._ids))
        if len(request.line) > self._longest:
            raise LimitExceeded(
                f"the request takes {len(request.line):,} bytes of text, more than {self._longest:,}; "
                "pass large data as arrays or as the path of a file"
            )
        request.future.belongs_to(request, self._taken_back)
        self._start_thread()
        self._inbox.append(request)
        self._wake()
        if self._finished is not None:
            self._refuse_inbox()

    def _taken_back(self, request: Request) -> None:
        """Tells the thread that a request is not wanted any more."""
        if os.getpid() == self._owner:
            self._inbox.append(request)
            self._wake()

    def close(self, seconds: float = 5.0) -> None:
        """Ends the worker: it may finish what it was sent, for some seconds. Waits for its end."""
        self.begin_closing(seconds)
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def begin_closing(self, seconds: float) -> None:
        """Begins to end the worker, without waiting."""
        if os.getpid() != self._owner:
            self.after_fork()
        with self._thread_lock:
            if self._closing is None:
                self._closing = time.monotonic() + seconds
            if self._thread is None:
                self._finished = self._finished or WorkerClosed(_CLOSED)
        self._wake()

    def abandon(self) -> None:
        """Ends the worker when all requests are answered. Takes no lock."""
        self._abandoned = True
        if os.getpid() == self._owner:
            self._wake()

    @property
    def pid(self) -> int | None:
        """The number of the worker process, while there is one."""
        connection = self._connection
        return None if connection is None else connection.process.pid

    def after_fork(self) -> None:
        """In the child of a fork: leaves the parent's worker alone, and begins anew."""
        lost = [*self._inbox, *self._control, *self._work]
        if self._connection is not None:
            self._connection.process.forget()
            lost += self._connection.requests()
        was_closed = self._closing is not None
        self._begin()
        if was_closed:
            self._finished = WorkerClosed(_CLOSED)
        for request in lost:
            request.renew_after_fork()
            request.fail(WorkerDied("the request belongs to the parent of this process"))

    def _start_thread(self) -> None:
        if self._thread is not None:
            return
        with self._thread_lock:
            if self._thread is not None or self._closing is not None:
                return
            self._waker = Waker()
            thread = threading.Thread(
                target=self._run, args=(self._waker,), name="driftline", daemon=True
            )
            try:
                thread.start()
            except RuntimeError as error:  # the interpreter is ending, or there is no memory
                raise WorkerError(f"the worker cannot be started: {error}") from error
            self._thread = thread

    def _wake(self) -> None:
        waker = self._waker
        if waker is not None:
            waker.wake()

    def _refuse_inbox(self) -> None:
        with contextlib.suppress(IndexError):
            while True:
                self._inbox.popleft().fail(self._finished or WorkerClosed(_CLOSED))

    # What the thread does.

    def _run(self, waker: Waker) -> None:
        self._selector.register(waker.fd, selectors.EVENT_READ)
        error: WorkerError = WorkerClosed(_CLOSED)
        try:
            while self._turn(waker):
                pass
        except BaseException as unexpected:
            logger.exception("the thread that serves the worker failed")
            error = WorkerError(f"the thread that serves the worker failed: {unexpected!r}")
        finally:
            self._finish(error)

    def _finish(self, error: WorkerError) -> None:
        self._finished = self._finished or error
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.process.kill("its client failed")
            for request in connection.requests():
                request.fail(self._finished)
            connection.process.reap()
        self._fail_queued(self._finished)
        self._refuse_inbox()
        self._selector.close()

    def _turn(self, waker: Waker) -> bool:
        """Does what can be done now, then waits for something to happen. False: it is over."""
        waker.hear()
        self._take_inbox()
        now = time.monotonic()
        if self._abandoned and self._closing is None and self._is_idle():
            self._closing = now + 5
        if self._closing is not None and not self._wind_up(now, self._closing):
            return False
        if self._connection is None and (self._work or self._control) and now >= self._not_before:
            self._connect()
        connection = self._connection
        if connection is not None:
            connection.watch(now)
            self._fill(connection)
            connection.write()
        for key, events in self._selector.select(self._wait()):
            if self._connection is not None and not self._connection.serve(key.fd, events):
                self._bury()
        if self._connection is not None and self._connection.process.has_ended_unseen():
            self._bury()
        return True

    def _is_idle(self) -> bool:
        queued = self._inbox or self._work or self._control
        return not queued and (self._connection is None or self._connection.is_idle)

    def _take_inbox(self) -> None:
        while self._inbox:
            try:
                request = self._inbox.popleft()
            except IndexError:
                return
            if not request.settled:
                (self._control if request.is_control else self._work).append(request)
            elif self._connection is None or not self._connection.take_back(request):
                request.close()

    def _connect(self) -> None:
        try:
            with _blob.fork_lock:
                self._connection = Connection(
                    self.command, self._selector, self._ids, self.start_seconds, self.grace_seconds
                )
        except OSError as error:
            reason = f"{self.command[0]} cannot be run: {error}"
            self._fail_queued(WorkerDied(reason, data={"exit_status": None, "stderr": ""}))
            return
        self.starts += 1

    def _fill(self, connection: Connection) -> None:
        """Sends as many of the waiting requests as the worker takes at a time."""
        if not connection.ready:
            return
        self._longest = connection.limits.get("max_line_bytes", self._longest)
        for queue in (self._control, self._work):
            while queue and (queue[0].settled or connection.has_room(queue[0])):
                request = queue.popleft()
                if request.settled:
                    request.close()
                else:
                    connection.send(request)

    def _wait(self) -> float | None:
        """How many seconds there is nothing to do, unless something happens."""
        now = time.monotonic()
        until = NEVER if self._connection is None else self._connection.next_time(now)
        if self._connection is None and (self._work or self._control):
            until = min(until, self._not_before)
        if self._closing is not None:
            until = min(until, self._closing if now < self._closing else now + 0.1)
        return None if until == NEVER else max(0.0, until - now)

    def _wind_up(self, now: float, deadline: float) -> bool:
        """Brings the worker to its end. False: it has come."""
        self._finished = self._finished or WorkerClosed(_CLOSED)
        self._fail_queued(self._finished)
        connection = self._connection
        if connection is None:
            return False
        connection.end_input()
        if now >= deadline + 2.5:
            connection.process.kill("it did not end when told to")
        elif now >= deadline:
            connection.process.signal(signal.SIGTERM)
        return True

    def _bury(self) -> None:
        """Decides on all that a worker that has ended has left undone."""
        connection = self._connection
        assert connection is not None
        died, left = connection.bury()
        self._connection = None
        error = connection.refusal or self._finished or died
        if self._closing is None:
            logger.warning("%s", died)
        again = []
        for request in left:
            may_repeat = request.sends == 0 or (request.is_safe and request.sends < 2)
            if self.restart and self._closing is None and may_repeat and not request.settled:
                again.append(request)
            else:
                request.fail(error)
        for request in reversed(again):
            (self._control if request.is_control else self._work).appendleft(request)
        self._plan_restart(connection, died, error)

    def _plan_restart(self, connection: Connection, died: WorkerDied, error: Exception) -> None:
        self._deaths = 1 if connection.answered else self._deaths + 1
        pause = 0.0 if self._deaths == 1 and connection.ready else min(5.0, 0.05 * 2**self._deaths)
        self._not_before = time.monotonic() + pause
        useless = died.data["exit_status"] in _USELESS or self._deaths >= self.attempts
        if not self.restart and self._finished is None:
            self._finished, self._closing = died, time.monotonic()
        elif connection.refusal or (useless and not connection.ready):
            self._fail_queued(error)

    def _fail_queued(self, error: BaseException) -> None:
        for queue in (self._control, self._work):
            while queue:
                queue.popleft().fail(error)


_CLOSED = "the worker has been closed"


def _close_all() -> None:
    living = list(_supervisors)
    for supervisor in living:
        supervisor.begin_closing(5)
    for supervisor in living:
        supervisor.close()


def _after_fork() -> None:
    for supervisor in list(_supervisors):
        supervisor.after_fork()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
