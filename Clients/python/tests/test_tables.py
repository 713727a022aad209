"""What is sent for columns and tables of pandas and Arrow, and for their files."""

from __future__ import annotations

import decimal
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import driftline
from driftline import _payload
from sending import Send, same


def test_pandas_columns(send: Send) -> None:
    same(send(pd.Series([1.5, None])), [1.5, math.nan], "f8")
    same(send(pd.Series([1, 2], dtype="Int64")), [1, 2], "i8")
    same(send(pd.Series([1, None], dtype="Int64")), [1, math.nan], "f8")
    same(send(pd.Series([1.5, None], dtype="Float32")), [1.5, math.nan], "f8")
    same(send(pd.Series([1, 2], dtype="int64[pyarrow]")), [1, 2], "i8")
    same(send(pd.Series([0.0, 1.0], dtype=pd.SparseDtype("float"))), [0, 1], "f8")
    same(send(pd.Index([1.0, 2.0])), [1, 2], "f8")
    assert send(pd.Series([decimal.Decimal("0.5"), None])) == {"values": [0.5, None]}
    assert send(pd.Series(["a", None])) == {"categories": ["a", None]}
    assert send(pd.Series(["a", math.nan], dtype=object)) == {"categories": ["a", None]}
    assert send(pd.Series(["a", None], dtype="string")) == {"categories": ["a", None]}
    assert send(pd.Series([True, False])) == {"categories": ["true", "false"]}
    assert send(pd.Series([True, None], dtype="boolean")) == {"categories": ["true", None]}
    assert send(pd.Series(["a", "b", None], dtype="category")) == {"categories": ["a", "b", None]}
    assert send(pd.Series([3, 1], dtype="category")) == {"categories": ["3", "1"]}


def test_long_pandas_columns_are_counted(send: Send) -> None:
    column = pd.Series(["a", "b", None, "a"] * 2000)
    expected = {"parts": [{"counts": {"a": 4000, "b": 2000}}, {"categories": [None] * 2000}]}
    for dtype in ("object", "string", "category"):
        assert send(column.astype(dtype)) == expected


def test_pandas_embeddings(send: Send) -> None:
    rows = [np.array([1, 2], "f4"), None, np.array([3, 4], "f4")]
    same(send(pd.Series(rows)), [[1, 2], [math.nan, math.nan], [3, 4]], "f4")
    same(send(pd.Series([[1.0, 2.0], [3.0, 4.0]])), [[1, 2], [3, 4]], "f8")
    with pytest.raises(driftline.DataError, match="not all of its arrays have the 2 values"):
        send(pd.Series([np.zeros(2), np.zeros(3)]))


def test_pandas_tables(send: Send) -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0], 3: ["x", "y"]}, index=[7, 9])
    sent = send(frame)["columns"]
    same(sent["a"], [1, 2], "f8")
    assert sent["3"] == {"categories": ["x", "y"]}
    with pytest.raises(driftline.DataError, match="two columns have the name 'a'"):
        send(pd.DataFrame([[1, 2]], columns=["a", "a"]))


def test_arrow_columns(send: Send) -> None:
    same(send(pa.array([1.5, None])), [1.5, math.nan], "f8")
    same(send(pa.array([1, 2], pa.int8())), [1, 2], "i4")
    same(send(pa.array([1, None], pa.int64())), [1, math.nan], "f8")
    same(send(pa.array([1.0, 2.0], pa.float16())), [1, 2], "f2")
    same(send(pa.chunked_array([[1.0], [2.0, 3.0]], pa.float32())), [1, 2, 3], "f4")
    same(send(pa.array([decimal.Decimal("0.5")])), [0.5], "f8")
    same(send(pa.array(range(100), pa.int64())[90:]), range(90, 100), "i8")
    assert send(pa.array(["a", None, "a"])) == {"parts": [{"counts": {"a": 2}}, {"categories": [None]}]}
    assert send(pa.array(["a", "b", "a"]).dictionary_encode()) == {"counts": {"a": 2, "b": 1}}
    missing_twice = {"parts": [{"counts": {"a": 2}}, {"categories": [None] * 2}]}
    for names in (["a", None], pa.array(["a", None]).cast(pa.string_view())):
        coded = pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 0, 0], pa.int8()), names)
        assert send(coded.slice(0, 4)) == missing_twice
        assert send(pa.table({"c": coded.slice(1)}))["columns"]["c"] == missing_twice
    view = pa.array(["a", None, None, "a"]).cast(pa.string_view())
    assert send(view) == send(pa.chunked_array([view[:1], view[1:]])) == missing_twice
    assert send(pd.Series(pd.arrays.ArrowExtensionArray(view))) == missing_twice
    assert send(pa.array([True, False])) == {"counts": {"true": 1, "false": 1}}
    assert send(pa.array([None, None])) == {"categories": [None, None]}


def test_arrow_embeddings(send: Send) -> None:
    rows = [[1.0, 2.0], None, [3.0, None]]
    expected = [[1, 2], [math.nan, math.nan], [3, math.nan]]
    for kind in (pa.list_(pa.float32()), pa.list_(pa.float32(), 2), pa.large_list(pa.float32())):
        same(send(pa.array(rows, kind)), expected, "f4")
        same(send(pa.array([[9.0, 9.0], *rows], kind)[1:]), expected, "f4")
        same(send(pa.table({"e": pa.array(rows, kind)})), expected, "f4")
    same(send(pa.array([[1, 2]], pa.list_(pa.int8()))), [[1, 2]], "f4")
    with pytest.raises(driftline.DataError, match="rows of 1 and of 2 values"):
        send(pa.array([[1.0], [1.0, 2.0]]))
    with pytest.raises(driftline.DataError, match="all missing"):
        send(pa.array([None, None], pa.list_(pa.float32())))


def test_arrow_tables_and_streams(send: Send) -> None:
    table = pa.table({"x": [1, 2, 3], "c": ["a", "b", "a"]})
    for data in (table, table.to_batches()[0]):
        sent = send(data)["columns"]
        same(sent["x"], [1, 2, 3], "i8")
        assert sent["c"] == {"counts": {"a": 2, "b": 1}}
    same(send(table.to_reader(max_chunksize=2))["columns"]["x"], [1, 2, 3], "f8")


class Foreign:
    """A table of a library that only knows the Arrow interface."""

    def __init__(self, table: Any, columns: bool) -> None:
        self.table = table
        if columns:
            self.columns = ["x"]

    def __arrow_c_stream__(self, schema: object = None) -> Any:
        return self.table.__arrow_c_stream__(schema)


def test_tables_of_other_libraries_go_through_arrow(send: Send) -> None:
    same(send(Foreign(pa.table({"x": [1.0]}), True))["columns"]["x"], [1.0], "f8")
    same(send(Foreign(pa.chunked_array([[1.0, 2.0]]), False)), [1.0, 2.0], "f8")


@pytest.fixture(scope="module")
def embeddings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray[Any, Any]]:
    """A Parquet file of 5 row groups."""
    values = np.random.default_rng(1).normal(size=(5000, 16)).astype("f4")
    path = tmp_path_factory.mktemp("parquet") / "e.parquet"
    table = pa.table({
        "id": [f"row {n}" for n in range(5000)],
        "e": pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), 16),
        "x": pa.array([None if n % 10 == 0 else n for n in range(5000)]),
        "c": [None if n % 10 == 0 else "ab"[n % 2] for n in range(5000)],
    })  # fmt: skip
    pq.write_table(table, path, row_group_size=1000)
    return path, values


def test_parquet_files(send: Send, embeddings: tuple[Path, np.ndarray[Any, Any]]) -> None:
    path, values = embeddings
    same(send(driftline.file(path, column="e")), values, "f4")
    same(send(driftline.file(path, column="e", rows=(1500, 3100))), values[1500:3100], "f4")
    sent = send(driftline.file(path, column=["x", "c"]))["columns"]
    same(sent["x"], [math.nan if n % 10 == 0 else n for n in range(5000)], "f8")
    assert sent["c"] == {"parts": [{"counts": {"b": 2500, "a": 2000}}, {"categories": [None] * 500}]}
    assert list(send(path)["columns"]) == ["id", "e", "x", "c"]
    assert list(send(str(path))["columns"]) == ["id", "e", "x", "c"]
    with pytest.raises(driftline.DataError, match="no column 'f'; it has id, e, x, c"):
        send(driftline.file(path, column="f"))
    with pytest.raises(driftline.DataNotFound):
        send("missing.parquet")
    with pytest.raises(driftline.UnsupportedFormat, match="not offset"):
        send(driftline.file(path, offset=3))


def test_parquet_is_read_a_row_group_at_a_time(send: Send, tmp_path: Path) -> None:
    width, rows, groups = 256, 4096, 24
    path = tmp_path / "large.parquet"
    schema = pa.schema([("e", pa.list_(pa.float32(), width))])
    random = np.random.default_rng(2)
    with pq.ParquetWriter(path, schema, compression="none", use_dictionary=False) as writer:
        for _ in range(groups):
            values = pa.array(random.normal(size=rows * width).astype("f4"))
            column = pa.FixedSizeListArray.from_arrays(values, width)
            writer.write_table(pa.table({"e": column}, schema=schema))
    del values, column
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    peak = 0
    original = _payload.Growing.write

    def write(self: _payload.Growing, buffer: Any) -> None:
        nonlocal peak
        peak = max(peak, pool.bytes_allocated() - before)
        original(self, buffer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_payload.Growing, "write", write)
        sent = send(path)
    assert sent["shape"] == [rows * groups, width]
    group = rows * width * 4
    assert peak < 6 * group < rows * groups * width * 4 / 3, f"{peak:,} bytes for groups of {group:,}"


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_arrow_files(send: Send, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "t.arrow"
    table = pa.table({"x": [1.0, 2.0, 3.0, 4.0], "c": ["a", "b", "a", "a"]})
    new = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with pa.OSFile(str(path), "wb") as sink, new(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=3)
    same(send(path)["columns"]["x"], [1, 2, 3, 4], "f8")
    same(send(driftline.file(path, column="x", rows=(1, 4))), [2, 3, 4], "f8")
    path.write_bytes(b"no arrow at all")
    with pytest.raises(driftline.DataFormat, match="t.arrow"):
        send(path)
