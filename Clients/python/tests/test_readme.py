"""Every example of the README runs, and the first one prints what is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import driftline
from conftest import HERE

PACKAGE = HERE.parent
README = (PACKAGE / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language; of none, what is printed."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == language]


def environment(binary: Path, folder: Path) -> dict[str, str]:
    return {**os.environ, "DRIFTLINE_BINARY": str(binary), "DRIFTLINE_STORE": str(folder / "store")}


def test_the_examples_run_one_after_the_other(binary: Path, tmp_path: Path) -> None:
    examples = blocks("python")
    assert len(examples) == 9
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(examples)],
        env={**environment(binary, tmp_path), "PYTHONPATH": str(PACKAGE / "src")},
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(blocks("")[0])
    assert "shape_mismatch 1103" in done.stdout and "['orders']" in done.stdout
    assert "['bonn']\n{'missing': ['cite'], 'unexpected': []}\n{'lambda': 0.141" in done.stdout
    alarms = re.findall(r"^(\d): [0-9.]+ over [0-9.]+, alert (\w+)$", done.stdout, re.MULTILINE)
    assert alarms == [("5", "none"), ("6", "raised")]
    assert done.stdout.count("[False, False, False, False]") == 2


def test_it_installs_and_the_first_example_works(binary: Path, tmp_path: Path) -> None:
    assert "pip install Clients/python" in blocks("sh")[0]
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    install: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
    subprocess.run(install, check=True, timeout=120, capture_output=True)
    program = blocks("python")[0] + "print(driftline.__file__)\n"
    done = subprocess.run(
        [python, "-c", program],
        env=environment(binary, tmp_path), cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(blocks("")[0])
    installed = Path(done.stdout.splitlines()[-1]).parent
    assert installed.is_relative_to(tmp_path) and (installed / "py.typed").exists()
    sources = {path.name for path in Path(driftline.__file__).parent.glob("*.py")}
    assert {path.name for path in installed.glob("*.py")} == sources
