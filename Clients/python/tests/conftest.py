"""The program under test, and a worker that misbehaves as it is told."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import driftline
from driftline._encode import encode
from driftline._payload import Payload, Place
from sending import Send

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BINARY = Path(os.environ.get("DRIFTLINE", ROOT / ".build" / "release" / "driftline"))

Marks = Callable[[], list[str]]
MakeWorker = Callable[..., driftline.Worker]


@pytest.fixture(scope="session")
def binary() -> Path:
    """The release build; a test without it fails, as a test that is skipped says nothing."""
    if not os.access(BINARY, os.X_OK):
        pytest.fail(f"there is no program at {BINARY}; `make build` makes it", pytrace=False)
    return BINARY


@pytest.fixture
def worker(binary: Path, tmp_path: Path) -> Iterator[driftline.Worker]:
    """The real worker, with a store of its own."""
    with driftline.Worker(binary, tmp_path / "store.sqlite") as worker:
        yield worker


@pytest.fixture(scope="session")
def fake_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fake worker as a program."""
    program = tmp_path_factory.mktemp("fake") / "driftline"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -S {HERE / "fake_worker.py"} "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Marks:
    """What the fake worker did: the methods it was sent, its starts and ends."""
    file = tmp_path / "marks"
    monkeypatch.setenv("FAKE_MARKS", str(file))
    return lambda: file.read_text().split("\n")[:-1] if file.exists() else []


@pytest.fixture
def fake(fake_program: Path) -> Iterator[MakeWorker]:
    """Makes workers of the fake program, and closes them."""
    made: list[driftline.Worker] = []

    def make(mode: str = "", **settings: object) -> driftline.Worker:
        worker = driftline.Worker(fake_program, args=("--mode", mode), **settings)  # type: ignore[arg-type]
        made.append(worker)
        return worker

    yield make
    for worker in made:
        worker.close()


@pytest.fixture
def send() -> Iterator[Send]:
    """The data object for some data. Its blobs live until the test ends."""
    payloads: list[Payload] = []

    def encoded(data: Any, **settings: Any) -> dict[str, Any]:
        payloads.append(Payload(**settings))
        return encode(data, payloads[-1], Place("/params/current"))

    yield encoded
    for payload in payloads:
        payload.close()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)
