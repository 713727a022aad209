"""Where the ``driftline`` program is."""

from __future__ import annotations

import os
import shutil

from ._errors import BinaryNotFound


def find_binary(given: str | os.PathLike[str] | None = None) -> str:
    """The program to run: the one given, else ``$DRIFTLINE_BINARY``, else ``driftline`` in ``PATH``.

    Raises:
        BinaryNotFound: it is not there, or is no program. The message says how to build it.
    """
    if given is not None:
        return _program(os.fspath(given), "binary")
    named = os.environ.get("DRIFTLINE_BINARY")
    if named:
        return _program(named, "$DRIFTLINE_BINARY")
    found = shutil.which("driftline")
    if found is None:
        raise BinaryNotFound(f"there is no driftline in PATH, and $DRIFTLINE_BINARY is not set; {_HOW}")
    return os.path.abspath(found)


def _program(name: str, source: str) -> str:
    # A bare name is looked up in PATH, as a shell does.
    found = shutil.which(name)
    if found is None:
        raise BinaryNotFound(f"{source} says {name}, where there is no program; {_HOW}")
    return os.path.abspath(found)


_HOW = (
    "build it with `make build` in Driftline's repository and set "
    "DRIFTLINE_BINARY to its .build/release/driftline"
)
