"""What a request carries besides its text, and where in the parameters one is."""

from __future__ import annotations

import array
import base64
import sys
from typing import Any

from ._blob import HAS_BLOBS, Blob
from ._errors import DataError, UnsupportedFormat

INLINE_BYTES = 4096
"""Arrays up to this many bytes travel as base64 in the line; a descriptor costs more."""

ITEM_BYTES = {"f2": 2, "f4": 4, "f8": 8, "i4": 4, "i8": 8}
"""The types of number that the worker reads, little-endian."""


class Payload:
    """Collects the blobs of one request. Closing it frees them.

    Args:
        blobs: whether arrays may go through memory that the worker opens. Default: where the
            system has such memory.
    """

    def __init__(self, blobs: bool | None = None) -> None:
        self.uses_blobs = HAS_BLOBS if blobs is None else blobs and HAS_BLOBS
        self._blobs: list[Blob] = []

    def blob(self) -> Blob:
        """A new blob that lives as long as the request."""
        blob = Blob()
        self._blobs.append(blob)
        return blob

    def numbers(self, buffer: Any, dtype: str, shape: list[int]) -> dict[str, Any]:
        """The data object of a contiguous buffer of numbers."""
        view = memoryview(buffer)
        if view.nbytes <= INLINE_BYTES or not self.uses_blobs:
            text = base64.b64encode(view).decode("ascii")
            return {"b64": text, "dtype": dtype, "shape": shape}
        blob = self.blob()
        blob.write(view)
        blob.seal()
        return blob.reference(dtype, shape)

    def doubles(self, values: array.array[float], shape: list[int]) -> dict[str, Any]:
        """The data object of an array of doubles."""
        if sys.byteorder == "big":
            values = values[:]
            values.byteswap()
        return self.numbers(values, "f8", shape)

    def growing(self) -> Growing:
        """Numbers that come piece by piece."""
        return Growing(self)

    def close(self) -> None:
        """Frees what the request carried."""
        blobs, self._blobs = self._blobs, []
        for blob in blobs:
            blob.close()


class Growing:
    """Numbers that come piece by piece: few stay here, many go to a blob."""

    def __init__(self, payload: Payload) -> None:
        self._payload = payload
        self._start = bytearray()
        self._blob: Blob | None = None

    def write(self, buffer: Any) -> None:
        """Appends the bytes of a contiguous buffer."""
        if self._blob is not None:
            self._blob.write(buffer)
            return
        view = memoryview(buffer)
        if not self._payload.uses_blobs or len(self._start) + view.nbytes <= INLINE_BYTES:
            self._start += view
            return
        self._blob = self._payload.blob()
        self._blob.write(self._start)
        self._blob.write(view)
        self._start.clear()

    def finish(self, dtype: str, shape: list[int]) -> dict[str, Any]:
        """The data object of all that was written."""
        if self._blob is None:
            return self._payload.numbers(self._start, dtype, shape)
        self._blob.seal()
        return self._blob.reference(dtype, shape)


class Place:
    """Where in a request's parameters some data are, for messages: ``/params/current/columns/age``."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __truediv__(self, member: object) -> Place:
        text = str(member).replace("~", "~0").replace("/", "~1")
        return Place(f"{self.path}/{text}")

    def unsupported(self, problem: str) -> UnsupportedFormat:
        """The error that these data are of a kind that is not read."""
        return UnsupportedFormat(f"{self.path}: {problem}", where=self.path)

    def wrong(self, problem: str) -> DataError:
        """The error that these data contradict themselves."""
        return DataError(f"{self.path}: {problem}", kind="data_format", code=1102, where=self.path)
