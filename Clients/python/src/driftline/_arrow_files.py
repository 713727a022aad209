"""Parquet and Arrow files, read through pyarrow row group by row group."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from ._arrow import from_batches
from ._errors import DataFormat, DataNotFound
from ._payload import Payload, Place

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".arrows", ".feather", ".ipc")

_ROWS = 1 << 16
"""Rows of a row group that are decoded at a time."""


def from_file(
    path: str, format: str, options: Mapping[str, Any], payload: Payload, place: Place
) -> dict[str, Any]:
    """The columns of a Parquet file (``parquet``) or an Arrow IPC file or stream (``arrow``)."""
    try:
        import pyarrow as pa
    except ImportError:
        raise place.unsupported(f"{path}: reading {format} takes pyarrow; pip install pyarrow") from None
    unknown = sorted(set(options) - {"column", "rows"})
    if unknown:
        raise place.unsupported(f"{path}: {format} files take column and rows, not {unknown[0]}")
    try:
        if format == "parquet":
            return _parquet(path, options, payload, place)
        return _ipc(path, options, payload, place)
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise DataNotFound(
            f"{path}: {os.strerror(error.errno or 0)}", code=1101, kind="data_not_found", where=place.path
        ) from None
    except (pa.ArrowException, OSError) as error:  # a damaged file is either, by version
        raise DataFormat(
            f"{path}: {error}", code=1102, kind="data_format", where=place.path
        ) from error


def _parquet(path: str, options: Mapping[str, Any], payload: Payload, place: Place) -> dict[str, Any]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, pre_buffer=False) as file:
        schema, names = _chosen(file.schema_arrow, path, options, place)
        groups = range(file.metadata.num_row_groups)

        def batches() -> Iterator[Any]:
            first = 0
            for group in groups:
                rows = file.metadata.row_group(group).num_rows
                if _overlaps(options, first, rows):
                    yield from _cut(
                        file.iter_batches(_ROWS, row_groups=[group], columns=names), options, first
                    )
                first += rows

        return _read(schema, names, batches(), options, payload, place)


def _ipc(path: str, options: Mapping[str, Any], payload: Payload, place: Place) -> dict[str, Any]:
    import pyarrow as pa

    with pa.OSFile(path) as source:
        magic = source.read(6)
        source.seek(0)
        reader = pa.ipc.open_file(source) if magic == b"ARROW1" else pa.ipc.open_stream(source)
        schema, names = _chosen(reader.schema, path, options, place)

        def pieces() -> Iterator[Any]:
            if magic == b"ARROW1":
                yield from (reader.get_batch(i) for i in range(reader.num_record_batches))
            else:
                yield from reader

        return _read(schema, names, _cut(pieces(), options, 0), options, payload, place)


def _read(
    schema: Any,
    names: list[str],
    batches: Iterator[Any],
    options: Mapping[str, Any],
    payload: Payload,
    place: Place,
) -> dict[str, Any]:
    picked = (batch.select(names) for batch in batches)
    single = isinstance(options.get("column"), str)
    return from_batches(schema, picked, single, payload, place)


def _chosen(
    schema: Any, path: str, options: Mapping[str, Any], place: Place
) -> tuple[Any, list[str]]:
    import pyarrow as pa

    wanted = options.get("column")
    names = [wanted] if isinstance(wanted, str) else list(wanted or schema.names)
    for name in names:
        if name not in schema.names:
            raise place.wrong(f"{path} has no column {name!r}; it has {', '.join(schema.names)}")
    return pa.schema([schema.field(name) for name in names]), names


def _overlaps(options: Mapping[str, Any], first: int, rows: int) -> bool:
    wanted = options.get("rows")
    return wanted is None or (first < wanted[1] and first + rows > wanted[0])


def _cut(batches: Iterator[Any], options: Mapping[str, Any], first: int) -> Iterator[Any]:
    """The wanted rows of batches whose first row has the number given."""
    wanted = options.get("rows")
    for batch in batches:
        if wanted is None:
            yield batch
        elif _overlaps(options, first, batch.num_rows):
            start = max(0, wanted[0] - first)
            yield batch.slice(start, wanted[1] - first - start)
        first += batch.num_rows
