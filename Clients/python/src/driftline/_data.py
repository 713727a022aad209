"""Ways to name data that Python has no type for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union


@dataclass(frozen=True)
class File:
    """Data in a file. See :func:`file`."""

    path: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Counts:
    """Categories that were counted already. See :func:`counts`."""

    counts: Mapping[Any, int]


@dataclass(frozen=True)
class Weighted:
    """Numbers with a weight each. See :func:`weighted`."""

    values: Any
    weights: Any


@dataclass(frozen=True)
class SharedMemory:
    """Numbers in shared memory. See :func:`shared_memory`."""

    name: str
    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Parts:
    """Data in pieces. See :func:`parts`."""

    parts: tuple[Any, ...]


Data = Union[File, Counts, Weighted, SharedMemory, Parts]


def file(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    dtype: str | None = None,
    shape: Sequence[int] | None = None,
    offset: int | None = None,
    column: str | Sequence[str] | None = None,
    rows: tuple[int, int] | None = None,
) -> File:
    """Data in a file that the worker reads by itself, or, of Parquet and Arrow, through pyarrow.

    Args:
        path: the file, relative to the working directory of this process.
        format: ``npy``, ``csv``, ``ndjson``, ``fvecs``, ``raw``, ``parquet`` or ``arrow``; told
            from the name when left out.
        dtype: of raw files: ``f2``, ``f4``, ``f8``, ``i4`` or ``i8``.
        shape: of raw files: ``[n]`` or ``[n, d]``.
        offset: of raw files: the bytes before the numbers.
        column: one column, or several as a table.
        rows: only the rows from the first number, counted from 0, up to the second one.
    """
    options = {
        "format": format,
        "dtype": dtype,
        "shape": None if shape is None else list(shape),
        "offset": offset,
        "column": column if column is None or isinstance(column, str) else list(column),
        "rows": None if rows is None else list(rows),
    }
    given = {name: value for name, value in options.items() if value is not None}
    return File(os.fspath(path), given)


def counts(counts: Mapping[Any, int]) -> Counts:
    """Categories that were counted already, as by ``GROUP BY``: ``{"a": 120, "b": 5, None: 2}``.

    None, or NaN, is how many values were missing; other keys are what ``str`` makes of them.
    """
    return Counts(dict(counts))


def weighted(values: Any, weights: Any) -> Weighted:
    """Numbers, in a list or an array, with a weight each."""
    return Weighted(values, weights)


def shared_memory(name: Any, dtype: str, shape: Sequence[int]) -> SharedMemory:
    """Numbers in POSIX shared memory: its name, or a ``multiprocessing.shared_memory.SharedMemory``.

    Args:
        name: the name, with or without the slash in front; or the object.
        dtype: ``f2``, ``f4``, ``f8``, ``i4`` or ``i8``.
        shape: ``[n]`` for a column, ``[n, d]`` for embeddings.
    """
    text = name if isinstance(name, str) else str(name.name)
    return SharedMemory("/" + text.lstrip("/"), dtype, tuple(shape))


def parts(*data: Any) -> Parts:
    """Data in pieces, one after the other: parts of one column, or of one set of embeddings."""
    return Parts(data)
