"""NumPy arrays as data, copied into memory that the worker opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._payload import INLINE_BYTES, ITEM_BYTES, Payload, Place
from ._sequences import from_categories, from_sequence

if TYPE_CHECKING:
    import numpy as np

_BLOCK = 1 << 20


def from_array(array: np.ndarray[Any, Any], payload: Payload, place: Place) -> dict[str, Any]:
    """A column (one dimension) or embeddings (two dimensions), contiguous or not.

    ``f2 f4 f8 i4 i8`` go as they are; other real types become the next larger of these. Texts and
    booleans of one dimension are categories. Masked values are missing.
    """
    import numpy as np

    if isinstance(array, np.ma.MaskedArray):
        masked: Any = array
        if array.dtype.kind in "fiu":
            array = masked.astype(np.float64).filled(np.nan)
        elif array.ndim == 1:
            return from_sequence(array.tolist(), payload, place)
    if array.ndim not in (1, 2):
        raise place.unsupported(
            f"an array of {array.ndim} dimensions; expected 1 (a column) or 2 (rows of embeddings)"
        )
    kind = array.dtype.kind
    if kind in "mM":
        raise place.unsupported(times(str(array.dtype)))
    if kind in "USbO" and array.ndim == 1 and not (kind == "O" and array.size == 0):
        return _texts(array, payload, place)
    dtype = number_type(array.dtype)
    if dtype is None:
        raise place.unsupported(f"an array of {array.dtype}; expected real numbers, texts or booleans")
    if kind == "u" and dtype == "i8" and array.size and array.max() > np.iinfo(np.int64).max:
        dtype = "f8"
    return _numbers(array, dtype, payload)


def number_type(dtype: np.dtype[Any]) -> str | None:
    """The type that numbers of a NumPy type are sent as, or None where they are no real numbers."""
    name = f"{dtype.kind}{dtype.itemsize}"
    if name in ITEM_BYTES:
        return name
    if dtype.kind == "f":
        return "f8"
    if dtype.kind in "iub":
        return "i4" if dtype.itemsize < 4 else "i8"
    return None


def times(what: str) -> str:
    """What to say of dates and times."""
    return (
        f"holds times ({what}), which have no scale of their own; "
        "leave them out, or make numbers of them, such as the hour or the age in days"
    )


def _numbers(array: np.ndarray[Any, Any], dtype: str, payload: Payload) -> dict[str, Any]:
    import numpy as np

    wanted = np.dtype("<" + dtype)
    shape = list(array.shape)
    size = array.size * wanted.itemsize
    if array.dtype == wanted and array.flags.c_contiguous:
        return payload.numbers(array.reshape(-1).data if size else b"", dtype, shape)
    if size <= INLINE_BYTES or not payload.uses_blobs:
        return payload.numbers(np.ascontiguousarray(array, wanted).reshape(-1).data, dtype, shape)
    # Through a block that stays in the cache: twice as fast as into a mapping of the memory, whose
    # pages are zeroed first.
    blob = payload.blob()
    rows = max(1, _BLOCK // (size // len(array)))
    block = np.empty((rows, *array.shape[1:]), wanted)
    for start in range(0, len(array), rows):
        part = array[start : start + rows]
        np.copyto(block[: len(part)], part, casting="unsafe")
        blob.write(block[: len(part)].reshape(-1).data)
    blob.seal()
    return blob.reference(dtype, shape)


def _texts(array: np.ndarray[Any, Any], payload: Payload, place: Place) -> dict[str, Any]:
    if array.dtype.kind == "S":
        array = array.astype(str)
    if array.dtype.kind == "O":
        return from_sequence(array.tolist(), payload, place)
    return from_categories(array.tolist(), payload, place)
