"""Writes the .npy files that DriftlineInputTests reads, and what NumPy itself reads from them.

Made with NumPy 2.4.6. Run from the root of the repository:

    python3 Tests/Goldens/scripts/npy_fixtures.py
"""

import gzip
import json
import math
import pathlib

import numpy as np

FOLDER = pathlib.Path("Tests/DriftlineInputTests/Fixtures")
KINDS = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]


def samples(kind):
    """Twelve values, the extreme ones of the type among them."""
    dtype = np.dtype(kind)
    if dtype.kind == "f":
        info = np.finfo(dtype)
        subnormal = float(info.smallest_subnormal)
        return [0.0, -0.0, 1.0, -1.5, float(info.max), float(info.min), float(info.tiny),
                subnormal, math.nan, math.inf, -math.inf, 1 / 3]
    if dtype.kind == "b":
        return [True, False, True, True, False, False, True, False, True, False, True, True]
    info = np.iinfo(dtype)
    values = [0, 1, 2, 3, int(info.max), int(info.min), int(info.max) - 1, 100, 77, 5, 6, 7]
    if dtype.itemsize == 8:
        values[7:10] = [2**53, 2**53 + 1, 2**62 + 513]
    return values


def plain(number):
    """A number as JSON has it; what JSON has no word for is a string."""
    number = float(number)
    return number if math.isfinite(number) else repr(number)


def write(name, array, version, cases):
    with open(FOLDER / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version, allow_pickle=False)
    back = np.load(FOLDER / name)
    columns = back.reshape(back.shape[0], math.prod(back.shape[1:]))
    cases.append({
        "file": name,
        "shape": list(array.shape),
        "columns": [[plain(v) for v in columns[:, j]] for j in range(columns.shape[1])],
    })


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.npy*"):
        old.unlink()
    cases = []
    for kind in KINDS:
        size = np.dtype(kind).itemsize
        for order in "<>" if size > 1 else "|":
            name = {"<": "little", ">": "big", "|": "byte"}[order]
            array = np.array(samples(kind), dtype=order + kind)
            matrix = array.reshape(4, 3)
            write(f"{kind}-{name}-vector.npy", array, (1, 0), cases)
            write(f"{kind}-{name}-c.npy", matrix, (1, 0), cases)
            write(f"{kind}-{name}-fortran.npy", np.asfortranarray(matrix), (1, 0), cases)
    for version in [(1, 0), (2, 0), (3, 0)]:
        for order in "<>":
            array = np.array(samples("f8"), dtype=order + "f8")
            name = f"version-{version[0]}-{'little' if order == '<' else 'big'}.npy"
            write(name, array, version, cases)
    write("empty.npy", np.zeros(0), (1, 0), cases)
    write("one.npy", np.array([42.0]), (1, 0), cases)
    write("tall.npy", np.arange(5.0).reshape(5, 1), (1, 0), cases)
    with open(FOLDER / "npy.json", "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")

    refused = {
        "structured.npy": np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]),
        "complex.npy": np.zeros(2, dtype="<c16"),
        "string.npy": np.array(["ab", "c"]),
        "bytes.npy": np.array([b"ab", b"c"]),
        "datetime.npy": np.array(["2020-01-01"], dtype="<M8[D]"),
        "longdouble.npy": np.zeros(2, dtype="<f16"),
        "scalar.npy": np.array(1.0),
        "cube.npy": np.zeros((2, 2, 2)),
    }
    for name, array in refused.items():
        np.save(FOLDER / name, array)
    np.save(FOLDER / "object.npy", np.array([None, 1], dtype=object), allow_pickle=True)
    for name in ["f8-little-vector.npy", "i2-big-vector.npy"]:
        (FOLDER / (name + ".gz")).write_bytes(gzip.compress((FOLDER / name).read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
