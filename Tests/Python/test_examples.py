"""The examples in Clients/examples do what they say, in Node, a shell and Spark."""

import os
import shutil
import subprocess
import sys

import pytest

from conftest import BINARY, ROOT

EXAMPLES = ROOT / "Clients" / "examples"
WINE = [ROOT / "data" / f"wine_{name}.csv" for name in ("baseline", "stable", "drifted")]


@pytest.fixture
def run(driftline, tmp_path):
    """Runs an example and gives its exit status and what it printed."""

    def example(program, *arguments, status=0):
        assert shutil.which(program), f"there is no {program}; `make setup` installs it"
        environment = {
            **os.environ,
            "DRIFTLINE_BINARY": str(BINARY),
            "DRIFTLINE_STORE": str(tmp_path / "store.sqlite"),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
        }
        done = subprocess.run(
            [program, *map(str, arguments)], env=environment, cwd=tmp_path,
            capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        return done.stdout

    return example


@pytest.mark.parametrize("name", sorted(os.listdir(EXAMPLES)))
def test_each_is_short(name):
    assert len((EXAMPLES / name).read_text().splitlines()) < 40


def test_there_is_a_test_for_each():
    assert sorted(os.listdir(EXAMPLES)) == ["node.mjs", "shell.sh", "spark.py"]


def test_node_compares_arrays_and_files(run):
    printed = run("node", EXAMPLES / "node.mjs", WINE[0], WINE[2]).splitlines()
    assert printed[0] == "numbers: drifted true, severity high"
    assert printed[1].startswith("files: drifted true, cultivar ")


def test_node_reports_an_error(run):
    run("node", EXAMPLES / "node.mjs", WINE[0], "missing.csv", status=1)


def test_a_shell_names_the_files_that_drifted(run):
    assert run("bash", EXAMPLES / "shell.sh", WINE[0], WINE[1]) == ""
    printed = run("bash", EXAMPLES / "shell.sh", *WINE, status=1)
    assert printed.startswith(f"{WINE[2]}: cultivar, ") and printed.count("\n") == 1


def test_a_shell_reports_an_error(run):
    other = ROOT / "data" / "SOURCES.md"
    assert run("bash", EXAMPLES / "shell.sh", WINE[0], other, status=5) == ""


def test_spark_compares_each_partition(run):
    assert shutil.which("java"), "there is no java; `make setup` installs it"
    assert run(sys.executable, EXAMPLES / "spark.py").splitlines() == [
        "partition 0: drifted False, severity none",
        "partition 1: drifted False, severity none",
        "partition 2: drifted True, severity high",
        "partition 3: drifted False, severity none",
    ]
