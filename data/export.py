"""Exports the samples of this folder from the data sets that scikit-learn carries with it.

Usage: python3 -m venv V && V/bin/pip install scikit-learn==1.9.1 && V/bin/python data/export.py

Made with scikit-learn 1.9.1, NumPy 2.4.6 and Python 3.11.7. The rows are drawn with the one part
of Python's generator whose numbers are promised never to change, so a second run gives the same
bytes (the .gz as well, where zlib is the same). What the files are is said in SOURCES.md.
"""

import csv
import gzip
import json
import pathlib
import random

import numpy as np
from sklearn import datasets

FOLDER = pathlib.Path(__file__).parent
SEED = 1


def drawn(rows, rng):
    """The rows in a random order."""
    keyed = [(rng.random(), row) for row in rows]
    return [row for _, row in sorted(keyed)]


def snake(name):
    return name.replace("/", "_").replace(" ", "_")


def blanked(table, column, rows):
    """Takes the values of a column out of some rows."""
    for row in rows:
        table[row][column] = None


def write_csv(name, columns, table):
    with open(FOLDER / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in table:
            writer.writerow("" if row[c] is None else row[c] for c in columns)


def write_ndjson_gz(name, columns, table):
    text = "".join(json.dumps({c: row[c] for c in columns}) + "\n" for row in table)
    with open(FOLDER / f"{name}.ndjson.gz", "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(text.encode())


def write_npy(name, column, table):
    np.save(FOLDER / f"{name}_{column}.npy", np.array([row[column] for row in table], dtype="<f8"))


def breast_cancer():
    """Three disjoint samples: two at the natural rate, one that is mostly malignant."""
    bunch = datasets.load_breast_cancer()
    numbers = [snake(name) for name in bunch.feature_names]
    columns = ["diagnosis", "size", *numbers]
    rows = []
    for features, target in zip(bunch.data, bunch.target):
        row = dict(zip(numbers, map(float, features)))
        row["diagnosis"] = str(bunch.target_names[target])
        area = row["mean_area"]
        row["size"] = "small" if area < 450 else "medium" if area < 700 else "large"
        rows.append(row)
    rng = random.Random(SEED)
    order = drawn(range(len(rows)), rng)
    baseline, stable, rest = order[:200], order[200:400], order[400:]
    malignant = [i for i in rest if rows[i]["diagnosis"] == "malignant"]
    benign = [i for i in rest if rows[i]["diagnosis"] == "benign"]
    drifted = drawn(malignant + benign[:8], rng)
    return columns, rows, {"baseline": baseline, "stable": stable, "drifted": drifted}, rng


def wine():
    """Two samples of two cultivars, and one in which a third cultivar has come in."""
    bunch = datasets.load_wine()
    numbers = [snake(name) for name in bunch.feature_names]
    columns = ["cultivar", "strength", *numbers]
    rows = []
    for features, target in zip(bunch.data, bunch.target):
        row = dict(zip(numbers, map(float, features)))
        row["cultivar"] = "ABC"[target]
        alcohol = row["alcohol"]
        row["strength"] = "light" if alcohol < 12.5 else "medium" if alcohol < 13.5 else "strong"
        rows.append(row)
    rng = random.Random(SEED)
    order = drawn([i for i, row in enumerate(rows) if row["cultivar"] != "C"], rng)
    new = [i for i, row in enumerate(rows) if row["cultivar"] == "C"]
    baseline, stable, rest = order[:56], order[56:112], order[112:]
    drifted = drawn(rest + new, rng)
    return columns, rows, {"baseline": baseline, "stable": stable, "drifted": drifted}, rng


def digits():
    """Two samples of the pixels of 0 to 4, and one of the pixels of 7."""
    bunch = datasets.load_digits()
    columns = [f"pixel_{y}_{x}" for y in range(8) for x in range(8)]
    rows = [dict(zip(columns, map(int, pixels))) for pixels in bunch.data]
    rng = random.Random(SEED)
    known = drawn([i for i, target in enumerate(bunch.target) if target < 5], rng)
    other = drawn([i for i, target in enumerate(bunch.target) if target == 7], rng)
    samples = {"baseline": known[:400], "stable": known[400:800], "drifted": other}
    return columns, rows, samples, rng


def export(name, columns, rows, samples, blanks, rng):
    used = [i for sample in samples.values() for i in sample]
    assert len(used) == len(set(used)), f"{name}: a row is in two samples"
    tables = {}
    for sample, chosen in samples.items():
        tables[sample] = [dict(rows[i]) for i in chosen]
    for column, share in blanks.items():
        table = tables["drifted"]
        blanked(table, column, drawn(range(len(table)), rng)[: round(share * len(table))])
    for sample, table in tables.items():
        write_csv(f"{name}_{sample}", columns, table)
    return tables


def main():
    columns, rows, samples, rng = breast_cancer()
    blanks = {"worst_concavity": 0.25}
    tables = export("breast_cancer", columns, rows, samples, blanks, rng)
    for sample, table in tables.items():
        write_npy(f"breast_cancer_{sample}", "mean_radius", table)

    columns, rows, samples, rng = wine()
    tables = export("wine", columns, rows, samples, {"magnesium": 0.2, "strength": 0.1}, rng)
    write_ndjson_gz("wine_drifted", columns, tables["drifted"])

    columns, rows, samples, rng = digits()
    export("digits", columns, rows, samples, {}, rng)


if __name__ == "__main__":
    main()
