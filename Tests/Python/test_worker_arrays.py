"""Odd numbers in rows, and columns of arrays, which have no names."""

import numpy as np
import pytest
from test_worker_data import COLUMN, MATRIX, b64, verdict, worker, wrong  # noqa: F401


# Missing and infinite numbers


@pytest.mark.parametrize("odd", ["nan", "inf", "-inf", None])
def test_odd_numbers_may_stand_anywhere_in_a_row(worker, odd):
    rows = [[float(x), float(y)] for x, y in MATRIX[:, :2]]
    number = np.nan if odd is None else float(odd)
    for row in (0, 1, 59):
        for column in (0, 1):
            given, numbers = [list(r) for r in rows], np.array(rows)
            given[row][column] = odd
            numbers[row, column] = number
            flat = [x for r in given for x in r]
            forms = ({"rows": given}, {"values": flat, "shape": [60, 2]}, b64(numbers, "f8"))
            found = [outcome(worker, {"rows": rows}, form) for form in forms]
            assert found[0] == found[1] == found[2], (row, column, found)
    all_odd = {"rows": [[odd, 1.0], [odd, 2.0]]}
    numbers = b64([[number, 1.0], [number, 2.0]], "f8")
    assert outcome(worker, {"rows": rows}, all_odd) == outcome(worker, {"rows": rows}, numbers)


def outcome(worker, baseline, current):
    """The verdict, or why there is none."""
    given = {"baseline": baseline, "current": current, "detectors": ["centroid"]}
    reply = worker.ask("drift.compare", **given)
    return reply.get("result") or reply["error"]


def test_rows_that_begin_with_a_text_are_read_as_strictly(worker):
    rows = {"baseline": {"rows": [[1, 2], [2, 3]]}}
    for wrong, code, words in (
        ([["nan", "x"]], -32602, "row 0 is no array of numbers"),
        ([[1, 2], ["nan", True]], -32602, "row 1 is no array of numbers"),
        ([["NaN", 1]], -32602, "row 0 is no array of numbers"),
        ([["nan", [1]]], -32602, "row 0 is no array of numbers"),
        ([["nan", 1], [1]], 1103, "row 1 has 1 values, and row 0 has 2"),
        ([None, [1], ["inf", 1]], 1103, "row 2 has 2 values, and row 1 has 1"),
        ([[], []], 1103, "the rows have no values"),
    ):
        worker.refused("drift.compare", code, words, current={"rows": wrong}, **rows)


# Columns of what has no names


def test_an_array_has_no_names(worker):
    np.save(worker.folder / "one.npy", np.array(COLUMN))
    np.save(worker.folder / "rows.npy", np.array(COLUMN)[:, None])
    np.save(worker.folder / "two.npy", np.array(COLUMN).reshape(-1, 2))
    (worker.folder / "one.raw").write_bytes(np.array(COLUMN).tobytes())
    raw = {"path": "one.raw", "dtype": "f8"}
    files = [
        {"path": "one.npy"}, {"path": "rows.npy"}, {"path": "two.npy"},
        {**raw, "shape": [300]}, {**raw, "shape": [300, 1]}, {**raw, "shape": [150, 2]},
    ]  # fmt: skip
    wanted = verdict(worker, {"values": COLUMN})
    for data in files:
        for name in ("age", ["age"], "1.0", "00", ""):
            wrong(worker, {**data, "column": name}, -32602, "an array has no names")
        reply = verdict(worker, {**data, "column": "0"})
        assert (reply == wanted) == ("two" not in data["path"] and data.get("shape") != [150, 2])
