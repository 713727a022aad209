"""Short runs of the hostile client and of the many clients; `make chaos` has the long ones."""

import os
import subprocess
import sys

import pytest
from conftest import BINARY, ROOT


def run(program, *options):
    done = subprocess.run(
        [sys.executable, ROOT / "Tests" / "Chaos" / program, *map(str, options)],
        env={**os.environ, "DRIFTLINE": str(BINARY)}, capture_output=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode()


def test_every_promise_is_kept_to_a_hostile_client(driftline):
    said = run("chaos.py", "--requests", 3000, "--signals", 6, "--seed", 5)
    assert said.endswith("every promise was kept\n")


@pytest.mark.parametrize("mode", ["processes", "threads"])
def test_many_clients_of_one_store_lose_nothing(driftline, mode):
    said = run("clients.py", "--mode", mode, "--seconds", 5, "--rate", 10)
    assert "all there: " in said
