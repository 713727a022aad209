"""What a data object holds, read as the worker reads it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Send = Callable[..., dict[str, Any]]


def content(sent: dict[str, Any]) -> np.ndarray[Any, Any]:
    """The numbers of a data object, read as the worker reads them."""
    if "procfd" in sent:
        pid, fd = sent["procfd"]
        data = Path(f"/proc/{pid}/fd/{fd}").read_bytes()
    else:
        data = base64.b64decode(sent["b64"])
    return np.frombuffer(data, "<" + sent["dtype"]).reshape(sent["shape"])


def same(sent: dict[str, Any], expected: Any, dtype: str) -> None:
    assert sent["dtype"] == dtype
    np.testing.assert_array_equal(content(sent), expected)
    assert content(sent).shape == np.shape(expected)
