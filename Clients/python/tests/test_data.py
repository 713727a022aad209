"""What is sent for what is handed in: every byte, as the worker reads it."""

from __future__ import annotations

import array
import collections
import datetime
import decimal
import math
import os
import resource
import sys
import tempfile
from multiprocessing import shared_memory
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import driftline
from driftline import _blob
from driftline._blob import Blob
from driftline._encode import encode
from driftline._payload import Payload, Place
from sending import Send, same


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i4", "i8"])
@pytest.mark.parametrize("rows", [0, 3, 4000])
def test_arrays_go_as_they_are(send: Send, dtype: str, rows: int) -> None:
    values = np.arange(rows, dtype=dtype)
    same(send(values), values, dtype)
    assert ("procfd" in send(values)) == (values.nbytes > 4096)


@pytest.mark.parametrize("dtype", ["f4", ">f8", "u1", "i2", "u2", "u4"])
def test_views_and_other_types_are_converted(send: Send, dtype: str) -> None:
    values = np.arange(30_000).reshape(100, 300).astype(dtype)
    wanted = {"f4": "f4", ">f8": "f8", "u1": "i4", "i2": "i4", "u2": "i4", "u4": "i8"}[dtype]
    for view in (values, values.T, values[::2, 5:], values[:, ::-3], values[3], values[:, 7]):
        same(send(view), view, wanted)
        same(send(view, blobs=False), view, wanted)


def test_large_whole_numbers_keep_their_size(send: Send) -> None:
    same(send(np.array([1, 2**63 - 1], "u8")), np.array([1, 2**63 - 1], "i8"), "i8")
    same(send(np.array([1, 2**63], "u8")), np.array([1, 2**63], "f8"), "f8")
    same(send(np.array([1, 2], np.longdouble)), [1.0, 2.0], "f8")


def test_large_arrays_go_through_sealed_memory(send: Send) -> None:
    sent = send(np.zeros((1000, 100)))
    pid, fd = sent["procfd"]
    with pytest.raises(PermissionError), open(f"/proc/{pid}/fd/{fd}", "r+b", buffering=0) as file:
        file.write(b"x")
    assert send(np.zeros((1000, 100)), blobs=False).keys() == {"b64", "dtype", "shape"}


def test_memory_that_runs_short_is_spared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(_blob, "memory_is_short", lambda size: True)
    monkeypatch.setattr(_blob, "_STEP", 1000)
    values = np.random.default_rng(0).normal(size=(500, 80))
    for view in (values, values.T):
        payload = Payload()
        sent = encode(view, payload, Place(""))
        assert sent["format"] == "raw" and sent["path"].startswith(str(tmp_path))
        np.testing.assert_array_equal(np.fromfile(sent["path"], "<f8").reshape(sent["shape"]), view)
        assert os.stat(sent["path"]).st_mode & 0o777 == 0o600
        payload.close()
        assert os.listdir(tmp_path) == []


def test_masked_values_are_missing(send: Send) -> None:
    masked: Any = np.ma.masked_array([1, 2, 3], [False, True, False])
    same(send(masked), [1, math.nan, 3], "f8")
    texts: Any = np.ma.masked_array(["a", "b"], [False, True])
    assert send(texts) == {"categories": ["a", None]}


def test_texts_and_booleans_are_categories(send: Send) -> None:
    assert send(np.array(["b", "a"])) == {"categories": ["b", "a"]}
    assert send(np.array([b"b", b"a"])) == {"categories": ["b", "a"]}
    assert send(np.array([True, False])) == {"categories": ["true", "false"]}
    assert send(["a", None, "b"]) == {"categories": ["a", None, "b"]}
    assert send([True, None]) == {"categories": ["true", None]}
    assert send(np.array(["a", None], object)) == {"categories": ["a", None]}
    many = send(["a", "b", None, "a"] * 2000)
    assert many == {"parts": [{"counts": {"a": 4000, "b": 2000}}, {"categories": [None] * 2000}]}
    assert send([str(n) for n in range(5000)])["categories"][4999] == "4999"
    assert send([None] * 3) == {"values": [None, None, None]}


def test_lists_of_numbers(send: Send) -> None:
    sent = send([1, 2.5, None, math.nan, math.inf, np.float32(0.5), decimal.Decimal("0.25")])["values"]
    assert sent[:3] == [1, 2.5, None] and math.isnan(sent[3]) and sent[4:] == [math.inf, 0.5, 0.25]
    assert send(range(3)) == {"values": [0, 1, 2]}
    assert send(collections.deque([1.0])) == {"values": [1.0]}
    same(send([0.1, None] * 1000), [0.1, math.nan] * 1000, "f8")
    same(send([[1, 2.0], (3, None)]), [[1, 2], [3, math.nan]], "f8")
    same(send([[1, 2], None]), [[1, 2], [math.nan, math.nan]], "f8")
    same(send([np.array([1.0, 2.0]), array.array("f", [3, 4])]), [[1, 2], [3, 4]], "f8")


def test_buffers(send: Send) -> None:
    same(send(array.array("f", [1, 2])), [1, 2], "f4")
    same(send(array.array("q", [1, -2])), [1, -2], "i8")
    assert send(array.array("H", [1, 2])) == {"values": [1, 2]}
    rows: Any = np.arange(6.0).reshape(2, 3)
    same(send(memoryview(rows)), [[0, 1, 2], [3, 4, 5]], "f8")


def test_tables_of_all_kinds(send: Send) -> None:
    sent = send({"age": [1.0], "city": ["x"], "score": np.array([0.5])})["columns"]
    assert sent["age"] == {"values": [1.0]} and sent["city"] == {"categories": ["x"]}
    same(sent["score"], [0.5], "f8")


def test_what_has_no_type_of_its_own(send: Send) -> None:
    assert send(driftline.counts({"a": 2})) == {"counts": {"a": 2}}
    assert send(collections.Counter("aab")) == {"counts": {"a": 2, "b": 1}}
    with_missing = {"parts": [{"counts": {"a": 2}}, {"categories": [None] * 3}]}
    assert send(collections.Counter({"a": 2, None: 3})) == with_missing
    assert send(driftline.counts({"a": 2, None: 1, math.nan: 2})) == with_missing
    assert send(collections.Counter([None])) == {"categories": [None]}
    assert send(driftline.counts({1: 3, False: 4})) == {"counts": {"1": 3, "false": 4}}
    several: list[dict[Any, Any]] = [{None: -1}, {None: 0.5}, {"1": 2, 1: 3}]
    for wrong in several:
        with pytest.raises(driftline.DataError):
            send(driftline.counts(wrong))
    weighted = driftline.weighted(np.array([1.0, 2.0]), [3, 4])
    assert send(weighted) == {"values": [1.0, 2.0], "weights": [3, 4]}
    parts = send(driftline.parts([1.0], np.array([2.0])))["parts"]
    assert parts[0] == {"values": [1.0]}
    same(parts[1], [2.0], "f8")
    memory = shared_memory.SharedMemory(create=True, size=8)
    try:
        sent = send(driftline.shared_memory(memory, "f8", [1]))
        assert sent == {"shm": f"/{memory.name}", "dtype": "f8", "shape": [1]}
    finally:
        memory.close()
        memory.unlink()
    profile = driftline.Profile(b"abc", 3, 0, "d")
    assert send(profile)["profile"]["b64"] == "YWJj"


def test_paths_are_made_absolute(send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert send("a.npy") == {"path": f"{tmp_path}/a.npy"}
    assert send("x/a.CSV.gz") == {"path": f"{tmp_path}/x/a.CSV.gz"}
    assert send(Path("numbers")) == {"path": f"{tmp_path}/numbers"}
    file = driftline.file("b", format="raw", dtype="f4", shape=(2, 3), offset=8, rows=(0, 1))
    assert send(file) == {
        "path": f"{tmp_path}/b", "format": "raw", "dtype": "f4", "shape": [2, 3], "offset": 8, "rows": [0, 1]
    }  # fmt: skip
    assert send(driftline.file("a.csv", column=("x", "y")))["column"] == ["x", "y"]
    driftline.Profile(b"abc").save("day.profile")
    assert send("day.profile") == {"profile": {"format": "driftline.profile/1", "b64": "YWJj"}}
    with pytest.raises(driftline.DataNotFound, match="night.profile"):
        send("night.profile")


class Tensor:
    """Something that only knows NumPy's interface."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray[Any, Any]:
        return np.ones((2, 2), "f4")


def test_tensors_are_arrays(send: Send) -> None:
    same(send(Tensor()), np.ones((2, 2)), "f4")


REFUSED: list[tuple[Any, str]] = [
    (object(), "a object; expected an array, a list"),
    (b"bytes", "a bytes"),
    (3.0, "a float"),
    ({1.0, 2.0}, "a set"),
    ("january", "no path that ends in one of .npy"),
    ([1.0, "a"], "value 1 is a str, among numbers"),
    (["a", 1.0], "value 1 is a float, among texts"),
    ([[1.0], [1.0, 2.0]], "row 1 has 2 values, the first has 1"),
    ([[1.0], ["a"]], "row 1, value 0 is a str"),
    ([[1.0], 2.0], "row 1 is a float"),
    ([10**400] * 600, "too large for a double"),
    (np.zeros((2, 2, 2)), "3 dimensions"),
    (np.zeros(()), "0 dimensions"),
    (np.zeros(2, complex), "complex128"),
    (np.array(["2026-01-01"], "M8[D]"), "holds times"),
    (pd.Series(pd.to_datetime(["2026-01-01"])), "holds times"),
    (pd.Series(pd.to_datetime(["2026-01-01"], utc=True)), "holds times"),
    (pd.Series([datetime.date(2026, 1, 1)]), "holds times"),
    (pd.Series(pd.interval_range(0, 2)), "interval"),
    (pa.array([datetime.date(2026, 1, 1)]), "holds times"),
    (pa.array([{"a": 1}]), "struct"),
    (pa.array([["a"]]), "lists of string"),
    (driftline.weighted([1.0], [1.0, 2.0]), "1 values and 2 weights"),
]


@pytest.mark.parametrize(("data", "message"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_data_is_refused_with_its_place(send: Send, data: Any, message: str) -> None:
    with pytest.raises(driftline.DataError, match=message) as caught:
        send(data)
    assert caught.value.where == "/params/current"
    if not isinstance(data, (pa.Array, pa.Table)):
        with pytest.raises(driftline.DataError) as caught:
            send({"a/b": data})
        assert caught.value.where == "/params/current/columns/a~1b"


def test_nothing_but_the_standard_library_is_needed() -> None:
    import subprocess

    program = (
        "import sys\n"
        "for name in ('numpy', 'pandas', 'pyarrow'): sys.modules[name] = None\n"
        "import driftline\n"
        "from driftline._encode import encode\n"
        "from driftline._payload import Payload, Place\n"
        "payload = Payload()\n"
        "print(encode({'a': [1.0], 'b': ['x']}, payload, Place('')))\n"
        "print(encode([0.5] * 1000, payload, Place(''))['shape'])\n"
        "payload.close()\n"
    )
    source = Path(driftline.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=source, timeout=60, check=True
    )
    assert done.stdout.splitlines()[1] == "[1000]"


def test_what_the_system_has_run_out_of_is_said(send: Send) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) - 1, hard))
    try:
        with pytest.raises(driftline.ResourceExhausted, match="Too many open files"):
            for _ in range(9):
                send(np.zeros(10_000))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_closed_blob_is_closed_once() -> None:
    blob = Blob()
    blob.write(b"abc")
    blob.close()
    other = Blob()
    blob.close()
    other.write(b"def")
    other.close()
