"""Arrow's columns and tables as data, piece by piece: no more than a piece is copied at a time."""

from __future__ import annotations

import collections
from collections.abc import Iterable
from typing import Any, Protocol

from ._numpy import times
from ._payload import Payload, Place
from ._sequences import counted

# pyarrow and NumPy, which its arrays become, are imported where they are used.


class Column(Protocol):
    """A column that grows by Arrow arrays and ends as a data object."""

    def add(self, values: Any) -> None:
        """Appends an array."""

    def finish(self) -> dict[str, Any]:
        """The data object of all arrays."""


def from_column(values: Any, payload: Payload, place: Place) -> dict[str, Any]:
    """An Array or ChunkedArray: numbers, categories, or lists of one length as embeddings."""
    column = _column(values.type, values.null_count > 0, payload, place)
    for chunk in getattr(values, "chunks", [values]):
        column.add(chunk)
    return column.finish()


def from_table(table: Any, payload: Payload, place: Place) -> dict[str, Any]:
    """A Table or RecordBatch; one whose only column holds lists is a set of embeddings."""
    names = _names(table.schema, place)
    if len(names) == 1 and is_list(table.schema.field(0).type):
        return from_column(table.column(0), payload, place)
    columns = {
        name: from_column(table.column(index), payload, place / "columns" / name)
        for index, name in enumerate(names)
    }
    return {"columns": columns}


def from_batches(
    schema: Any, batches: Iterable[Any], single: bool, payload: Payload, place: Place
) -> dict[str, Any]:
    """Record batches as they come, of which one at a time is in memory.

    Args:
        schema: the batches' schema.
        batches: the record batches.
        single: whether the one column is the data, rather than a table of one column.
        payload: where the numbers go.
        place: for messages.
    """
    names = _names(schema, place)
    single = single or (len(names) == 1 and is_list(schema.field(0).type))
    columns = [
        _column(schema.field(i).type, True, payload, place if single else place / "columns" / name)
        for i, name in enumerate(names)
    ]
    for batch in batches:
        for index, column in enumerate(columns):
            column.add(batch.column(index))
    if single:
        return columns[0].finish()
    return {"columns": {name: column.finish() for name, column in zip(names, columns)}}


def is_list(kind: Any) -> bool:
    """Whether values of an Arrow type are lists."""
    import pyarrow.types as types

    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def _names(schema: Any, place: Place) -> list[str]:
    names: list[str] = list(schema.names)
    twice = [name for name, n in collections.Counter(names).items() if n > 1]
    if twice:
        raise place.wrong(f"two columns have the name {twice[0]!r}")
    return names


def _column(kind: Any, nullable: bool, payload: Payload, place: Place) -> Column:
    import pyarrow.types as types

    if is_list(kind):
        return _Rows(kind.value_type, payload, place)
    if types.is_floating(kind):
        return _Numbers(f"f{kind.bit_width // 8}", payload)
    if types.is_integer(kind):
        # Doubles have a value for "missing"; nothing is known of the pieces to come.
        wide = kind.bit_width > 32 or types.is_uint32(kind)
        exact = not nullable and not types.is_uint64(kind)
        return _Numbers(("i8" if wide else "i4") if exact else "f8", payload)
    if types.is_decimal(kind):
        return _Numbers("f8", payload)
    values = kind.value_type if types.is_dictionary(kind) else kind
    if types.is_temporal(values):
        raise place.unsupported(times(str(kind)))
    if types.is_nested(values) or _is_bytes(values):
        raise place.unsupported(
            f"a column of {kind}; expected numbers, texts, booleans or lists of numbers"
        )
    return _Categories()


def _is_bytes(kind: Any) -> bool:
    import pyarrow.types as types

    is_view = getattr(types, "is_binary_view", None)  # pyarrow 16
    return bool(
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_fixed_size_binary(kind)
        or (is_view is not None and is_view(kind))
    )


class _Numbers:
    def __init__(self, dtype: str, payload: Payload) -> None:
        self._dtype = dtype
        self._count = 0
        self._written = payload.growing()

    def add(self, values: Any) -> None:
        self._count += len(values)
        self._written.write(_numbers(values, self._dtype).data)

    def finish(self) -> dict[str, Any]:
        return self._written.finish(self._dtype, [self._count])


class _Rows:
    def __init__(self, values: Any, payload: Payload, place: Place) -> None:
        import pyarrow.types as types

        if types.is_floating(values):
            self._dtype = f"f{values.bit_width // 8}"
        elif types.is_integer(values):
            self._dtype = "f4" if values.bit_width <= 16 else "f8"
        else:
            raise place.unsupported(f"lists of {values}; expected lists of numbers")
        self._place = place
        self._count = 0
        self._width: int | None = None
        self._written = payload.growing()

    def add(self, values: Any) -> None:
        import numpy as np
        import pyarrow.compute as pc

        widths = pc.unique(pc.drop_null(pc.list_value_length(values))).to_pylist()
        if self._width is not None:
            widths = sorted({*widths, self._width})
        if len(widths) > 1:
            raise self._place.wrong(f"has rows of {widths[0]} and of {widths[1]} values")
        if not widths and len(values):
            raise self._place.wrong("begins with rows that are all missing, so their length is unknown")
        if not widths:
            return
        self._width = widths[0]
        present = _numbers(values.flatten(), self._dtype)
        if values.null_count:
            rows = np.full((len(values), self._width), np.nan, present.dtype)
            rows[values.is_valid().to_numpy(zero_copy_only=False)] = present.reshape(-1, self._width)
            present = rows.reshape(-1)
        self._count += len(values)
        self._written.write(present.data)

    def finish(self) -> dict[str, Any]:
        return self._written.finish(self._dtype, [self._count, self._width or 0])


class _Categories:
    def __init__(self) -> None:
        self._counts: collections.Counter[str] = collections.Counter()
        self._missing = 0

    def add(self, values: Any) -> None:
        import pyarrow as pa
        import pyarrow.types as types

        if types.is_dictionary(values.type):
            # The codes are counted: the dictionary may hold a value twice, or a missing one.
            names = values.dictionary.to_pylist()
            for entry in values.indices.value_counts():
                code = entry["values"].as_py()
                self._count(None if code is None else names[code], entry["counts"].as_py())
            return
        is_view = getattr(types, "is_string_view", None)  # pyarrow 16
        if is_view is not None and is_view(values.type):  # nothing can be computed of it
            values = values.cast(pa.large_string())
        for entry in values.value_counts():
            self._count(entry["values"].as_py(), entry["counts"].as_py())

    def _count(self, value: Any, count: int) -> None:
        if value is None:
            self._missing += count
            return
        name = ("true" if value else "false") if isinstance(value, bool) else str(value)
        self._counts[name] += count

    def finish(self) -> dict[str, Any]:
        return counted(self._counts, self._missing)


def _numbers(values: Any, dtype: str) -> Any:
    """An Arrow array's numbers as a contiguous little-endian NumPy array; nulls are NaN."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    return np.ascontiguousarray(values.to_numpy(zero_copy_only=False), "<" + dtype)
