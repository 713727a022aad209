"""pandas' columns and tables as data, column by column. The index is left out."""

from __future__ import annotations

from typing import Any

from ._numpy import from_array, times
from ._payload import Payload, Place
from ._sequences import COUNT_FROM, counted, from_categories, from_sequence, is_row

# pandas is imported where it is used: whoever hands in a DataFrame has it.


def from_frame(frame: Any, payload: Payload, place: Place) -> dict[str, Any]:
    """A DataFrame as a table of its columns."""
    columns: dict[str, Any] = {}
    for index, name in enumerate(frame.columns):
        text = str(name)
        if text in columns:
            raise place.wrong(f"two columns have the name {text!r}")
        columns[text] = from_series(frame.iloc[:, index], payload, place / "columns" / text)
    return {"columns": columns}


def from_series(series: Any, payload: Payload, place: Place) -> dict[str, Any]:
    """A Series: numbers as they are, texts, booleans and categoricals as categories."""
    import numpy as np
    import pandas as pd

    dtype = series.dtype
    if isinstance(dtype, np.dtype):
        if dtype.kind == "O":
            return _objects(series, payload, place)
        return from_array(series.to_numpy(), payload, place)
    if isinstance(dtype, pd.CategoricalDtype):
        return _categorical(series.array, payload, place)
    if isinstance(dtype, pd.StringDtype):
        return _texts(series, payload, place)
    if isinstance(dtype, pd.BooleanDtype):
        return from_categories([None if v is pd.NA else bool(v) for v in series], payload, place)
    if isinstance(dtype, getattr(pd, "ArrowDtype", ())):
        from ._arrow import from_column

        import pyarrow as pa

        return from_column(pa.chunked_array(series.array.__arrow_array__()), payload, place)
    if isinstance(dtype, pd.SparseDtype):
        return from_series(series.sparse.to_dense(), payload, place)
    if pd.api.types.is_numeric_dtype(dtype):
        if series.hasnans:
            return from_array(series.to_numpy("float64", na_value=np.nan), payload, place)
        return from_array(series.to_numpy(dtype.numpy_dtype), payload, place)
    if isinstance(dtype, (pd.DatetimeTZDtype, pd.PeriodDtype)):
        raise place.unsupported(times(str(dtype)))
    raise place.unsupported(f"a column of {dtype}; expected numbers, texts, booleans or categories")


def _texts(series: Any, payload: Payload, place: Place) -> dict[str, Any]:
    import pandas as pd

    if len(series) >= COUNT_FROM and series.nunique() * 4 <= len(series):
        counts = series.value_counts(dropna=True, sort=False)
        return counted(
            {str(name): int(n) for name, n in counts.items()}, int(series.isna().sum())
        )
    return from_categories([None if pd.isna(v) else v for v in series], payload, place)


def _categorical(values: Any, payload: Payload, place: Place) -> dict[str, Any]:
    import numpy as np

    names = [_name(category) for category in values.categories]
    if len(names) != len(set(names)):
        raise place.wrong("two of its categories are written alike")
    codes = np.asarray(values.codes)
    if len(codes) < COUNT_FROM:
        return {"categories": [None if code < 0 else names[code] for code in codes.tolist()]}
    counts = np.bincount(codes[codes >= 0], minlength=len(names)).tolist()
    present = {name: n for name, n in zip(names, counts) if n}
    return counted(present, int((codes < 0).sum()))


def _name(category: Any) -> str:
    if isinstance(category, bool) or type(category).__name__ in ("bool_", "bool"):
        return "true" if category else "false"
    return str(category)


def _objects(series: Any, payload: Payload, place: Place) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    values = [None if pd.api.types.is_scalar(v) and pd.isna(v) else v for v in series]
    first = next((value for value in values if value is not None), None)
    if isinstance(first, np.ndarray) and is_row(first) and first.dtype.kind in "fiu":
        missing = np.full(first.shape, np.nan, first.dtype if first.dtype.kind == "f" else "f8")
        try:
            stacked = np.stack([missing if value is None else value for value in values])
        except ValueError:
            raise place.wrong(f"not all of its arrays have the {len(first)} values of the first") from None
        return from_array(stacked, payload, place)
    kinds = {pd.Timestamp, pd.Timedelta, pd.Period}
    if type(first) in kinds or type(first).__module__ == "datetime":
        raise place.unsupported(times(type(first).__name__))
    return from_sequence(values, payload, place)
