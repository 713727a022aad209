"""Wakes a thread that waits for descriptors."""

from __future__ import annotations

import contextlib
import os


class Waker:
    """A pipe to itself. It is closed when nobody holds it, so that no late call hits a stranger."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._asked = False
        self.fd, self._write = os.pipe()
        os.set_blocking(self.fd, False)
        os.set_blocking(self._write, False)

    def wake(self) -> None:
        """Makes ``fd`` readable. Takes no lock and never waits."""
        if not self._asked:
            self._asked = True
            with contextlib.suppress(BlockingIOError):
                os.write(self._write, b"\0")

    def hear(self) -> None:
        """To be called before looking for what there is to do."""
        if self._asked:
            self._asked = False
            with contextlib.suppress(BlockingIOError):
                os.read(self.fd, 4096)

    def __del__(self) -> None:
        os.close(self.fd)
        os.close(self._write)
