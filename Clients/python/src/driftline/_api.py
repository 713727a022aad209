"""What can be asked of a worker, apart from its baselines and monitors."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ._baseline import BaselineInfo, profile_of
from ._monitor import chart_object
from ._operation import Call, detector_list, operation, plain
from ._profile import Profile
from ._time import Time, time_text
from ._verdict import Verdict


@dataclass(frozen=True)
class Detector:
    """A detector that the worker has.

    Attributes:
        id: the name it is asked by.
        kind: ``"numeric"``, ``"categorical"``, ``"embedding"`` or ``"table"``.
        parameters: its parameters, with their defaults.
        raw: all of it, as the worker sent it.
    """

    id: str
    kind: str
    parameters: Mapping[str, Any]
    raw: Mapping[str, Any]


class WorkerCalls:
    """The methods of a worker. Those of :class:`driftline.Worker` wait; those of
    :class:`driftline.aio.Worker` are coroutines.

    All take ``timeout`` (seconds to wait), ``deadline`` (seconds the worker may take) and ``progress``
    (called with a :class:`driftline.Progress`), and further parameters of the protocol by name.
    """

    @operation
    def compare(
        self, /,
        baseline: Any,
        current: Any,
        detectors: Any = None,
        alpha: float | None = None,
        rule: str | None = None,
        seed: int | None = None,
        **options: Any,
    ) -> Call[Verdict]:
        """The verdict on two sets of data.

        Args:
            baseline: what is known as normal: an array, a list, a pandas or Arrow column or table, a
                dict of columns, or a path.
            current: what comes in now.
            detectors: a name, a list of names and of ``{"name": "psi", "bins": 20}``, or a dict of
                names with their parameters; by default those that suit the data.
            alpha: the p-value under which a difference is no accident.
            rule: ``"both"``, ``"threshold"`` or ``"p_value"``.
            seed: of everything random.
        """
        params = {
            "detectors": detector_list(detectors),
            "alpha": alpha,
            "rule": rule,
            "seed": seed,
        }
        data = {"baseline": baseline, "current": current}
        return Call("drift.compare", Verdict.from_dict, params, data, options)

    @operation
    def hello(self, /, **options: Any) -> Call[dict[str, Any]]:
        """What the worker is: version, methods, detectors, limits."""
        return Call("hello", plain, {}, {}, options)

    @operation
    def ping(self, /, **options: Any) -> Call[dict[str, Any]]:
        """Whether the worker answers. It does so while it works."""
        return Call("ping", plain, {}, {}, options)

    @operation
    def health(self, /, **options: Any) -> Call[dict[str, Any]]:
        """How the worker is: time up, requests in flight, memory, store."""
        return Call("health", plain, {}, {}, options)

    @operation
    def detectors(self, /, **options: Any) -> Call[list[Detector]]:
        """The detectors that the worker has."""
        return Call("hello", _detectors, {}, {}, options)

    @operation
    def merge(self, /, profiles: Iterable[Profile], **options: Any) -> Call[Profile]:
        """One profile of several of the same baseline: of days, of partitions."""
        params = {"profiles": [profile.to_dict() for profile in profiles]}
        return Call("profile.merge", profile_of, params, {}, options)

    @operation
    def import_baseline(
        self, /, source: str | os.PathLike[str] | bytes, *, name: str | None = None, **options: Any
    ) -> Call[BaselineInfo]:
        """Takes a baseline that ``export`` wrote: the file's path, or its bytes."""
        params: dict[str, Any] = {"name": name}
        if isinstance(source, bytes):
            params["b64"] = base64.b64encode(source).decode("ascii")
        else:
            params["path"] = os.path.abspath(source)
        return Call("baseline.import", BaselineInfo.from_dict, params, {}, options)

    @operation
    def streams(self, /, baseline: str | None = None, **options: Any) -> Call[list[dict[str, Any]]]:
        """The streams that the store has, of one baseline or of all."""
        return Call("stream.list", _items, {"baseline": baseline}, {}, options)

    @operation
    def report(
        self, /,
        verdict: Verdict | None = None,
        *,
        baseline: str | None = None,
        stream: str | None = None,
        start: Time | None = None,
        end: Time | None = None,
        format: str = "text",
        path: str | os.PathLike[str] | None = None,
        **options: Any,
    ) -> Call[str]:
        """A report on a verdict, or on a stream over time: its text, or the path it was written to.

        Args:
            verdict: what to report on.
            baseline, stream, start, end: instead: the stream, and from when to when.
            format: ``"text"``, ``"html"`` or ``"json"``.
            path: a file to write.
        """
        params = {
            "verdict": None if verdict is None else verdict.to_dict(),
            "baseline": baseline,
            "stream": stream,
            "from": time_text("start", start),
            "to": time_text("end", end),
            "format": format,
            "path": None if path is None else os.path.abspath(path),
        }
        return Call("report", _text, params, {}, options)

    @operation
    def metrics(
        self, /, format: str = "prometheus", path: str | os.PathLike[str] | None = None, **options: Any
    ) -> Call[str]:
        """The store's scores as metrics: ``"prometheus"`` or ``"openmetrics"``, or the path written."""
        params = {"format": format, "path": None if path is None else os.path.abspath(path)}
        return Call("metrics", _text, params, {}, options)

    @operation
    def design_chart(
        self, /, chart: str | Mapping[str, Any], arl0: float, shift: float, **options: Any
    ) -> Call[dict[str, Any]]:
        """The parameters of a chart with so many values between false alarms, for a shift."""
        params = {"chart": chart_name(chart), "arl0": arl0, "shift": shift}
        return Call("chart.design", plain, params, {}, options)

    @operation
    def run_lengths(
        self, /, chart: str | Mapping[str, Any], shifts: Sequence[float], **options: Any
    ) -> Call[list[float]]:
        """How many values a chart takes on average to its alarm, for each shift."""
        params = {"chart": chart_object(chart), "shifts": list(shifts)}
        return Call("chart.run_length", _lengths, params, {}, options)

    @operation
    def call(
        self, /,
        method: str,
        params: Mapping[str, Any] | None = None,
        *,
        data: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Call[Any]:
        """Any method of the protocol, and its result as JSON has it.

        Args:
            method: the method's name.
            params: its parameters.
            data: those of its parameters that are data, as ``compare`` takes them.
        """
        return Call(method, lambda result: result, dict(params or {}), data or {}, options)


@dataclass(frozen=True)
class Page:
    """Some of the baselines, and where to go on."""

    items: list[BaselineInfo]
    cursor: str | None


def page_call(prefix: str | None, limit: int | None, cursor: str | None) -> Call[Page]:
    """One page of the list of baselines."""
    params = {"prefix": prefix, "limit": limit, "cursor": cursor}
    return Call("baseline.list", _page, params)


def monitors_call(cursor: str | None) -> Call[tuple[list[dict[str, Any]], str | None]]:
    """One page of the list of monitors, and where to go on."""
    return Call("monitor.list", _monitors, {"cursor": cursor})


def chart_name(chart: str | Mapping[str, Any]) -> Any:
    """A chart to be designed: its name, or an object with what is settled."""
    return chart if isinstance(chart, str) else dict(chart)


def _page(result: Any) -> Page:
    return Page([BaselineInfo.from_dict(item) for item in result["items"]], result.get("cursor"))


def _monitors(result: Any) -> tuple[list[dict[str, Any]], str | None]:
    return _items(result), result.get("cursor")


def _items(result: Any) -> list[dict[str, Any]]:
    return list(result["items"])


def _detectors(result: Any) -> list[Detector]:
    return [
        Detector(str(raw["id"]), str(raw.get("kind", "")), raw.get("parameters") or {}, raw)
        for raw in result["detectors"]
    ]


def _lengths(result: Any) -> list[float]:
    return [float(length) for length in result["arl"]]


def _text(result: Any) -> str:
    return str(result["text"] if "text" in result else result["path"])


