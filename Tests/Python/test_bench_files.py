"""`driftline bench accuracy` on files of one's own."""

import numpy as np
import pytest
from conftest import strict_json

QUICK = ["--repeats", "2", "--controls", "3", "--size", "20", "--share", "0.2"]


@pytest.fixture
def files(tmp_path):
    """A table of usual rows, one of new rows, and one whose categories look like numbers."""
    random = np.random.default_rng(5)

    def table(name, cities, mean):
        path = tmp_path / name
        rows = [f"{random.choice(cities)},{random.normal(mean)},1" for _ in range(90)]
        path.write_text("\n".join(["city,n,one", *rows]) + "\n")
        return str(path)

    return table("usual.csv", ["a", "b", ""], 0), table("new.csv", ["c"], 3), table("codes.csv", ["7"], 3)


def cells(driftline, *arguments):
    done = driftline.run("bench", "accuracy", *arguments, *QUICK, "--json")
    assert done.returncode == 0, done.stderr
    return [cell for cell in strict_json(done.stdout.decode())["accuracy"] if cell["level"] > 0]


@pytest.mark.parametrize(
    "options, kind, detector",
    [(["--column", "city"], "categorical", "chi_square"), (["--column", "n"], "numeric", "ks"),
     (["--column", "n", "--column", "one", "--matrix"], "embedding", "centroid"),
     (["--column", "one", "--categorical", "one"], "categorical", "psi")],
)
def test_a_column_or_a_matrix_of_a_table(driftline, files, options, kind, detector):
    usual, new, _ = files
    found = cells(driftline, "--baseline", usual, "--new", new, *options)
    assert {cell["kind"] for cell in found} == {kind}
    cell = next(cell for cell in found if cell["contender"]["name"] == detector)
    assert cell["falseAlarms"]["repeats"] == 3 and cell["detections"]["repeats"] == 2


def test_new_categories_that_look_like_numbers_are_categories(driftline, files):
    usual, _, codes = files
    found = cells(driftline, "--baseline", usual, "--new", codes, "--column", "city")
    assert {cell["kind"] for cell in found} == {"categorical"}


@pytest.mark.parametrize(
    "arguments, words",
    [(["accuracy", "--baseline", "USUAL", "--new", "NEW"], "a table of 3 columns; name one of them (--column)"),
     (["accuracy", "--column", "n"], "--column goes with --baseline and --new"),
     (["accuracy", "--missing", "x"], "--missing goes with --baseline and --new"),
     (["accuracy", "--baseline", "-", "--new", "-"], "only one of the files can be standard input"),
     (["accuracy", "--baseline", "CODES", "--new", "USUAL", "--column", "city"],
      "--column and --categorical take both as categories"),
     (["accuracy", "--baseline", "a.profile", "--new", "NEW"], "a.profile"),
     (["accuracy", "--controls", "1"], "controls is 1"),
     (["streams", "--controls", "5"], "--controls is of detectors")],
)
def test_what_is_wrong_is_named(driftline, files, arguments, words):
    names = dict(zip(["USUAL", "NEW", "CODES"], files))
    done = driftline.run("bench", *(names.get(word, word) for word in arguments))
    assert done.returncode != 0 and words in done.stderr.decode(), done.stderr
