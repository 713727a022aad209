"""Lists, tuples and buffers of the standard library as data."""

from __future__ import annotations

import array
import collections
import math
import numbers
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._payload import Payload, Place

INLINE_VALUES = 512
"""Lists of numbers up to this length are written as text."""

COUNT_FROM = 4096
"""Categories from this length on are sent as counts, where that is shorter."""


def from_sequence(values: Sequence[Any], payload: Payload, place: Place) -> dict[str, Any]:
    """A list of numbers, of texts and booleans, or of rows of numbers. None is a missing value."""
    first = next((value for value in values if value is not None), None)
    if isinstance(first, str) or _is_boolean(first):
        return from_categories(values, payload, place)
    if is_row(first):
        return _rows(values, payload, place)
    return _numbers(values, payload, place)


def from_categories(values: Iterable[Any], payload: Payload, place: Place) -> dict[str, Any]:
    """Texts and booleans (``true``, ``false``, as in JSON); None is a missing value."""
    names: list[str | None] = []
    for index, value in enumerate(values):
        if value is None or isinstance(value, str):
            names.append(value)
        elif _is_boolean(value):
            names.append("true" if value else "false")
        elif isinstance(value, float) and math.isnan(value):
            names.append(None)
        else:
            raise place.unsupported(
                f"value {index} is {_kind(value)}, among texts; expected all texts or all numbers"
            )
    if len(names) >= COUNT_FROM:
        counts = collections.Counter(names)
        if len(counts) * 4 <= len(names):
            missing = counts.pop(None, 0)
            return counted({name: n for name, n in counts.items() if name is not None}, missing)
    return {"categories": names}


def counted(counts: Mapping[str, int], missing: int) -> dict[str, Any]:
    """Categories that were counted, and how many values were missing."""
    if missing == 0:
        return {"counts": dict(counts)}
    absent = {"categories": [None] * missing}
    return {"parts": [{"counts": dict(counts)}, absent]} if counts else absent


def from_counts(counts: Mapping[Any, Any], place: Place) -> dict[str, Any]:
    """Categories that were counted. None, or NaN, counts the missing values."""
    named: dict[str, Any] = {}
    missing = 0
    for key, count in counts.items():
        if key is None or (isinstance(key, float) and math.isnan(key)):
            missing += _missing_count(count, place)
            continue
        name = ("true" if key else "false") if _is_boolean(key) else str(key)
        if name in named:
            raise place.wrong(f"two of its categories are written alike: {name!r}")
        named[name] = count
    return counted(named, missing)


def _missing_count(count: Any, place: Place) -> int:
    try:
        whole = operator.index(count)
    except TypeError:
        whole = -1
    if whole < 0:
        raise place.wrong(f"the count of missing values is {count!r}; expected a whole number from 0")
    return whole


def from_buffer(values: array.array[Any] | memoryview, payload: Payload, place: Place) -> dict[str, Any]:
    """An ``array.array`` or a ``memoryview`` of numbers, of one or two dimensions."""
    view = memoryview(values)
    dtype = {"e": "f2", "f": "f4", "d": "f8", "i": "i4", "l": f"i{view.itemsize}", "q": "i8"}.get(
        view.format.lstrip("@=<")
    )
    if dtype is None or view.ndim not in (1, 2):
        if view.ndim == 1 and view.format in "bBhHILQ":
            return from_sequence(view.tolist(), payload, place)
        raise place.unsupported(
            f"a buffer of {view.ndim} dimensions and format {view.format!r}; "
            "expected 1 or 2 dimensions of real numbers"
        )
    shape = list(view.shape or ())
    return payload.numbers(view if view.c_contiguous else view.tobytes(), dtype, shape)


def is_row(value: object) -> bool:
    """Whether a value is a row of numbers: a list, a tuple, an array."""
    if isinstance(value, (str, bytes, Mapping)) or value is None:
        return False
    return isinstance(value, (Sequence, array.array)) or getattr(value, "ndim", 0) == 1


def _numbers(values: Sequence[Any], payload: Payload, place: Place) -> dict[str, Any]:
    plain: list[float | None] = []
    for index, value in enumerate(values):
        if value is None or type(value) is float or type(value) is int:
            plain.append(value)
        elif isinstance(value, (str, bool)) or not _is_real(value):
            raise place.unsupported(
                f"value {index} is {_kind(value)}, among numbers; expected all numbers or all texts"
            )
        else:
            plain.append(float(value))
    if len(plain) <= INLINE_VALUES:
        return {"values": plain}
    return payload.doubles(_doubles(plain, place), [len(plain)])


def _rows(rows: Sequence[Any], payload: Payload, place: Place) -> dict[str, Any]:
    width = next((len(row) for row in rows if row is not None), 0)
    flat = array.array("d")
    missing = array.array("d", [math.nan]) * width
    for index, row in enumerate(rows):
        if row is None:
            flat.extend(missing)
            continue
        if not is_row(row):
            raise place.unsupported(f"row {index} is {_kind(row)}; expected a row of {width} numbers")
        if len(row) != width:
            raise place.wrong(f"row {index} has {len(row)} values, the first has {width}")
        for column, value in enumerate(row):
            if type(value) is float or value is None:
                continue
            if isinstance(value, (str, bool)) or not _is_real(value):
                raise place.unsupported(
                    f"row {index}, value {column} is {_kind(value)}; expected a number"
                )
        flat.extend(_doubles(row, place))
    return payload.doubles(flat, [len(rows), width])


def _doubles(values: Iterable[Any], place: Place) -> array.array[float]:
    try:
        return array.array("d", (math.nan if value is None else value for value in values))
    except OverflowError:
        raise place.unsupported("a whole number is too large for a double") from None


def _is_real(value: object) -> bool:
    # Decimals are real numbers that do not say so; NumPy's scalars do.
    return isinstance(value, numbers.Real) or type(value).__name__ == "Decimal"


def _is_boolean(value: object) -> bool:
    # NumPy's booleans are no subclass of ours.
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")


def _kind(value: object) -> str:
    return f"a {type(value).__name__}"
