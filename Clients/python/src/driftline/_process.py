"""One worker process: its pipes, its end, and the last that it said."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from ._errors import WorkerDied

logger = logging.getLogger("driftline.worker")

_READ = 1 << 20
_TAIL = 8192
_LEVELS = {"trace": 10, "debug": 10, "info": 20, "notice": 20, "warn": 30, "warning": 30}


class Lines:
    """Bytes as they come, cut into lines. Long lines are not searched twice."""

    def __init__(self) -> None:
        self._begun: list[bytes] = []

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that end in the data, without their ends."""
        if b"\n" not in data:
            self._begun.append(data)
            return
        first, *lines = data.split(b"\n")
        yield b"".join([*self._begun, first])
        self._begun = [lines.pop()]
        yield from lines


class Process:
    """A running worker. All its pipes are non-blocking, and no other child inherits them."""

    def __init__(self, command: list[str]) -> None:
        # A session of its own: Ctrl-C is for the caller, who takes the request back.
        self._popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self.pidfd = _pidfd(self._popen.pid)
        assert self._popen.stdin and self._popen.stdout and self._popen.stderr
        self.stdin = self._popen.stdin.fileno()
        self.stdout = self._popen.stdout.fileno()
        self.stderr = self._popen.stderr.fileno()
        for fd in (self.stdin, self.stdout, self.stderr):
            os.set_blocking(fd, False)
            _widen(fd)
        self.replies = Lines()
        self.reason: str | None = None
        self._log = Lines()
        self._tail = b""

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._popen.pid

    @property
    def takes_input(self) -> bool:
        """Whether standard input is open."""
        return self._popen.stdin is not None and not self._popen.stdin.closed

    def has_ended_unseen(self) -> bool:
        """Whether the process has ended, where no descriptor tells that."""
        return self.pidfd is None and self._popen.poll() is not None

    def read(self, fd: int) -> bytes | None:
        """What there is to read: no bytes at the end, None where there is nothing now."""
        try:
            return os.read(fd, _READ)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def close_input(self) -> None:
        """Ends standard input: the worker finishes what it has accepted and ends."""
        if self._popen.stdin is not None:
            with contextlib.suppress(OSError):
                self._popen.stdin.close()

    def signal(self, number: int) -> None:
        """Sends a signal, where the process has not ended."""
        with contextlib.suppress(OSError):
            self._popen.send_signal(number)

    def kill(self, reason: str) -> None:
        """Ends the process at once, for a reason that its death is then given."""
        self.reason = self.reason or reason
        self.signal(signal.SIGKILL)

    def reap(self) -> WorkerDied:
        """Waits for the process, for two seconds before it is killed, and says how it died."""
        try:
            self._popen.wait(2)
        except subprocess.TimeoutExpired:
            self.kill("it closed its output and went on")
            self._popen.wait()
        while data := self.read(self.stderr):
            self.hear(data)
        status = self._popen.returncode
        self._close()
        tail = self._tail.decode("utf-8", "replace").strip()
        message = f"the worker ended: {self.reason or _ending(status)}"
        if tail:
            message += f"; it last wrote: {tail[-500:]}"
        return WorkerDied(message, retryable=True, data={"exit_status": status, "stderr": tail})

    def hear(self, data: bytes) -> None:
        """Keeps the last of what came on standard error, and logs it line by line."""
        self._tail = (self._tail + data)[-_TAIL:]
        for line in self._log.feed(data):
            text = line.decode("utf-8", "replace").strip()
            if text:
                logger.log(_level(text), "%s", text)

    def forget(self) -> None:
        """In the child of a fork: closes the copies of the pipes, and leaves the process alone."""
        self._close()
        self._popen.returncode = 0

    def _close(self) -> None:
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if self.pidfd is not None:
            os.close(self.pidfd)
            self.pidfd = None


def _pidfd(pid: int) -> int | None:
    if sys.platform == "linux" and hasattr(os, "pidfd_open"):
        with contextlib.suppress(OSError):
            return os.pidfd_open(pid)
    return None


def _widen(fd: int) -> None:
    """A pipe of 1 MiB, where the system gives it: fewer turns for large lines."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(fd, getattr(fcntl, "F_SETPIPE_SZ", 1031), 1 << 20)


def _ending(status: int) -> str:
    if status >= 0:
        known = {2: " (wrong flags)", 3: " (the store cannot be opened)", 4: " (its output was closed)"}
        return f"exit status {status}{known.get(status, '')}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"


def _level(text: str) -> int:
    try:
        return _LEVELS.get(str(json.loads(text).get("level", "")).lower(), logging.ERROR)
    except (ValueError, AttributeError):
        return logging.WARNING
