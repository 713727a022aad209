"""Data in all forms give the same verdict, by the real worker."""

from __future__ import annotations

import collections
import math
from collections.abc import Callable
from multiprocessing import shared_memory
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import driftline
from conftest import ROOT
from driftline import _blob
from samples import CITIES, MOVED, NUMBERS, OTHERS, ROWS, SHIFTED


def masked(values: Any, hidden: Any) -> Any:
    return np.ma.masked_array(values, hidden)


Forms = dict[str, Callable[[Any], Any]]

NUMBER_FORMS: Forms = {
    "list": list,
    "tuple": tuple,
    "base64": lambda v: driftline.parts(*(v[i : i + 300] for i in range(0, len(v), 300))),
    "reversed view": lambda v: np.ascontiguousarray(v[::-1])[::-1],
    "strided": lambda v: np.repeat(v, 2)[::2],
    "big-endian": lambda v: v.astype(">f8"),
    "masked": lambda v: masked(np.append(v, 9e9), [False] * len(v) + [True]),
    "series": pd.Series,
    "nullable": lambda v: pd.Series(v, dtype="Float64"),
    "arrow": pa.array,
    "chunked": lambda v: pa.chunked_array([v[:7], v[7:]]),
    "parts": lambda v: driftline.parts(v[:5].tolist(), v[5:]),
    "memoryview": memoryview,
}


@pytest.mark.parametrize("form", NUMBER_FORMS)
def test_numbers_in_all_forms_give_the_same_scores(worker: driftline.Worker, form: str) -> None:
    detectors = ["ks", "wasserstein"]
    expected = worker.compare(NUMBERS, SHIFTED, detectors)
    found = worker.compare(NUMBER_FORMS[form](NUMBERS), NUMBER_FORMS[form](SHIFTED), detectors)
    assert found.scores == expected.scores
    assert found.n == expected.n


@pytest.mark.parametrize("dtype", ["f2", "f4", "i4", "i8", "u1", "i2"])
def test_all_types_of_number_are_read(worker: driftline.Worker, dtype: str) -> None:
    values, others = (NUMBERS * 20 + 100).astype(dtype), (SHIFTED * 20 + 100).astype(dtype)
    found = worker.compare(values, others, "ks")
    assert found.scores == worker.compare(values.astype("f8"), others.astype("f8"), "ks").scores


CATEGORY_FORMS: Forms = {
    "list": list,
    "array": lambda v: np.array(v, object),
    "series": pd.Series,
    "categorical": lambda v: pd.Series(v, dtype="category"),
    "arrow": pa.array,
    "dictionary": lambda v: pa.array(v).dictionary_encode(),
    "short parts": lambda v: driftline.parts(*(v[i : i + 500] for i in range(0, len(v), 500))),
    "parts": lambda v: driftline.parts(v[:100], v[100:]),
}  # fmt: skip


@pytest.mark.parametrize("form", CATEGORY_FORMS)
def test_categories_in_all_forms_give_the_same_scores(worker: driftline.Worker, form: str) -> None:
    baseline, current = (driftline.parts(*(v[i : i + 9] for i in range(0, 6000, 9))) for v in (CITIES, OTHERS))
    expected = worker.compare(baseline, current)
    found = worker.compare(CATEGORY_FORMS[form](CITIES), CATEGORY_FORMS[form](OTHERS))
    assert found.scores == expected.scores and found.drifted is True
    assert found.n == expected.n and found.missing == expected.missing and found.missing.baseline > 0


def test_counts_are_categories(worker: driftline.Worker) -> None:
    verdict = worker.compare(driftline.counts({"a": 900, "b": 100}), collections.Counter(a=400, b=600))
    assert verdict.drifted is True and verdict.n == (1000, 1000)


def test_weights_are_counted(worker: driftline.Worker) -> None:
    verdict = worker.compare(
        driftline.weighted(NUMBERS[:200], np.full(200, 2.0)), NUMBERS[:100], {"wasserstein": None}
    )
    assert verdict.scores[0].detector == "wasserstein"


ROW_FORMS: Forms = {
    "double": lambda v: v.astype("f8"),
    "transposed": lambda v: np.asfortranarray(v),
    "lists": lambda v: v.tolist(),
    "series": lambda v: pd.Series(list(v)),
    "arrow": lambda v: pa.FixedSizeListArray.from_arrays(pa.array(v.reshape(-1)), 24),
    "table": lambda v: pa.table({"e": pa.FixedSizeListArray.from_arrays(pa.array(v.reshape(-1)), 24)}),
}


@pytest.mark.parametrize("form", ROW_FORMS)
def test_embeddings_in_all_forms_give_the_same_verdict(worker: driftline.Worker, form: str) -> None:
    expected = worker.compare(ROWS, MOVED, ["centroid"])
    found = worker.compare(ROW_FORMS[form](ROWS), ROW_FORMS[form](MOVED), ["centroid"])
    assert found.kind == "embedding" and found.dimensions == 24
    assert found.drifted == expected.drifted is True
    a, b = found.scores[0].statistic, expected.scores[0].statistic
    assert a is not None and b is not None and math.isclose(a, b, rel_tol=1e-6)


def test_tables_are_compared_column_by_column(worker: driftline.Worker) -> None:
    columns = {"age": NUMBERS, "city": CITIES[:3000], "fresh": NUMBERS > 0, "n": np.arange(3000)}
    others = {"age": SHIFTED, "city": OTHERS[:2000], "fresh": SHIFTED > 0, "n": np.arange(2000)}
    expected = worker.compare(columns, others)
    assert list(expected.columns) == ["age", "city", "fresh", "n"]
    assert expected.columns["city"].kind == expected.columns["fresh"].kind == "categorical"
    assert "age" in expected.drifted_columns
    found = worker.compare(pd.DataFrame(columns), pd.DataFrame(others))
    assert found.columns == expected.columns
    batches = pa.table(columns).to_reader(max_chunksize=100)
    assert worker.compare(batches, pa.table(others)).columns == expected.columns


def test_a_table_has_no_embeddings_in_it(worker: driftline.Worker) -> None:
    with pytest.raises(driftline.ShapeMismatch, match="a table has columns only") as caught:
        worker.compare({"e": ROWS}, {"e": MOVED})
    assert caught.value.where == "/params/baseline/columns/e"


def test_files_are_read_by_path(worker: driftline.Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    verdict = worker.compare("data/wine_baseline.csv", Path("data/wine_drifted.csv"))
    assert verdict.kind == "table" and verdict.drifted is True and len(verdict.columns) == 15
    one = driftline.file("data/wine_baseline.csv", column="alcohol")
    other = driftline.file("data/wine_drifted.csv", column="alcohol")
    assert worker.compare(one, other).kind == "numeric"
    with pytest.raises(driftline.DataNotFound, match="missing.csv"):
        worker.compare("missing.csv", "data/wine_drifted.csv")


def test_parquet_files_are_compared(worker: driftline.Worker, tmp_path: Path) -> None:
    paths = []
    for name, rows, cities in (("a", ROWS, CITIES[:1500]), ("b", MOVED, OTHERS[:900])):
        table = pa.table({
            "e": pa.FixedSizeListArray.from_arrays(pa.array(rows.reshape(-1)), 24),
            "x": rows[:, 0],
            "city": cities,
        })  # fmt: skip
        paths.append(tmp_path / f"{name}.parquet")
        pq.write_table(table, paths[-1], row_group_size=400)
    a, b = (driftline.file(path, column="e") for path in paths)
    assert worker.compare(a, b).scores == worker.compare(ROWS, MOVED).scores
    a, b = (driftline.file(path, column=["x", "city"]) for path in paths)
    expected = worker.compare({"x": ROWS[:, 0], "city": CITIES[:1500]}, {"x": MOVED[:, 0], "city": OTHERS[:900]})
    assert worker.compare(a, b).columns == expected.columns


def test_shared_memory_is_read(worker: driftline.Worker) -> None:
    memory = shared_memory.SharedMemory(create=True, size=NUMBERS.nbytes)
    try:
        assert memory.buf is not None
        memory.buf[: NUMBERS.nbytes] = NUMBERS.tobytes()
        verdict = worker.compare(driftline.shared_memory(memory, "f8", [3000]), SHIFTED)
        assert verdict.scores == worker.compare(NUMBERS, SHIFTED).scores
    finally:
        memory.close()
        memory.unlink()


def test_without_memfd_the_scores_are_the_same(binary: Path, worker: driftline.Worker) -> None:
    with driftline.Worker(binary, ":memory:", memfd=False) as other:
        assert other.compare(NUMBERS, SHIFTED) == worker.compare(NUMBERS, SHIFTED)
        assert other.compare(ROWS, MOVED) == worker.compare(ROWS, MOVED)


def test_a_file_stands_in_where_memory_is_short(
    worker: driftline.Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = worker.compare(ROWS, MOVED)
    path = tmp_path / "rows.parquet"
    column = pa.FixedSizeListArray.from_arrays(pa.array(ROWS.reshape(-1)), 24)
    pq.write_table(pa.table({"e": column}), path, row_group_size=100)
    monkeypatch.setattr(_blob, "memory_is_short", lambda size: True)
    monkeypatch.setattr(_blob, "_STEP", 30_000)
    assert worker.compare(path, np.asfortranarray(MOVED)) == expected
