"""What is remembered of one batch of data, to be merged and checked elsewhere."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMAT = "driftline.profile/1"


@dataclass(frozen=True)
class Profile:
    """What is remembered of one batch, measured against a baseline. It can be pickled.

    Attributes:
        data: the profile's bytes, as ``driftline profile build -o FILE`` writes them.
        n: how many rows or values it is of; None where it was read from a file.
        missing: how many of them were missing, or None.
        baseline_digest: tells the baseline's geometry, or None.
    """

    data: bytes = field(repr=False)
    n: int | None = None
    missing: int | None = None
    baseline_digest: str | None = None

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Profile:
        """The profile of the protocol's ``profile`` member."""
        return cls(
            base64.b64decode(raw["b64"]),
            raw.get("n"),
            raw.get("missing"),
            raw.get("baseline_digest"),
        )

    def to_dict(self) -> dict[str, Any]:
        """The protocol's ``profile`` member."""
        members = {
            "format": FORMAT,
            "b64": base64.b64encode(self.data).decode("ascii"),
            "n": self.n,
            "missing": self.missing,
            "baseline_digest": self.baseline_digest,
        }
        return {name: value for name, value in members.items() if value is not None}

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Profile:
        """The profile in a file."""
        return cls(Path(path).read_bytes())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the profile to a file, which the command line reads too."""
        Path(path).write_bytes(self.data)
