"""Anything that Driftline takes as data, as the protocol's data object."""

from __future__ import annotations

import array
import collections
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from . import _data
from ._arrow_files import ARROW, PARQUET, from_file
from ._errors import DataNotFound
from ._payload import Payload, Place
from ._profile import Profile
from ._sequences import from_buffer, from_counts, from_sequence

KNOWN = (".npy", ".csv", ".ndjson", ".jsonl", ".fvecs", ".raw")
"""Endings of the files that the worker reads, with and without ``.gz``."""

_EXPECTED = (
    "expected an array, a list, a pandas or Arrow column or table, a dict of columns, a path, "
    "a Profile, or what driftline.file, counts, weighted, shared_memory or parts give"
)


def encode(data: Any, payload: Payload, place: Place) -> dict[str, Any]:
    """The protocol's data object; large arrays go into the payload's blobs.

    Raises:
        DataError: an object that is no data, or data that contradict themselves.
    """
    if isinstance(data, Profile):
        return {"profile": data.to_dict()}
    if isinstance(data, (_data.File, str, os.PathLike)):
        return _file(data, payload, place)
    marked = _marked(data, payload, place)
    if marked is not None:
        return marked
    if isinstance(data, collections.Counter):
        return from_counts(data, place)
    if isinstance(data, Mapping):
        return {"columns": {str(k): encode(v, payload, place / "columns" / k) for k, v in data.items()}}
    return _foreign(data, payload, place) or _standard(data, payload, place)


def _marked(data: Any, payload: Payload, place: Place) -> dict[str, Any] | None:
    if isinstance(data, _data.Counts):
        return from_counts(data.counts, place)
    if isinstance(data, _data.Weighted):
        if len(data.values) != len(data.weights):
            raise place.wrong(f"{len(data.values)} values and {len(data.weights)} weights")
        return {"values": _plain(data.values), "weights": _plain(data.weights)}
    if isinstance(data, _data.SharedMemory):
        return {"shm": data.name, "dtype": data.dtype, "shape": list(data.shape)}
    if isinstance(data, _data.Parts):
        pieces = enumerate(data.parts)
        return {"parts": [encode(part, payload, place / "parts" / i) for i, part in pieces]}
    return None


def _plain(values: Any) -> list[Any]:
    """A list of what JSON has, of a list or an array."""
    tolist = getattr(values, "tolist", None)
    return list(values if tolist is None else tolist())


def _file(data: Any, payload: Payload, place: Place) -> dict[str, Any]:
    options = dict(data.options) if isinstance(data, _data.File) else {}
    given = data.path if isinstance(data, _data.File) else os.fspath(data)
    if isinstance(given, bytes):
        given = os.fsdecode(given)
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        raise place.unsupported(f"the path {given!r} is not UTF-8") from None
    path = os.path.abspath(given)
    name = path.lower()
    format = options.get("format")
    for wanted, endings in (("parquet", PARQUET), ("arrow", ARROW)):
        if format == wanted or (format is None and name.endswith(endings)):
            options.pop("format", None)
            return from_file(path, wanted, options, payload, place)
    if name.endswith(".profile") and not options:
        try:
            return {"profile": Profile.load(path).to_dict()}
        except OSError as error:
            raise DataNotFound(
                f"{path}: {error.strerror}", code=1101, kind="data_not_found", where=place.path
            ) from None
    if isinstance(data, str) and not name.removesuffix(".gz").endswith(KNOWN):
        raise place.unsupported(
            f"the text {given!r} is no path that ends in one of {' '.join(KNOWN)} (.gz), .parquet or "
            ".arrow; name other files as driftline.file(path, format=...)"
        )
    return {"path": path, **options}


def _foreign(data: Any, payload: Payload, place: Place) -> dict[str, Any] | None:
    """Data of NumPy, pandas and Arrow; whoever hands them in has imported these."""
    np = sys.modules.get("numpy")
    if np is not None and isinstance(data, np.ndarray):
        from ._numpy import from_array

        return from_array(data, payload, place)
    pd = sys.modules.get("pandas")
    if pd is not None and isinstance(data, pd.DataFrame):
        from ._pandas import from_frame

        return from_frame(data, payload, place)
    if pd is not None and isinstance(data, (pd.Series, pd.Index)):
        from ._pandas import from_series

        return from_series(data.to_series() if isinstance(data, pd.Index) else data, payload, place)
    if sys.modules.get("pyarrow") is None:
        if not hasattr(data, "__arrow_c_stream__"):
            return None
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise place.unsupported(
                f"a {type(data).__name__}; reading it takes pyarrow; pip install pyarrow"
            ) from None
    return _arrow(data, payload, place)


def _arrow(data: Any, payload: Payload, place: Place) -> dict[str, Any] | None:
    import pyarrow as pa

    from ._arrow import from_batches, from_column, from_table

    if hasattr(data, "__arrow_c_stream__") and not isinstance(
        data, (pa.Table, pa.ChunkedArray, pa.RecordBatch, pa.RecordBatchReader)
    ):  # polars and others: tables have columns, series have not
        data = pa.table(data) if hasattr(data, "columns") else pa.chunked_array(data)
    if isinstance(data, (pa.Array, pa.ChunkedArray)):
        return from_column(data, payload, place)
    if isinstance(data, (pa.Table, pa.RecordBatch)):
        return from_table(data, payload, place)
    if isinstance(data, pa.RecordBatchReader):
        return from_batches(data.schema, data, False, payload, place)
    return None


def _standard(data: Any, payload: Payload, place: Place) -> dict[str, Any]:
    if isinstance(data, (array.array, memoryview)):
        return from_buffer(data, payload, place)
    if isinstance(data, Sequence) and not isinstance(data, (bytes, bytearray)):
        return from_sequence(data, payload, place)
    if hasattr(data, "__array__"):  # tensors
        import numpy as np

        from ._numpy import from_array

        return from_array(np.asarray(data), payload, place)
    raise place.unsupported(f"a {type(data).__name__}; {_EXPECTED}")
