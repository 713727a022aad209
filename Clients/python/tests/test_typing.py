"""The package and its tests are typed, and what users see has the types it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conftest import HERE

PACKAGE = HERE.parent


def mypy(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *arguments], cwd=PACKAGE, capture_output=True, text=True, timeout=300
    )
    return done.stdout + done.stderr


def test_the_package_and_the_tests_are_strictly_typed() -> None:
    assert mypy().startswith("Success: no issues found")


def test_both_workers_have_exact_types(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import driftline\n"
        "worker = driftline.Worker()\n"
        "reveal_type(worker.compare([1], [2]))\n"
        "reveal_type(worker.baseline('a').fit([1], alpha=0.1))\n"
        "worker.compare([1])\n"
        "async def f(worker: driftline.aio.Worker) -> None:\n"
        "    reveal_type(await worker.compare([1], [2]))\n"
        "    reveal_type(await worker.baseline('a').versions())\n"
    )
    found = mypy("--config-file", str(PACKAGE / "pyproject.toml"), str(program))
    for line, kind in ((3, "_verdict.Verdict"), (4, "_baseline.BaselineInfo"), (7, "_verdict.Verdict"), (8, "list")):
        assert any(f":{line}: note" in text and kind in text for text in found.splitlines()), found
    assert ":5: error" in found and "Found 1 error" in found
