"""Bytes that the worker reads by itself: in memory, through ``/proc``, or in a temporary file."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from typing import Any

from ._errors import ResourceExhausted

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has neither fcntl nor memfd
    fcntl = None  # type: ignore[assignment]

HAS_BLOBS = sys.platform == "linux" and hasattr(os, "memfd_create")
"""Whether this system has anonymous memory that another process can open."""

_CHUNK = 1 << 30
_STEP = 64 << 20
_SEALS = ("F_SEAL_SHRINK", "F_SEAL_GROW", "F_SEAL_WRITE", "F_SEAL_SEAL")

fork_lock = threading.RLock()
"""Held while descriptors are made, so that a fork sees all of them in ``_open`` or none."""

_open: weakref.WeakSet[Blob] = weakref.WeakSet()


class Blob:
    """Bytes to be written once, then read by the worker. Closing it frees them.

    They are anonymous memory, or a temporary file where they would take more than half of the memory
    that the machine has left.
    """

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._path: str | None = None
        self._checked_to = 0
        self.size = 0
        with fork_lock, _enough():
            self.fd = os.memfd_create("driftline", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            _open.add(self)

    def write(self, data: Any) -> None:
        """Appends the bytes of a contiguous buffer. Copies them once."""
        view = memoryview(data)
        if view.nbytes == 0:
            return
        view = view.cast("B")
        if self._path is None and self.size + len(view) > self._checked_to + _STEP:
            if memory_is_short(max(len(view), _STEP)):
                self._move_to_file()
            self._checked_to = self.size + len(view)
        with _enough():
            while view:
                written = os.write(self.fd, view[:_CHUNK])
                self.size += written
                view = view[written:]

    def seal(self) -> None:
        """Fixes the bytes: from now on nobody can change them."""
        if self._path is None and fcntl is not None:
            seals = 0
            for name in _SEALS:
                seals |= getattr(fcntl, name)
            fcntl.fcntl(self.fd, fcntl.F_ADD_SEALS, seals)

    def reference(self, dtype: str, shape: list[int]) -> dict[str, Any]:
        """The blob as the protocol's data object."""
        if self._path is not None:
            return {"path": self._path, "format": "raw", "dtype": dtype, "shape": shape}
        return {"procfd": [self._pid, self.fd], "dtype": dtype, "shape": shape}

    def close(self) -> None:
        """Frees the bytes. A fork of the process that made them leaves them alone."""
        with fork_lock:
            fd, self.fd = self.fd, -1
            _open.discard(self)
            if fd >= 0 and self._pid == os.getpid():
                os.close(fd)
                if self._path is not None:
                    with contextlib.suppress(OSError):
                        os.unlink(self._path)

    def __del__(self) -> None:
        if getattr(self, "fd", -1) >= 0:
            self.close()

    def _move_to_file(self) -> None:
        with fork_lock, _enough():
            # The worker opens no file of a disk through /proc: it might be anybody's.
            fd, self._path = tempfile.mkstemp(prefix="driftline-", suffix=".raw")
            memory, self.fd = self.fd, fd
        try:
            offset = 0
            with _enough():
                while offset < self.size:
                    offset += os.sendfile(fd, memory, offset, self.size - offset)
        finally:
            os.close(memory)


@contextlib.contextmanager
def _enough() -> Iterator[None]:
    """Says what the system has run out of: descriptors, memory or disk."""
    try:
        yield
    except OSError as error:
        raise ResourceExhausted(
            f"the data cannot be passed on: {error.strerror}",
            code=1401,
            kind="resource_exhausted",
            retryable=True,
        ) from error


def memory_is_short(size: int) -> bool:
    """Whether so many bytes are more than half of the memory that is left."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return size > int(line.split()[1]) * 1024 // 2
    except OSError:
        pass
    return False


def _before_fork() -> None:
    fork_lock.acquire()


def _after_in_parent() -> None:
    fork_lock.release()


def _after_in_child() -> None:
    """Gives back the memory of arrays on their way: they are the parent's."""
    global fork_lock
    fork_lock = threading.RLock()
    for blob in list(_open):
        fd, blob.fd = blob.fd, -1
        if fd >= 0:
            os.close(fd)
    _open.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_in_parent, after_in_child=_after_in_child
    )
