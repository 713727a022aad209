"""What can be done with a stored baseline and its streams."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ._operation import Call, detector_list, operation, plain
from ._profile import Profile
from ._time import Time, period_text, time_text
from ._verdict import Verdict


@dataclass(frozen=True)
class BaselineInfo:
    """What a store knows of a version of a baseline.

    Attributes:
        name, version: which one it is.
        kind: ``"numeric"``, ``"categorical"``, ``"embedding"``, ``"table"`` or ``"retrieval"``.
        n: how many rows or values it was fitted on.
        digest: tells its contents.
        dimensions: the length of the rows, of embeddings.
        bytes: how much it takes.
        raw: all of it, as the worker sent it.
    """

    name: str
    version: int | None
    kind: str | None
    n: int | None
    digest: str | None
    dimensions: int | None = None
    bytes: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> BaselineInfo:
        """The description of the protocol's object."""
        names = ("version", "kind", "n", "digest", "dimensions", "bytes")
        known: dict[str, Any] = {name: raw.get(name) for name in names}
        return cls(name=str(raw.get("name", "")), raw=raw, **known)


class BaselineCalls:
    """The methods of a baseline. Those of :class:`driftline.Baseline` wait; those of
    :class:`driftline.aio.Baseline` are coroutines.

    All take ``timeout`` (seconds to wait), ``deadline`` (seconds the worker may take) and ``progress``
    (called with a :class:`driftline.Progress`), and further parameters of the protocol by name.
    """

    name: str

    @operation
    def fit(
        self, /,
        data: Any,
        *,
        detectors: Any = None,
        alpha: float | None = None,
        seed: int | None = None,
        if_exists: str | None = None,
        **options: Any,
    ) -> Call[BaselineInfo]:
        """Fits the baseline on data and stores it.

        Args:
            data: what is known as normal.
            detectors: those it shall answer; by default those that suit the data.
            alpha: the p-value under which a difference is no accident.
            seed: of everything random.
            if_exists: ``"error"`` (default), ``"version"`` or ``"replace"``.
        """
        params = {
            "name": self.name,
            "detectors": detector_list(detectors),
            "alpha": alpha,
            "seed": seed,
            "if_exists": if_exists,
        }
        return Call("baseline.fit", BaselineInfo.from_dict, params, {"data": data}, options)

    @operation
    def update(self, /, data: Any, **options: Any) -> Call[BaselineInfo]:
        """Adds data to the baseline, as a new version with the same geometry."""
        return Call(
            "baseline.update", BaselineInfo.from_dict, {"name": self.name}, {"data": data}, options
        )

    @operation
    def check(
        self, /,
        data: Any,
        *,
        record: bool = False,
        detectors: Any = None,
        **options: Any,
    ) -> Call[Verdict]:
        """The verdict on data, or on a profile, against the baseline.

        Args:
            data: what comes in now.
            record: whether the scores are kept in the store.
            detectors: only these, of those the baseline answers.
        """
        params = {
            "baseline": self.name,
            "detectors": detector_list(detectors),
            "record": record or None,
        }
        return Call("drift.check", Verdict.from_dict, params, {"current": data}, options)

    @operation
    def profile(self, /, data: Any, **options: Any) -> Call[Profile]:
        """What is remembered of data, for ``check`` and ``merge``: small, and of no raw values."""
        return Call("profile.build", profile_of, {"baseline": self.name}, {"data": data}, options)

    @operation
    def info(self, /, version: int | None = None, **options: Any) -> Call[BaselineInfo]:
        """What the store knows of the baseline: columns, detectors and versions are in ``raw``."""
        params = {"name": self.name, "version": version}
        return Call("baseline.get", BaselineInfo.from_dict, params, {}, options)

    @operation
    def versions(self, /, **options: Any) -> Call[list[int]]:
        """The numbers of the versions that there are."""
        return Call("baseline.get", _versions, {"name": self.name}, {}, options)

    @operation
    def export(
        self, /, path: str | os.PathLike[str] | None = None, *, version: int | None = None, **options: Any
    ) -> Call[bytes | dict[str, Any]]:
        """Writes one version to a file, and says what it wrote; without a path, gives its bytes."""
        params = {
            "name": self.name,
            "version": version,
            "path": None if path is None else os.path.abspath(path),
        }
        return Call("baseline.export", _exported, params, {}, options)

    @operation
    def delete(self, /, version: int | None = None, **options: Any) -> Call[dict[str, Any]]:
        """Deletes a version, or the baseline with its streams and scores, and says how much."""
        params = {"name": self.name, "version": version}
        return Call("baseline.delete", plain, params, {}, options)


class StreamCalls:
    """The methods of a stream: a profile for each day, or each ``bucket_seconds``, of what came in."""

    baseline_name: str
    name: str

    @operation
    def observe(
        self, /, data: Any, *, time: Time, seq: int | None = None, **options: Any
    ) -> Call[dict[str, Any]]:
        """Adds data to the bucket of a time.

        Args:
            data: what came in, or its profile.
            time: when.
            seq: the number of this observation; one that was seen before changes nothing.
        """
        params = {
            "baseline": self.baseline_name,
            "stream": self.name,
            "time": time_text("time", time),
            "seq": seq,
        }
        return Call("stream.observe", plain, params, {"data": data}, options)

    @operation
    def check(
        self, /,
        *,
        last: str | timedelta | None = None,
        start: Time | None = None,
        end: Time | None = None,
        against: str | None = None,
        record: bool = False,
        **options: Any,
    ) -> Call[Verdict]:
        """The verdict on a window of the stream.

        Args:
            last: how far back from the end of the newest bucket, as ``"7d"``.
            start, end: instead: the buckets that begin from ``start`` on and before ``end``.
            against: ``"baseline"`` (default) or ``"previous"``, the window before.
            record: whether the scores are kept in the store.
        """
        params = {
            "baseline": self.baseline_name,
            "stream": self.name,
            "last": period_text(last),
            "from": time_text("start", start),
            "to": time_text("end", end),
            "against": against,
            "record": record or None,
        }
        return Call("stream.check", Verdict.from_dict, params, {}, options)

    @operation
    def prune(self, /, before: Time, **options: Any) -> Call[dict[str, Any]]:
        """Removes the buckets that end by a time, and says how many."""
        params = {
            "baseline": self.baseline_name,
            "stream": self.name,
            "before": time_text("before", before),
        }
        return Call("stream.prune", plain, params, {}, options)


def profile_of(result: Any) -> Profile:
    """The profile of a reply."""
    return Profile.from_dict(result["profile"])


def _versions(result: Any) -> list[int]:
    return [entry["version"] if isinstance(entry, Mapping) else entry for entry in result["versions"]]


def _exported(result: Any) -> bytes | dict[str, Any]:
    return base64.b64decode(result["b64"]) if "b64" in result else plain(result)
