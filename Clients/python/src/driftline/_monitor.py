"""What can be done with control charts, and with the baselines of a retrieval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ._baseline import BaselineInfo
from ._operation import Call, DataList, operation, plain
from ._verdict import Verdict, number


@dataclass(frozen=True)
class Point:
    """What a chart made of one value.

    Attributes:
        index: the value's number, from 0.
        value: the value.
        statistic: what the chart draws.
        lower, upper: its limits; None where it has none.
        alarm: whether it is outside of them.
        direction: ``"up"`` or ``"down"``, of an alarm.
        metric: the metric's name, of metrics.
        signals: what raised the alarm, of charts with several reasons.
        alert: ``"raised"``, ``"cleared"``, ``"suppressed"`` or ``"none"``, with a policy on alerts.
        raw: all of it, as the worker sent it.
    """

    index: int
    value: Any
    statistic: float | None
    lower: float | None
    upper: float | None
    alarm: bool
    direction: str | None = None
    metric: str | None = None
    signals: tuple[str, ...] = ()
    alert: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Point:
        """The point of the protocol's object."""
        return cls(
            index=int(raw.get("index", 0)),
            value=number(raw.get("value")),
            statistic=number(raw.get("statistic")),
            lower=number(raw.get("lower")),
            upper=number(raw.get("upper")),
            alarm=raw.get("alarm") is True,
            direction=raw.get("direction"),
            metric=raw.get("metric"),
            signals=tuple(raw.get("signals") or ()),
            alert=raw.get("alert"),
            raw=raw,
        )


@dataclass(frozen=True)
class Observation:
    """What a monitor made of the values it was given.

    Attributes:
        points: a point for each value.
        anomalies: the places, or the metrics, of the alarms.
        state: the chart's state afterwards.
        repeated: whether this number was seen before, so that nothing has changed.
        raw: all of it, as the worker sent it.
    """

    points: tuple[Point, ...]
    anomalies: Any = None
    state: Any = None
    repeated: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Observation:
        """The observation of the protocol's object."""
        points = tuple(map(Point.from_dict, raw.get("points") or ()))
        repeated = raw.get("repeated") is True
        return cls(points, raw.get("anomalies"), raw.get("state"), repeated, raw)

    @property
    def alarms(self) -> tuple[Point, ...]:
        """The points that are alarms."""
        return tuple(point for point in self.points if point.alarm)


class MonitorCalls:
    """The methods of a monitor: a control chart that the store keeps."""

    name: str

    @operation
    def create(
        self,
        /,
        chart: str | Mapping[str, Any],
        *,
        baseline: Any = None,
        residuals: bool | None = None,
        alert: Mapping[str, Any] | None = None,
        reset_after_alarm: bool | None = None,
        if_exists: str | None = None,
        **options: Any,
    ) -> Call[dict[str, Any]]:
        """Creates the monitor: ``"ewma"`` or ``{"name": "ewma", "lambda": 0.2}``.

        Args:
            chart: the chart's name, or an object of its name and parameters.
            baseline: good values, to take mean and deviation from; limits are corrected for their
                number.
            residuals: whether to take the correlation of neighbours out first.
            alert: when alarms become an alert: ``{"sustained": 3, "within": 5, "clear_after": 10}``.
            reset_after_alarm: whether the chart begins anew after an alarm.
            if_exists: ``"error"``, ``"keep"`` or ``"replace"``.
        """
        params = {
            "name": self.name,
            "chart": chart_object(chart),
            "residuals": residuals,
            "alert": None if alert is None else dict(alert),
            "reset_after_alarm": reset_after_alarm,
            "if_exists": if_exists,
        }
        data = {} if baseline is None else {"baseline": baseline}
        return Call("monitor.create", plain, params, data, options)

    @operation
    def observe(
        self,
        /,
        values: Any = None,
        *,
        value: Any = None,
        seq: int | None = None,
        points: str | None = None,
        **options: Any,
    ) -> Call[Observation]:
        """Gives the chart a value, a list of values, or a dict of metrics.

        Args:
            values: what was measured: a number, a text, a list of them, or a dict of metrics by name.
            value: one observation as it is, also a list or a dict that the chart reads as a whole.
            seq: the number of this observation; one that was seen before changes nothing.
            points: which points come back: ``"all"``, ``"alarms"`` or ``"none"``.
        """
        given = {} if values is None else _measured(values)
        if value is not None:
            # Both are for the worker to refuse.
            given = {**({"values": [given["value"]]} if "value" in given else given), "value": value}
        params = {"name": self.name, **given, "seq": seq, "points": points}
        return Call("monitor.observe", Observation.from_dict, params, {}, options)

    @operation
    def state(self, /, **options: Any) -> Call[dict[str, Any]]:
        """Where the chart stands."""
        return Call("monitor.state", plain, {"name": self.name}, {}, options)

    @operation
    def reset(self, /, **options: Any) -> Call[dict[str, Any]]:
        """Lets the chart begin anew."""
        return Call("monitor.reset", plain, {"name": self.name}, {}, options)

    @operation
    def delete(self, /, **options: Any) -> Call[dict[str, Any]]:
        """Deletes the monitor."""
        return Call("monitor.delete", plain, {"name": self.name}, {}, options)


class RetrievalCalls:
    """The methods of a retrieval's baseline: queries, and what was found for each."""

    name: str

    @operation
    def fit(self, /, queries: Any, retrieved: Iterable[Any], **options: Any) -> Call[BaselineInfo]:
        """Fits the baseline and stores it.

        Args:
            queries: the queries' embeddings, a row each.
            retrieved: for each query the embeddings of what was found, as rows.
        """
        data = {"queries": queries, "retrieved": DataList(retrieved)}
        return Call("retrieval.fit", BaselineInfo.from_dict, {"name": self.name}, data, options)

    @operation
    def check(self, /, query: Any, retrieved: Any, **options: Any) -> Call[Verdict]:
        """The verdict on one query and the embeddings of what was found for it, as rows.

        Its ``coverage`` is the share of the good days' documents that were found again.
        """
        data = {"query": query, "retrieved": retrieved}
        return Call("retrieval.check", Verdict.from_dict, {"baseline": self.name}, data, options)

    @operation
    def check_all(
        self, /, queries: Any, retrieved: Iterable[Any], **options: Any
    ) -> Call[Verdict]:
        """The verdict on several queries, a row each, and what was found for each of them."""
        data = {"queries": queries, "retrieved": DataList(retrieved)}
        return Call("retrieval.check", Verdict.from_dict, {"baseline": self.name}, data, options)


def chart_object(chart: str | Mapping[str, Any]) -> dict[str, Any]:
    """A chart as the protocol has it."""
    return {"name": chart} if isinstance(chart, str) else dict(chart)


def _measured(values: Any) -> dict[str, Any]:
    tolist = getattr(values, "tolist", None)
    if tolist is not None:  # of NumPy, pandas and others: to what JSON has
        values = tolist()
    if isinstance(values, Mapping):
        return {"metrics": {name: _present(value) for name, value in values.items()}}
    if isinstance(values, Sequence) and not isinstance(values, str):
        return {"values": [_present(value) for value in values]}
    return {"value": values}


def _present(value: Any) -> Any:
    """A value, with None for pandas' NA, which is no JSON."""
    return None if type(value).__name__ == "NAType" else value
