"""What is said with one worker process, from its start to its death."""

from __future__ import annotations

import collections
import contextlib
import json
import logging
import os
import selectors
import time
from collections.abc import Iterator
from typing import Any

from ._errors import DriftlineError, ProtocolError, WorkerDied, from_reply
from ._process import Process
from ._request import Request, encoded

logger = logging.getLogger("driftline")

PROTOCOL = "driftline/1"
NEVER = float("inf")

_DEAF = "it closed its standard input and went on"


class Connection:
    """One worker process: what was sent, what is still to be written, what was answered.

    Only the supervisor's thread touches it.

    Attributes:
        ready: whether the worker has said hello.
        answered: whether it has answered anything since.
        limits: how much it takes at a time.
        refusal: why this package cannot talk with it.
    """

    def __init__(
        self,
        command: list[str],
        selector: selectors.BaseSelector,
        ids: Iterator[int],
        start_seconds: float,
        grace_seconds: float,
    ) -> None:
        self.process = Process(command)
        self.ready = False
        self.answered = False
        self.limits: dict[str, int] = {}
        self.refusal: DriftlineError | None = None
        self._name = command[0]
        self._selector = selector
        self._ids = ids
        self._grace = grace_seconds
        self._sent: dict[int, Request] = {}
        self._sent_bytes = 0
        self._refused: list[Request] = []
        self._out: collections.deque[tuple[Request | None, memoryview]] = collections.deque()
        # A pipe to write to is never readable, but it tells where nobody reads it any more.
        for fd in self._descriptors():
            selector.register(fd, selectors.EVENT_READ)
        self._deadline = time.monotonic() + start_seconds
        self._complaint = "it did not answer hello"
        self._ping: Request | None = None
        self._hello = self._own("hello", {"client": "driftline-python", "parent_pid": os.getpid()})

    @property
    def is_idle(self) -> bool:
        """Whether nothing was sent that is not answered."""
        return not self._sent and not self._refused

    def requests(self) -> list[Request]:
        """What was sent and is not answered."""
        return [*self._refused, *self._sent.values()]

    def _descriptors(self) -> list[int]:
        process = self.process
        fds = (process.stdin, process.stdout, process.stderr, process.pidfd)
        return [fd for fd in fds if fd is not None]

    def _own(self, method: str, params: dict[str, Any]) -> Request:
        request = Request(method, params)
        request.number(next(self._ids))
        self.send(request)
        return request

    # Sending.

    def has_room(self, request: Request) -> bool:
        """Whether the worker takes one more request.

        One place is left free for those that it answers at once: a worker that is full reads
        nothing, not even that a request was taken back.
        """
        most = max(2, self.limits.get("max_in_flight", 64)) - (0 if request.is_control else 1)
        bytes_left = self.limits.get("max_in_flight_bytes", 256 << 20) - self._sent_bytes
        return len(self._sent) < most and (not self._sent or len(request.line) <= bytes_left)

    def send(self, request: Request) -> None:
        """Puts a request into the line of what is to be written."""
        self._sent[request.id] = request
        self._sent_bytes += len(request.line)
        self._out.append((request, memoryview(request.line)))

    def take_back(self, request: Request) -> bool:
        """Tells the worker that a request is not wanted any more. False: it was never sent."""
        if request.id not in self._sent:
            return False
        if request.cancelled_at is None:
            request.cancelled_at = time.monotonic()
            notice = {"jsonrpc": "2.0", "method": "$/cancel", "params": {"id": request.id}}
            self._out.append((None, memoryview(encoded(notice))))
        return True

    def write(self) -> None:
        """Writes as much as the pipe takes."""
        process = self.process
        if not process.takes_input:
            return
        try:
            while self._out:
                request, rest = self._out[0]
                written = os.write(process.stdin, rest)
                if request is not None and len(rest) == len(request.line):
                    request.sends += 1
                if written == len(rest):
                    self._out.popleft()
                else:
                    self._out[0] = (request, rest[written:])
        except BlockingIOError:
            pass
        except OSError:
            self._out.clear()
            self._hear_no_reader()
            return
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._out else 0)
        with contextlib.suppress(KeyError):
            if self._selector.get_key(process.stdin).events != events:
                self._selector.modify(process.stdin, events)

    def end_input(self) -> None:
        """Tells the worker to finish, once all is written."""
        if not self._out and self.process.takes_input:
            self._unwatch(self.process.stdin)
            self.process.close_input()

    # Hearing.

    def serve(self, fd: int, events: int) -> bool:
        """Takes what a descriptor has. False: the process has ended."""
        process = self.process
        if fd == process.pidfd:
            return False
        if fd == process.stdin and events & selectors.EVENT_READ:
            self._hear_no_reader()
        if fd not in (process.stdout, process.stderr):
            return True
        data = process.read(fd)
        if fd == process.stderr:
            if data:
                process.hear(data)
            elif data is not None:
                self._unwatch(fd)
        elif data:
            self._hear(data)
        elif data is not None:
            return False
        return True

    def _hear_no_reader(self) -> None:
        """The worker reads no more; it should end any moment."""
        self._unwatch(self.process.stdin)
        if self.process.takes_input and self._complaint != _DEAF:
            self._deadline, self._complaint = time.monotonic() + 2, _DEAF

    def _hear(self, data: bytes) -> None:
        for line in self.process.replies.feed(data):
            if not line.strip():
                continue
            try:
                message = json.loads(line)
                if not isinstance(message, dict):
                    raise ValueError("no object")
            except (ValueError, RecursionError):
                # A reply may have been lost in it, and who waits for that would wait for ever.
                self.process.kill(f"it wrote a line that is no reply: {line[:80]!r}")
                return
            self._hear_message(message)

    def _hear_message(self, message: dict[str, Any]) -> None:
        params = message.get("params")
        if message.get("method") == "$/progress" and isinstance(params, dict):
            request = self._sent.get(params.get("token", 0))
            if request is not None:
                request.report(params)
        if "method" in message:
            return
        id = message.get("id")
        request = self._sent.pop(id, None) if isinstance(id, int) else None
        if request is None:
            logger.warning("the worker sent a reply that nobody waits for: %.200s", message)
            return
        self._sent_bytes -= len(request.line)
        if request is self._hello:
            self._greet(message)
        elif request is self._ping:
            self._hear_ping()
        else:
            self._settle(request, message)

    def _settle(self, request: Request, message: dict[str, Any]) -> None:
        if "error" not in message:
            self.answered = True
            request.finish(message.get("result"))
            return
        error = from_reply(message["error"])
        was_told_to_end = error.kind == "cancelled" and request.cancelled_at is None
        if error.kind == "shutting_down" or (was_told_to_end and request.is_safe):
            # Nothing was done. It is for the next worker, once this one has ended.
            request.sends = 0 if error.kind == "shutting_down" else request.sends
            self._refused.append(request)
            return
        self.answered = True
        request.fail(error)

    def _greet(self, message: dict[str, Any]) -> None:
        self._deadline = NEVER
        result = message.get("result")
        if not isinstance(result, dict) or result.get("protocol") != PROTOCOL:
            spoken = result.get("protocol") if isinstance(result, dict) else message.get("error")
            self.refusal = ProtocolError(
                f"{self._name} answered hello with {spoken}; this package speaks {PROTOCOL}"
            )
            self.process.kill(self.refusal.message)
            return
        limits = result.get("limits")
        if isinstance(limits, dict):
            self.limits = {name: n for name, n in limits.items() if isinstance(n, int)}
        self.ready = True

    def _hear_ping(self) -> None:
        self._ping, self._deadline = None, NEVER
        for request in self._sent.values():
            if request.cancelled_at is not None:
                request.cancelled_at = time.monotonic()

    # Time.

    def watch(self, now: float) -> None:
        """Ends a worker that does not say hello, or has stopped answering."""
        if now >= self._deadline:
            self.process.kill(self._complaint)
            self._deadline = NEVER
        elif now >= self._patience():
            self._deadline, self._complaint = now + self._grace, "it did not answer a ping"
            self._ping = self._own("ping", {})

    def next_time(self, now: float) -> float:
        """When to look again, if nothing happens before."""
        look = NEVER if self.process.pidfd is not None else now + 1
        return min(self._deadline, self._patience(), look)

    def _patience(self) -> float:
        """When the worker has taken too long over a request that was taken back."""
        if not self.ready or self._ping is not None:
            return NEVER
        times = [r.cancelled_at for r in self._sent.values() if r.cancelled_at is not None]
        return min(times) + self._grace if times else NEVER

    # The end.

    def bury(self) -> tuple[WorkerDied, list[Request]]:
        """Takes the last replies of a process that has ended.

        Returns:
            How it died, and the requests it has left unanswered, with ``sends`` saying how often
            each was begun to be written.
        """
        while data := self.process.read(self.process.stdout):
            self._hear(data)
        for fd in self._descriptors():
            self._unwatch(fd)
        died = self.process.reap()
        own = (self._hello, self._ping)
        return died, [request for request in self.requests() if request not in own]

    def _unwatch(self, fd: int) -> None:
        with contextlib.suppress(KeyError):
            self._selector.unregister(fd)
