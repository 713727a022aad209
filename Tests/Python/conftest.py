"""Runs the built program for the tests, and reads its JSON as strictly as the standard says."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("DRIFTLINE", ROOT / ".build" / "release" / "driftline"))


def strict_json(text):
    """Parses JSON without the liberties of Python's reader: no NaN, no key twice."""

    def refuse(constant):
        raise ValueError(f"{constant} is no JSON")

    def members(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"a key occurs twice in {keys}"
        return dict(pairs)

    return json.loads(text, parse_constant=refuse, object_pairs_hook=members)


def number(value):
    """A number of a reply; those that are not finite are written as strings."""
    return float(value)


class Driftline:
    """The program under test."""

    def __init__(self, path):
        self.path = path

    def run(self, *arguments, stdin=None):
        """Runs the program and gives what it did, whatever that was."""
        return subprocess.run(
            [self.path, *map(os.fsencode, map(argument, arguments))],
            input=stdin, capture_output=True, timeout=120,
        )

    def compare(self, baseline, current, *arguments):
        """The verdict of `driftline compare`."""
        done = self.run(
            "compare", "--baseline", baseline, "--current", current, "--json", *arguments
        )
        assert done.returncode == 0, (
            f"driftline compare exited {done.returncode}: {done.stderr.decode().strip()}"
        )
        return strict_json(done.stdout.decode())

    def scores(self, baseline, current, *arguments, column=None):
        """The scores of one column, by the name of their detector."""
        verdict = self.compare(baseline, current, *arguments)
        if column is not None:
            verdict = verdict["columns"][column]
        return {score["detector"]: score for score in verdict["scores"]}


def argument(value):
    """Bytes as they are, all else as text."""
    return value if isinstance(value, bytes) else str(value)


class Store:
    """The program with a store of its own."""

    def __init__(self, driftline, path):
        self.driftline = driftline
        self.path = path

    def run(self, *arguments, stdin=None):
        return self.driftline.run(*arguments, "--store", self.path, stdin=stdin)

    def ok(self, *arguments, stdin=None):
        """What a command that succeeds writes."""
        done = self.run(*arguments, stdin=stdin)
        assert done.returncode == 0, f"{arguments}: {done.stderr.decode().strip()}"
        assert done.stderr == b""
        return done.stdout

    def json(self, *arguments, stdin=None):
        written = self.ok(*arguments, "--json", stdin=stdin)
        assert written.count(b"\n") == 1 and written.endswith(b"}\n")
        return strict_json(written.decode())

    def refused(self, *arguments, status=2, words=(), stdin=None):
        """An error: one line on stderr that holds the words, and nothing on stdout."""
        done = self.run(*arguments, stdin=stdin)
        message = done.stderr.decode()
        assert done.returncode == status, f"{arguments}: {done.returncode} {message}"
        assert done.stdout == b""
        assert message.startswith("driftline: ") and message.count("\n") == 1, message
        assert message.endswith("\n") and len(message) < 2500, message
        for word in words:
            assert word in message


@pytest.fixture(scope="session")
def driftline():
    """The release build; a test without it fails, as a test that is skipped says nothing."""
    if not os.access(BINARY, os.X_OK):
        pytest.fail(f"there is no program at {BINARY}; `make build` makes it", pytrace=False)
    return Driftline(BINARY)


@pytest.fixture
def store(driftline, tmp_path):
    """The program with a store of its own, which is not there yet."""
    return Store(driftline, tmp_path / "folder" / "store.sqlite")
