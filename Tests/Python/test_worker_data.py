"""Data in every form a request may have them: the same numbers give the same bytes."""

import base64
import json
import os
import socket
import struct
from multiprocessing import shared_memory

import numpy as np
import pytest
from scipy import stats
from worker import Worker, line

DTYPES = {"f2": "<f2", "f4": "<f4", "f8": "<f8", "i4": "<i4", "i8": "<i8"}
# Whole numbers that all types hold exactly.
COLUMN = [float(x) for x in np.random.default_rng(7).integers(-1000, 1000, 300)]
MATRIX = np.random.default_rng(8).integers(-8, 8, (60, 4)).astype(float)
OTHER = [float(x) for x in np.random.default_rng(9).integers(-900, 1100, 200)]


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    with Worker(tmp_path_factory.mktemp("data")) as worker:
        yield worker
        assert worker.end() == ([], 0)


def verdict(worker, data, other=None, **parameters):
    """The bytes of the verdict on data against some others."""
    parameters.setdefault("seed", 3)
    baseline = {"values": OTHER} if other is None else other
    request = {
        "jsonrpc": "2.0", "id": 1, "method": "drift.compare",
        "params": {"baseline": baseline, "current": data, **parameters},
    }  # fmt: skip
    worker.send(request)
    reply = worker.read_line()
    assert reply.startswith(b'{"jsonrpc":"2.0","id":1,"result":'), (str(data)[:200], reply)
    return reply


def b64(numbers, dtype):
    array = np.asarray(numbers).astype(DTYPES[dtype])
    text = base64.b64encode(array.tobytes()).decode()
    return {"b64": text, "dtype": dtype, "shape": list(array.shape)}


def wrong(worker, data, code, *words, **parameters):
    return worker.refused(
        "drift.compare", code, *words, baseline={"values": [1, 2]}, current=data, **parameters
    )


# The same numbers


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_column_is_the_same_in_base64_and_in_files(worker, dtype):
    wanted = verdict(worker, {"values": COLUMN})
    array = np.array(COLUMN).astype(DTYPES[dtype])
    np.save(worker.folder / f"{dtype}.npy", array)
    (worker.folder / f"{dtype}.raw").write_bytes(b"12345" + array.tobytes())
    for data in (
        b64(COLUMN, dtype), {"path": f"{dtype}.npy"}, {"path": str(worker.folder / f"{dtype}.npy")},
        {"path": f"{dtype}.raw", "dtype": dtype, "shape": [300], "offset": 5},
        {"path": f"{dtype}.raw", "dtype": dtype, "shape": [-1], "offset": 5, "format": "raw"},
    ):  # fmt: skip
        assert verdict(worker, data) == wanted


def test_a_column_is_the_same_in_texts_and_parts(worker):
    wanted = verdict(worker, {"values": COLUMN})
    table = worker.folder / "table.csv"
    table.write_text("x,y\n" + "".join(f"{x},a\n" for x in COLUMN))
    lines = "".join(json.dumps({"x": x, "y": [1]}) + "\n" for x in COLUMN)
    (worker.folder / "table.ndjson").write_text(lines)
    np.save(worker.folder / "all.npy", np.array([9.0] * 10 + COLUMN + [9.0] * 10))
    forms = [
        {"path": "table.csv", "column": "x"}, {"path": "table.csv", "column": ["x"]},
        {"path": "table.ndjson", "column": "x"}, {"path": "all.npy", "rows": [10, 310]},
        {"values": COLUMN, "shape": [300]},
    ]  # fmt: skip
    for cuts in ([150], [1], [299], [1, 2, 3], [100, 200], list(range(10, 300, 10)), [0]):
        ends = [0, *cuts, 300]
        pieces = [COLUMN[a:b] for a, b in zip(ends, ends[1:])]
        forms.append({"parts": [{"values": piece} for piece in pieces]})
        forms.append({"parts": [b64(p, "f4") if i % 2 else {"values": p} for i, p in enumerate(pieces)]})
    forms.append({"parts": [{"parts": [{"values": COLUMN[:7]}, {"values": COLUMN[7:20]}]},
                            {"path": "all.npy", "rows": [30, 310]}]})  # fmt: skip
    for data in forms:
        assert verdict(worker, data) == wanted, str(data)[:200]


def test_a_column_is_the_same_in_shared_memory(worker):
    wanted = verdict(worker, {"values": COLUMN})
    for dtype in DTYPES:
        array = np.array(COLUMN).astype(DTYPES[dtype])
        memory = shared_memory.SharedMemory(create=True, size=array.nbytes + 8)
        try:
            memory.buf[8 : 8 + array.nbytes] = array.tobytes()
            name = "/" + memory.name.lstrip("/")
            data = {"shm": name, "dtype": dtype, "shape": [300], "offset": 8}
            assert verdict(worker, data) == wanted
            error = wrong(worker, {**data, "shape": [30_000_000]}, 1102)
            assert error["data"]["where"].startswith("/params/current")
        finally:
            memory.close()
            memory.unlink()
        wrong(worker, data, 1101)
        number = os.memfd_create("numbers")
        try:
            os.write(number, array.tobytes())
            data = {"procfd": [os.getpid(), number], "dtype": dtype, "shape": [300]}
            assert verdict(worker, data) == wanted
        finally:
            os.close(number)
        wrong(worker, data, 1101)


def test_only_memory_is_read_by_descriptor(worker, tmp_path):
    (tmp_path / "x.raw").write_bytes(bytes(80))
    reader, writer = os.pipe()
    with open(tmp_path / "x.raw", "rb") as file, socket.socket() as connection:
        for number in (file.fileno(), reader, writer, connection.fileno(), 0):
            wrong(worker, {"procfd": [os.getpid(), number], "dtype": "f8", "shape": [1]}, 1101)
    for number in (reader, writer):
        os.close(number)
    for given in ([1], [1, 2, 3], [0, 1], [-1, 1], [1.5, 1], ["a", 1], "a", [1, -1], None):
        wrong(worker, {"procfd": given, "dtype": "f8", "shape": [1]}, -32602)
    for name in ("", "x", "/", "/a/b", "/..", "/" + "x" * 300, "/x\0y"):
        wrong(worker, {"shm": name, "dtype": "f8", "shape": [1]}, 1101)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_matrix_is_the_same_in_every_form(worker, dtype):
    """Singles and doubles differ in the precision of the work, and so the last digits may."""
    array = MATRIX.astype(DTYPES[dtype])
    is_single = dtype in ("f2", "f4")
    wanted = verdict(
        worker, b64(MATRIX, "f4") if is_single else {"rows": MATRIX.tolist()},
        other=b64(MATRIX[:30], dtype), detectors=["sliced_wasserstein"],
    )  # fmt: skip
    np.save(worker.folder / "m.npy", array)
    (worker.folder / "m.raw").write_bytes(array.tobytes())
    number = os.memfd_create("rows")
    os.write(number, array.tobytes())
    forms = [
        b64(MATRIX, dtype), {"path": "m.npy"}, {"path": "m.raw", "dtype": dtype, "shape": [-1, 4]},
        {"procfd": [os.getpid(), number], "dtype": dtype, "shape": [60, 4]},
        {"parts": [b64(MATRIX[:13], dtype), b64(MATRIX[13:14], dtype), b64(MATRIX[14:], dtype)]},
        {"parts": [{"path": "m.npy", "rows": [0, 40]}, {"path": "m.npy", "rows": [40, 60]}]},
    ]  # fmt: skip
    if is_single:
        rows = b"".join(struct.pack("<i4f", 4, *row) for row in MATRIX)
        (worker.folder / "m.fvecs").write_bytes(rows)
        forms.append({"path": "m.fvecs"})
    else:
        (worker.folder / "m.csv").write_text(
            "a,b,c,d\n" + "".join(",".join(map(str, row)) + "\n" for row in MATRIX)
        )
        lines = "".join(json.dumps({"e": row}) + "\n" for row in MATRIX.tolist())
        (worker.folder / "m.ndjson").write_text(lines)
        forms += [
            {"values": MATRIX.ravel().tolist(), "shape": [60, 4]}, {"path": "m.ndjson", "column": "e"},
            {"path": "m.csv", "matrix": True},
        ]  # fmt: skip
    for data in forms:
        got = verdict(worker, data, other=b64(MATRIX[:30], dtype), detectors=["sliced_wasserstein"])
        assert got == wanted, str(data)[:200]
    os.close(number)


def test_categories_are_the_same_however_they_are_counted(worker):
    values = ["b", "a", "a", None, "c", "a", "\u00e4", ""]
    other = {"counts": {"a": 5, "b": 2}}
    wanted = verdict(worker, {"categories": values}, other)
    for data in (
        {"parts": [{"categories": values[:3]}, {"categories": values[3:]}]},
        {"parts": [{"counts": {"a": 3, "b": 1, "c": 1, "\u00e4": 1, "": 1}}, {"categories": [None]}]},
    ):  # fmt: skip
        assert verdict(worker, data, other) == wanted
    huge = verdict(worker, {"counts": {"a": 1 << 53}}, {"counts": {"a": 2.0}}, detectors=["psi"])
    assert b'"current":9007199254740992' in huge
    assert verdict(worker, {"categories": [True, False]}, other) == verdict(
        worker, {"categories": ["true", "false"]}, other
    )


def test_a_table_is_the_same_by_file_and_by_columns(worker):
    (worker.folder / "t.csv").write_text("x,y\n" + "".join(f"{x},{'ab'[i % 2]}\n" for i, x in enumerate(COLUMN)))
    columns = {"x": {"values": COLUMN}, "y": {"counts": {"a": 150, "b": 150}}}
    other = {"columns": {"x": {"values": OTHER}, "y": {"counts": {"a": 100, "b": 100}}}}
    wanted = verdict(worker, {"path": "t.csv"}, other)
    assert b'"kind":"table"' in wanted
    for data in (
        {"columns": columns}, {"path": "t.csv", "column": ["x", "y"]},
        {"columns": {"x": b64(COLUMN, "f4"), "y": {"path": "t.csv", "column": "y"}}},
        {"parts": [{"path": "t.csv", "rows": [0, 99]}, {"path": "t.csv", "rows": [99, 300]}]},
    ):  # fmt: skip
        assert verdict(worker, data, other) == wanted, data


def test_weights_count_as_often_as_they_say(worker):
    values, weights = [1.0, 2.0, 3.0, 5.0], [2, 0, 1, 4]
    data = {"values": values, "weights": weights}
    result = worker.call("drift.compare", baseline={"values": OTHER}, current=data, detectors=["psi"])
    spread = [value for value, weight in zip(values, weights) for _ in range(weight)]
    alone = worker.call(
        "drift.compare", baseline={"values": OTHER}, current={"values": spread}, detectors=["psi"]
    )
    assert result["scores"][0]["statistic"] == pytest.approx(alone["scores"][0]["statistic"], rel=1e-12)
    for weights in ([1, 1, 1], [1, 1, 1, -1], [1, 1, 1, None], [1, 1, 1, 1, 1], "a"):
        error = wrong(worker, {"values": values, "weights": weights}, error_code(weights))
        assert error["data"]["where"].startswith("/params/current/weights"), error


def error_code(weights):
    return -32602 if weights == "a" or None in weights or -1 in weights else 1103


def test_a_profile_stands_for_its_data(worker):
    fitted = worker.call("baseline.fit", name="p", data={"values": OTHER}, if_exists="replace")
    assert fitted["n"] == 200
    profile = worker.call("profile.build", baseline="p", data={"values": COLUMN})["profile"]
    whole = worker.call("drift.check", baseline="p", current={"values": COLUMN})
    (worker.folder / "x.profile").write_bytes(base64.b64decode(profile["b64"]))
    halves = [
        {"profile": worker.call("profile.build", baseline="p", data={"values": part})["profile"]}
        for part in (COLUMN[:100], COLUMN[100:])
    ]
    for data in ({"profile": profile}, {"path": "x.profile"}, {"parts": halves}, {"parts": halves[::-1]}):
        assert worker.call("drift.check", baseline="p", current=data) == whole
    merged = worker.call("profile.merge", profiles=halves)
    assert merged["profile"]["n"] == 300
    error = worker.refused("drift.compare", -32602, baseline={"profile": profile}, current={"values": [1]})
    assert error["data"]["where"] == "/params/baseline"
    damaged = dict(profile, b64=profile["b64"][:40] + "AAAA" + profile["b64"][44:])
    error = worker.refused("drift.check", 1102, baseline="p", current={"profile": damaged})
    assert error["data"]["where"] == "/params/current/profile/b64"


# Numbers


def test_numbers_that_are_not_finite(worker):
    """Each way to write them, and all of them again in what comes back."""
    texts = ['[1,2,null,3]', '[1,2,NaN,3]', '[1,2,"nan",3]', '[1,2,-NaN,3]']
    replies = set()
    for text in texts[:3]:
        worker.send(
            '{"jsonrpc":"2.0","id":1,"method":"drift.compare","params":{"baseline":{"values":[1,2,3]},'
            f'"current":{{"values":{text}}},"detectors":["ks"]}}}}'
        )
        replies.add(worker.read_line())
    assert len(replies) == 1 and b'"missing":{"baseline":0,"current":1}' in replies.pop()
    infinite = set()
    for text in ('[1,Infinity,-Infinity]', '[1,"inf","-inf"]', '["inf",1,"-inf"]'):
        worker.send(
            '{"jsonrpc":"2.0","id":1,"method":"drift.compare","params":{"baseline":{"values":[1,2,3]},'
            f'"current":{{"values":{text}}},"detectors":["ks"]}}}}'
        )
        infinite.add(worker.read_line())
    assert len(infinite) == 1
    for bad in ("NAN", "Inf", "infinity", "1", "", "nan "):
        wrong(worker, {"values": [1, bad]}, -32602)
    for bad in (True, [1], {"a": 1}):
        error = wrong(worker, {"values": [1, bad, 2]}, -32602)
        assert error["data"]["where"].startswith("/params/current/values")
    far = worker.call(
        "drift.compare", baseline={"values": [0.0] * 50}, current={"values": [1.0] * 50},
        detectors=[{"name": "psi", "smoothing": "none"}],
    )  # fmt: skip
    assert far["scores"][0]["statistic"] == "inf"


def test_numbers_are_read_to_the_last_bit(worker):
    """Two halves of the same numbers, once as text and once as bytes, differ in nothing."""
    rng = np.random.default_rng(11)
    bits = rng.integers(0, 1 << 63, 20_000, dtype=np.uint64) | (rng.integers(0, 2, 20_000, dtype=np.uint64) << 63)
    numbers = bits.view(np.float64)
    numbers = numbers[np.isfinite(numbers)]
    edges = [5e-324, 2.2250738585072011e-308, 1.7976931348623157e308, 0.1, -0.0, 1e23, 9007199254740993]
    numbers = np.concatenate([numbers, edges])
    data = b64(numbers, "f8")
    text = ",".join(repr(float(x)) for x in numbers)
    result = worker.call("drift.compare", baseline=data, current=data, detectors=["ks"])
    assert result["scores"][0]["statistic"] == 0
    worker.send(
        '{"jsonrpc":"2.0","id":1,"method":"drift.compare","params":{"baseline":' + json.dumps(data)
        + ',"current":{"values":[' + text + ']},"detectors":["ks"]}}'
    )  # fmt: skip
    reply = worker.read()["result"]["scores"][0]
    assert reply["statistic"] == 0 and reply["detail"]["ties"] == len(set(numbers + 0.0))


def test_scipy_agrees(worker):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        a, b = rng.normal(size=300), rng.normal(0.2, 1.1, size=200)
        result = worker.call(
            "drift.compare", baseline={"values": a.tolist()}, current=b64(b, "f8"),
            detectors=["ks", {"name": "wasserstein", "variant": "classic"}, "energy"],
        )  # fmt: skip
        ks, wasserstein, energy = result["scores"]
        exact = stats.ks_2samp(a, b, method="exact")
        assert ks["statistic"] == pytest.approx(exact.statistic, rel=1e-12)
        assert ks["p_value"] == pytest.approx(exact.pvalue, rel=1e-9)
        span = max(a.max(), b.max()) - min(a.min(), b.min())
        distance = stats.wasserstein_distance(a, b)
        assert pytest.approx(wasserstein["statistic"], rel=1e-9) in (distance, distance / span)
        assert energy["statistic"] == pytest.approx(stats.energy_distance(a, b), rel=1e-9)


# What is wrong with data


@pytest.mark.parametrize("data, code, where", [
    (1, -32602, ""), ([1], -32602, ""), ({}, -32602, ""), ({"value": [1]}, -32602, ""),
    ({"values": [1], "rows": [[1]]}, -32602, ""), ({"values": 1}, -32602, "/values"),
    ({"values": [[1]]}, -32602, "/values/0"), ({"values": [1, 2], "shape": [3]}, 1103, "/shape"),
    ({"values": [1, 2], "shape": [1, 1]}, 1103, "/shape"), ({"values": [1], "shape": [1, 1, 1]}, -32602, "/shape"),
    ({"values": [1], "shape": [-1]}, -32602, "/shape"), ({"values": [1], "shape": [1.5]}, -32602, "/shape"),
    ({"values": [1], "shape": [1 << 40, 1 << 40]}, 1103, "/shape"),
    ({"rows": [[1, 2], [3]]}, 1103, "/rows"), ({"rows": [1]}, -32602, "/rows"),
    ({"rows": [[1], ["a"]]}, -32602, "/rows"), ({"categories": [1]}, -32602, "/categories"),
    ({"categories": [["a"]]}, -32602, "/categories/0"), ({"counts": {"a": -1}}, -32602, "/counts"),
    ({"counts": {"a": 1.5}}, -32602, "/counts/a"), ({"counts": {"a": (1 << 53) + 1}}, -32602, "/counts"),
    ({"counts": ["a"]}, -32602, "/counts"), ({"columns": [1]}, -32602, "/columns"),
    ({"columns": {"a": {"rows": [[1]]}}}, 1103, "/columns/a"),
    ({"columns": {"a": {"values": [1]}, "b": {"values": [1, 2]}}}, 1103, ""),
    ({"columns": {"a/b": {"values": "x"}}}, -32602, "/columns/a~1b/values"),
    ({"b64": "AAAA", "shape": [1]}, -32602, "/dtype"), ({"b64": "AAAA", "dtype": "f8"}, -32602, "/shape"),
    ({"b64": "AAAA", "dtype": "f16", "shape": [1]}, -32602, "/dtype"),
    ({"b64": "AAAA", "dtype": "f8", "shape": [1]}, 1102, ""), ({"b64": "A?AA", "dtype": "f4", "shape": [1]}, 1102, ""),
    ({"b64": 1, "dtype": "f4", "shape": [1]}, -32602, "/b64"),
    ({"parts": []}, -32602, "/parts"), ({"parts": [{"values": [1]}, {"categories": ["a"]}]}, 1103, "/parts/1"),
    ({"parts": [{"values": [1]}, {"rows": [[1]]}]}, 1103, "/parts/1"),
    ({"parts": [{"rows": [[1, 2]]}, {"rows": [[1]]}]}, 1103, "/parts/1"),
    ({"parts": [{"values": [1]}, {"values": [1], "weights": [1]}]}, 1103, "/parts/1"),
    ({"path": 1}, -32602, "/path"), ({"path": "none.csv"}, 1101, ""), ({"path": ""}, 1101, ""),
    ({"path": "."}, 1101, ""), ({"path": "x.csv", "format": "xls"}, -32602, "/format"),
    ({"path": "x.csv", "rows": [2, 1]}, -32602, "/rows"), ({"path": "x.raw"}, None, ""),
])  # fmt: skip
def test_each_fault_of_data_is_named_with_its_place(worker, data, code, where):
    (worker.folder / "x.raw").write_bytes(bytes(16))
    error = worker.ask("drift.compare", baseline={"values": [1, 2]}, current=data)["error"]
    assert error["code"] == (code or error["code"]), error
    assert error["data"]["where"].startswith("/params/current" + where), error
    assert worker.ask("ping")["result"] == {}


def test_the_line_is_the_same_as_json_dumps_makes_it(worker):
    """Python writes NaN and escapes; both are taken."""
    request = worker.request(
        "drift.compare", baseline={"categories": ["\u00e4", "b"]}, current={"categories": ["\u00e4"]}
    )
    worker.send(line(request), json.dumps(request))
    one, other = worker.read_many(2)
    assert one == other and b'"result"' in one
