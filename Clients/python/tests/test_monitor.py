"""Monitors with the real worker: what charts are made of, and what they are told."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import driftline

GOOD = np.random.default_rng(8).normal(10, 2, 400)
SHEWHART = {"name": "shewhart", "mean": 0, "sigma": 1, "limit": 3}


def autoregressive(count: int) -> np.ndarray[Any, Any]:
    values = [0.0]
    for step in np.random.default_rng(9).normal(size=count):
        values.append(0.7 * values[-1] + float(step))
    return np.array(values[1:])


@pytest.mark.parametrize(
    "baseline",
    [
        GOOD, GOOD.tolist(), pd.DataFrame({"ms": GOOD, "city": "ulm"})["ms"], pd.DataFrame({"ms": GOOD}),
        np.tile(GOOD, 2)[:400].astype("f8")[::1],
    ],
    ids=["array", "list", "series", "table", "view"],
)  # fmt: skip
def test_a_baseline_gives_mean_and_deviation(worker: driftline.Worker, baseline: Any) -> None:
    made = worker.monitor("m").create({"name": "ewma", "lambda": 0.1}, baseline=baseline)
    assert made["chart"]["mean"] == pytest.approx(GOOD.mean(), rel=1e-14)
    assert made["chart"]["sigma"] == pytest.approx(GOOD.std(ddof=1), rel=1e-13)
    assert made["chart"]["baseline_size"] == 400 and made["chart"]["lambda"] == 0.1
    assert made["warnings"] == [] and made["residuals"] is None


def test_rows_and_files_are_baselines_too(worker: driftline.Worker, tmp_path: Path) -> None:
    rows = GOOD.reshape(200, 2)
    made = worker.monitor("m").create({"name": "mewma", "dimensions": 2}, baseline=rows)
    np.testing.assert_allclose(made["chart"]["mean"], rows.mean(axis=0), rtol=1e-13)
    np.testing.assert_allclose(made["chart"]["covariance"], np.cov(rows.T).ravel(), rtol=1e-11)
    pd.DataFrame({"ms": GOOD, "n": 1}).to_csv(tmp_path / "good.csv", index=False)
    file = driftline.file(tmp_path / "good.csv", column="ms")
    made = worker.monitor("n").create("shewhart", baseline=file)
    assert made["chart"]["mean"] == pytest.approx(GOOD.mean(), rel=1e-14)
    with pytest.raises(driftline.ShapeMismatch) as caught:
        worker.monitor("o").create("ewma", baseline=rows)
    assert caught.value.where == "/params/baseline"
    with pytest.raises(driftline.InsufficientData):
        worker.monitor("o").create("ewma", baseline=[1.0])


def test_residuals_and_alerts(worker: driftline.Worker) -> None:
    monitor, values = worker.monitor("m"), autoregressive(3000)
    assert "correlation" in monitor.create("ewma", baseline=values)["warnings"][0]
    alert = {"sustained": 2, "within": 3, "clear_after": 2}
    made = monitor.create(
        "ewma", baseline=values, residuals=True, alert=alert, reset_after_alarm=True, if_exists="replace"
    )
    assert made["warnings"] == [] and made["reset_after_alarm"] is True
    assert made["residuals"]["phi"] == pytest.approx(0.7, abs=0.04)
    assert {name: made["alert"][name] for name in alert} == alert
    worker.monitor("n").create(SHEWHART, alert=alert)
    told = worker.monitor("n").observe([9, 0, 9, 0, 0])
    assert [point.alert for point in told.points] == ["none", "none", "raised", "none", "cleared"]
    assert told.state["raised"] is False


@pytest.mark.parametrize(
    "values,expected",
    [
        (9, [9.0]), (np.float64(9), [9.0]), (np.int64(9), [9.0]), (math.inf, [math.inf]),
        ([1, np.float32(9)], [1.0, 9.0]), ((1, 9), [1.0, 9.0]), (range(3), [0.0, 1.0, 2.0]),
        (np.array([1, np.nan, 9]), [1.0, math.nan, 9.0]), ([1, None, 9], [1.0, math.nan, 9.0]),
        (np.arange(8, 11), [8.0, 9.0, 10.0]), (np.ma.array([1, 2, 9], mask=[False, True, False]), [1.0, math.nan, 9.0]),
        (pd.Series([1.0, None, 9.0]), [1.0, math.nan, 9.0]),
        (pd.Series([1, None, 9], dtype="Int64"), [1.0, math.nan, 9.0]),
        (pd.Series([1, 9], index=["a", "b"]), [1.0, 9.0]), (float("nan"), [math.nan]), ([], []),
    ],
)  # fmt: skip
def test_values_in_every_form(worker: driftline.Worker, values: Any, expected: list[float]) -> None:
    worker.monitor("m").create(SHEWHART)
    told = worker.monitor("m").observe(values)
    np.testing.assert_array_equal([float(point.value) for point in told.points], expected)
    assert [point.index for point in told.alarms] == [i for i, v in enumerate(expected) if v > 3]
    assert told.anomalies == [point.index for point in told.alarms] and not told.repeated


def test_metrics_by_name(worker: driftline.Worker) -> None:
    monitor = worker.monitor("m")
    monitor.create(SHEWHART)
    told = monitor.observe({"ms": np.float64(9), "größe": np.int64(0), "b/c": math.nan, "d": None})
    assert [(point.metric, point.alarm) for point in told.points] == [
        ("ms", True), ("größe", False), ("b/c", False), ("d", False)
    ]  # fmt: skip
    assert told.anomalies == ["ms"] and told.points[0].signals == ("beyond_limits",)
    assert set(monitor.state()["metrics"]) == {"ms", "größe", "b/c", "d"}
    with pytest.raises(driftline.InvalidParams) as caught:
        monitor.observe({"ms": 1, "b/c": "x"})
    assert caught.value.where == "/params/metrics/b~1c"


def test_objects_texts_and_rows(worker: driftline.Worker) -> None:
    tools = worker.monitor("tools")
    tools.create("tool_skipping")
    told = tools.observe(value={"expected": ["search", "cite"], "actual": ["cite"]})
    assert told.points[0].alarm and told.points[0].raw["detail"]["missing"] == ["search"]
    several = [{"expected": ["a"], "actual": ["a"]}, {"expected": ["a"], "actual": []}]
    assert tools.observe(several).anomalies == [2]
    texts = worker.monitor("texts")
    texts.create("repetition")
    assert texts.observe("so it is, and so it was").anomalies == []
    assert texts.observe(["one two three", "no " * 40]).anomalies == [2]
    assert texts.observe(value=["no"] * 40).alarms[0].signals == ("repetition",)
    rows = worker.monitor("rows")
    rows.create({"name": "hotelling_t2", "dimensions": 2})
    assert rows.observe(np.array([[0, 1], [9, 9]])).anomalies == [1]
    assert rows.observe(value=np.array([9.0, 9.0])).anomalies == [2]


def test_one_way_to_tell_at_a_time(worker: driftline.Worker) -> None:
    monitor = worker.monitor("m")
    monitor.create(SHEWHART)
    with pytest.raises(driftline.InvalidParams):
        monitor.observe()
    with pytest.raises(driftline.InvalidParams):
        monitor.observe(1, value=2)
    assert monitor.state()["state"]["count"] == 0


def test_numbers_resets_and_ends(worker: driftline.Worker) -> None:
    monitor = worker.monitor("m")
    with pytest.raises(driftline.MonitorNotFound) as caught:
        monitor.observe(1)
    assert caught.value.code == 1205
    monitor.create(SHEWHART)
    assert monitor.observe([1, 9], seq=4, points="alarms").points[0].index == 1
    again = monitor.observe([1, 9], seq=4)
    assert again.repeated and again.points == () and again.state["count"] == 2
    assert monitor.observe([1, 9], seq=5, points="none").anomalies == [3]
    assert monitor.state()["seq"] == 5
    with pytest.raises(driftline.InvalidParams):
        monitor.create("ewma")
    assert monitor.create("ewma", if_exists="keep")["chart"]["name"] == "shewhart"
    assert monitor.reset()["state"]["count"] == 0 and monitor.state()["seq"] == 5
    assert [item["name"] for item in worker.monitors()] == ["m"]
    assert monitor.delete() == {"deleted": True} and list(worker.monitors()) == []


def test_all_monitors_are_listed(worker: driftline.Worker) -> None:
    made = [worker.submit("monitor.create", {"name": f"m{i:04}", "chart": SHEWHART}) for i in range(1010)]
    for future in made:
        future.result()
    assert [item["name"] for item in worker.monitors()] == [f"m{i:04}" for i in range(1010)]


def test_designs_make_monitors(worker: driftline.Worker) -> None:
    design = worker.design_chart("cusum", 500, 1)
    chart = {"name": "cusum", **design["parameters"]}
    assert worker.run_lengths(chart, [0, 1]) == pytest.approx([design["arl"][0], design["arl"][3]], rel=1e-9)
    assert worker.monitor("m").create(chart)["chart"]["h"] == design["parameters"]["h"]
    settled = worker.design_chart({"name": "ewma", "lambda": 0.3}, 370, 1)
    assert settled["parameters"]["lambda"] == 0.3


def test_the_same_with_asyncio(binary: Path, tmp_path: Path) -> None:
    async def told() -> list[driftline.Observation]:
        async with driftline.aio.Worker(binary, tmp_path / "other.sqlite") as worker:
            monitors = [worker.monitor(f"m{i}") for i in range(8)]
            await asyncio.gather(*(m.create("cusum", baseline=GOOD, alert={}) for m in monitors))
            found = await asyncio.gather(*(m.observe(GOOD + i) for i, m in enumerate(monitors)))
            assert (await monitors[0].state())["state"]["count"] == 400
            assert len(await worker.monitors()) == 8
            await monitors[0].delete()
            with pytest.raises(driftline.MonitorNotFound):
                await monitors[0].observe(1)
            return found

    found = asyncio.run(told())
    assert [len(told.points) for told in found] == [400] * 8
    assert len(found[0].alarms) < 20 and len(found[7].alarms) > 380
    with driftline.Worker(binary, tmp_path / "store.sqlite") as worker:
        worker.monitor("m").create("cusum", baseline=GOOD, alert={})
        assert worker.monitor("m").observe(GOOD + 3) == found[3]
