"""Each method as the request that it makes. The fake worker sends the parameters back."""

from __future__ import annotations

import asyncio
import datetime
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy
import pytest

import driftline
from conftest import MakeWorker
from driftline import _operation
from driftline._operation import Call

Sent = tuple[str, dict[str, Any]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, fake: MakeWorker) -> Iterator[Callable[[Any], Sent]]:
    """What a call would send: the method and the parameters."""
    seen: list[Sent] = []

    class Seen(Exception):
        pass

    def request(self: Call[Any], blobs: Any, progress: Any) -> Any:
        made = original(self, False, progress)
        seen.append((made.method, dict(made._params)))
        raise Seen

    original = _operation.Call.request
    monkeypatch.setattr(_operation.Call, "request", request)

    def of(call: Any) -> Sent:
        with pytest.raises(Seen):
            result = call()
            if inspect.iscoroutine(result):
                asyncio.run(result)
            elif isinstance(result, Iterator):
                next(result)
        return seen[-1]

    yield of


DATA = {"values": [1.0]}
UTC = datetime.timezone.utc
NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=UTC)

CALLS: list[tuple[Callable[[Any], Any], str, dict[str, Any]]] = [
    (lambda w: w.compare([1.0], [1.0]), "drift.compare", {"baseline": DATA, "current": DATA}),
    (
        lambda w: w.compare([1.0], [1.0], ["ks", {"name": "psi", "bins": 20}], 0.05, "p_value", 7),
        "drift.compare",
        {"baseline": DATA, "current": DATA, "detectors": ["ks", {"name": "psi", "bins": 20}],
         "alpha": 0.05, "rule": "p_value", "seed": 7},
    ),
    (
        lambda w: w.compare([1.0], [1.0], {"psi": {"bins": 20}, "ks": None}, sensitivity="low", timeout=3),
        "drift.compare",
        {"baseline": DATA, "current": DATA, "detectors": [{"name": "psi", "bins": 20}, {"name": "ks"}],
         "sensitivity": "low"},
    ),
    (lambda w: w.compare([1.0], [1.0], "ks"), "drift.compare",
     {"baseline": DATA, "current": DATA, "detectors": ["ks"]}),
    (lambda w: w.hello(), "hello", {}),
    (lambda w: w.ping(), "ping", {}),
    (lambda w: w.health(), "health", {}),
    (lambda w: w.detectors(), "hello", {}),
    (lambda w: w.merge([driftline.Profile(b"a")]), "profile.merge",
     {"profiles": [{"format": "driftline.profile/1", "b64": "YQ=="}]}),
    (lambda w: w.import_baseline(b"abc", name="n"), "baseline.import", {"name": "n", "b64": "YWJj"}),
    (lambda w: w.import_baseline("/x/a.baseline"), "baseline.import", {"path": "/x/a.baseline"}),
    (lambda w: w.streams(), "stream.list", {}),
    (lambda w: w.streams("b"), "stream.list", {"baseline": "b"}),
    (lambda w: w.report(driftline.Verdict.from_dict({"drifted": True})), "report",
     {"verdict": {"drifted": True}, "format": "text"}),
    (lambda w: w.report(baseline="b", stream="s", start=NOON, end=5, format="html", path="/x.html"), "report",
     {"baseline": "b", "stream": "s", "from": "2026-03-01T12:00:00+00:00", "to": 5, "format": "html",
      "path": "/x.html"}),
    (lambda w: w.metrics(), "metrics", {"format": "prometheus"}),
    (lambda w: w.metrics("openmetrics", "/m.prom"), "metrics", {"format": "openmetrics", "path": "/m.prom"}),
    (lambda w: w.call("any.thing", {"a": 1}, data={"d": [1.0]}), "any.thing", {"a": 1, "d": DATA}),
    (lambda w: w.design_chart("ewma", 370, 1), "chart.design", {"chart": "ewma", "arl0": 370, "shift": 1}),
    (lambda w: w.run_lengths({"name": "ewma", "lambda": 0.2}, [0, 1]), "chart.run_length",
     {"chart": {"name": "ewma", "lambda": 0.2}, "shifts": [0, 1]}),
    (lambda w: w.baselines("sales", 10), "baseline.list", {"prefix": "sales", "limit": 10}),
    (lambda w: w.baseline("b").fit([1.0], detectors="ks", alpha=0.1, seed=1, if_exists="version"),
     "baseline.fit",
     {"name": "b", "detectors": ["ks"], "alpha": 0.1, "seed": 1, "if_exists": "version", "data": DATA}),
    (lambda w: w.baseline("b").update([1.0]), "baseline.update", {"name": "b", "data": DATA}),
    (lambda w: w.baseline("b").check([1.0]), "drift.check", {"baseline": "b", "current": DATA}),
    (lambda w: w.baseline("b").check([1.0], record=True, detectors=["ks"]), "drift.check",
     {"baseline": "b", "current": DATA, "detectors": ["ks"], "record": True}),
    (lambda w: w.baseline("b").profile([1.0]), "profile.build", {"baseline": "b", "data": DATA}),
    (lambda w: w.baseline("b").info(2), "baseline.get", {"name": "b", "version": 2}),
    (lambda w: w.baseline("b").versions(), "baseline.get", {"name": "b"}),
    (lambda w: w.baseline("b").export("/x", version=1), "baseline.export",
     {"name": "b", "version": 1, "path": "/x"}),
    (lambda w: w.baseline("b").delete(), "baseline.delete", {"name": "b"}),
    (lambda w: w.baseline("b").stream("s").observe([1.0], time=NOON, seq=3), "stream.observe",
     {"baseline": "b", "stream": "s", "time": "2026-03-01T12:00:00+00:00", "seq": 3, "data": DATA}),
    (lambda w: w.baseline("b").stream("s").check(last=datetime.timedelta(days=7), record=True), "stream.check",
     {"baseline": "b", "stream": "s", "last": "604800s", "record": True}),
    (lambda w: w.baseline("b").stream("s").check(start=datetime.date(2026, 3, 1), end="2026-04-01",
                                                 against="previous"), "stream.check",
     {"baseline": "b", "stream": "s", "from": "2026-03-01", "to": "2026-04-01", "against": "previous"}),
    (lambda w: w.baseline("b").stream("s").prune(12.5), "stream.prune",
     {"baseline": "b", "stream": "s", "before": 12.5}),
    (lambda w: w.monitor("m").create("ewma", if_exists="replace"), "monitor.create",
     {"name": "m", "chart": {"name": "ewma"}, "if_exists": "replace"}),
    (lambda w: w.monitor("m").create({"name": "ewma", "lambda": 0.1}, baseline=[1.0], residuals=True,
                                     alert={"sustained": 2, "within": 3}, reset_after_alarm=False),
     "monitor.create",
     {"name": "m", "chart": {"name": "ewma", "lambda": 0.1}, "residuals": True,
      "alert": {"sustained": 2, "within": 3}, "reset_after_alarm": False, "baseline": DATA}),
    (lambda w: w.monitor("m").create("adwin", residuals=False, deadline=2), "monitor.create",
     {"name": "m", "chart": {"name": "adwin"}, "residuals": False}),
    (lambda w: w.monitor("m").observe(1.5, seq=2), "monitor.observe", {"name": "m", "value": 1.5, "seq": 2}),
    (lambda w: w.monitor("m").observe(numpy.float32(1.5)), "monitor.observe", {"name": "m", "value": 1.5}),
    (lambda w: w.monitor("m").observe(numpy.array([1.5, 2.0]), points="alarms"), "monitor.observe",
     {"name": "m", "values": [1.5, 2.0], "points": "alarms"}),
    (lambda w: w.monitor("m").observe("some text"), "monitor.observe", {"name": "m", "value": "some text"}),
    (lambda w: w.monitor("m").observe(["a", "b"]), "monitor.observe", {"name": "m", "values": ["a", "b"]}),
    (lambda w: w.monitor("m").observe(value=["a", "b"]), "monitor.observe", {"name": "m", "value": ["a", "b"]}),
    (lambda w: w.monitor("m").observe(value={"expected": ["a"], "actual": []}, seq=0), "monitor.observe",
     {"name": "m", "value": {"expected": ["a"], "actual": []}, "seq": 0}),
    (lambda w: w.design_chart({"name": "ewma", "lambda": 0.1}, 370, 1), "chart.design",
     {"chart": {"name": "ewma", "lambda": 0.1}, "arl0": 370, "shift": 1}),
    (lambda w: w.monitor("m").observe([1, 2]), "monitor.observe", {"name": "m", "values": [1, 2]}),
    (lambda w: w.monitor("m").observe({"a": 1}), "monitor.observe", {"name": "m", "metrics": {"a": 1}}),
    (lambda w: w.monitor("m").state(), "monitor.state", {"name": "m"}),
    (lambda w: w.monitor("m").reset(), "monitor.reset", {"name": "m"}),
    (lambda w: w.monitor("m").delete(), "monitor.delete", {"name": "m"}),
    (lambda w: w.retrieval("r").fit([1.0], [[1.0], [1.0]]), "retrieval.fit",
     {"name": "r", "queries": DATA, "retrieved": [DATA, DATA]}),
    (lambda w: w.retrieval("r").check([1.0], [1.0]), "retrieval.check",
     {"baseline": "r", "query": DATA, "retrieved": DATA}),
    (lambda w: w.retrieval("r").check_all([1.0], [[1.0]]), "retrieval.check",
     {"baseline": "r", "queries": DATA, "retrieved": [DATA]}),
]  # fmt: skip


@pytest.mark.parametrize(("call", "method", "params"), CALLS, ids=range(len(CALLS)))
def test_each_method_is_a_request(
    call: Callable[[Any], Any],
    method: str,
    params: dict[str, Any],
    sent: Callable[[Any], Sent],
    fake: MakeWorker,
) -> None:
    found, made = sent(lambda: call(fake()))
    assert (found, made) == (method, params)


@pytest.mark.parametrize(("call", "method", "params"), CALLS, ids=range(len(CALLS)))
def test_each_coroutine_is_the_same_request(
    call: Callable[[Any], Any],
    method: str,
    params: dict[str, Any],
    sent: Callable[[Any], Sent],
    fake_program: Any,
) -> None:
    worker = driftline.aio.Worker(fake_program)

    def run() -> Any:
        result = call(worker)
        return anext_of(result) if hasattr(result, "__anext__") else result

    async def anext_of(result: Any) -> Any:
        return await result.__anext__()

    found, made = sent(run)
    assert (found, made) == (method, params)


def test_both_workers_have_the_same_methods() -> None:
    for name in ("Worker", "Baseline", "Stream", "Monitor", "Retrieval"):
        blocking, awaiting = getattr(driftline, name), getattr(driftline.aio, name)
        public = {member for member in dir(blocking) if not member.startswith("_")}
        assert public - {member for member in dir(awaiting)} == ({"submit"} if name == "Worker" else set())


def test_methods_show_their_own_signature() -> None:
    signature = inspect.signature(driftline.Worker.compare)
    assert list(signature.parameters)[1:4] == ["baseline", "current", "detectors"]
    assert signature.return_annotation == "Verdict"
    assert inspect.iscoroutinefunction(driftline.aio.Worker.compare)


@pytest.mark.parametrize("value", [0, -1, "3", True, float("nan")])
@pytest.mark.parametrize("name", ["timeout", "deadline"])
def test_seconds_are_more_than_none(fake: MakeWorker, name: str, value: Any) -> None:
    with pytest.raises(driftline.InvalidParams, match=f"{name} is .*; expected seconds"):
        fake().call("test.echo", **{name: value})


def test_a_time_without_an_offset_is_refused(fake: MakeWorker) -> None:
    stream = fake().baseline("b").stream("s")
    with pytest.raises(driftline.InvalidParams, match="no offset"):
        stream.observe([1.0], time=datetime.datetime(2026, 3, 1))
    with pytest.raises(driftline.InvalidParams, match="whole seconds"):
        stream.check(last=datetime.timedelta(seconds=0.5))


def test_parameters_that_are_no_json_are_refused(fake: MakeWorker) -> None:
    with pytest.raises(driftline.InvalidParams, match="no JSON"):
        fake().call("test.echo", {"a": object()})
    with pytest.raises(driftline.InvalidParams, match="no JSON"):
        fake().call("test.echo", {"a": "\ud800"})


def test_pages_are_fetched_as_they_are_needed(
    fake: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {None: (["a", "b"], "b"), "b": (["c"], "c"), "c": ([], None)}
    asked: list[Any] = []

    def run(self: Any, call: Call[Any]) -> Any:
        asked.append(call.params["cursor"])
        items, cursor = pages[call.params["cursor"]]
        return call.decode({"items": [{"name": name} for name in items], "cursor": cursor})

    monkeypatch.setattr(driftline.Worker, "_run", run)
    found = fake().baselines()
    assert next(found).name == "a" and asked == [None]
    assert [item.name for item in found] == ["b", "c"] and asked == [None, "b", "c"]


def test_an_observation_has_its_points() -> None:
    raw = {
        "points": [{"index": 0, "value": 1.0, "statistic": "inf", "lower": None, "upper": 2.0, "alarm": True,
                    "direction": "up"}, {"index": 1, "value": 0.0, "alarm": False}],
        "anomalies": [], "state": {"n": 2},
    }  # fmt: skip
    observation = driftline.Observation.from_dict(raw)
    assert [point.index for point in observation.alarms] == [0]
    assert observation.points[0].statistic == float("inf") and observation.points[0].direction == "up"
    assert observation.state == {"n": 2} and observation.raw is raw


def test_replies_become_what_the_api_promises(fake: MakeWorker) -> None:
    from driftline import _api, _baseline

    assert _baseline._versions({"versions": [1, {"version": 3}]}) == [1, 3]
    assert _baseline._exported({"b64": "YWJj"}) == b"abc"
    assert _baseline._exported({"path": "/x"}) == {"path": "/x"}
    assert _api._text({"text": "t"}) == "t" and _api._text({"path": "/x"}) == "/x"
    info = fake().baseline("b").fit([1.0])
    assert info == driftline.BaselineInfo("b", None, None, None, None)
    with pytest.raises(driftline.ShapeMismatch, match="383 columns"):
        fake().call("test.error", {"error": {
            "code": 1103, "message": "current has 383 columns, baseline has 384",
            "data": {"kind": "shape_mismatch", "retryable": False},
        }})  # fmt: skip
