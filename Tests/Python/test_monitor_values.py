"""What monitors say of values, against the definitions written out in NumPy."""

import numpy as np
import pytest
from conftest import number
from scipy import stats
from worker import Worker

VALUES = np.concatenate([
    np.random.default_rng(6).normal(100, 3, 400), np.random.default_rng(7).normal(103, 3, 100)
])  # fmt: skip


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    with Worker(tmp_path_factory.mktemp("values")) as worker:
        yield worker
        assert worker.end() == ([], 0)


@pytest.fixture
def points(worker):
    """The points of a new monitor that is told some values, in parts of several sizes."""

    def told(chart, values, parts=(1, 2, 61), **settings):
        worker.call("monitor.create", name="m", chart=chart, if_exists="replace", **settings)
        found, rest = [], list(values)
        while rest:
            size = parts[len(found) % len(parts)]
            found += worker.call("monitor.observe", name="m", values=rest[:size])["points"]
            del rest[:size]
        assert [point["index"] for point in found] == list(range(len(values)))
        return found

    return told


def column(points, name):
    return np.array([number(point[name]) for point in points])


def test_ewma_is_the_recursion(points):
    lam, limit = 0.15, 2.7
    found = points({"name": "ewma", "mean": 100, "sigma": 3, "lambda": lam, "limit": limit}, VALUES)
    average, expected = 100.0, []
    for value in VALUES:
        average = lam * value + (1 - lam) * average
        expected.append(average)
    np.testing.assert_allclose(column(found, "statistic"), expected, rtol=1e-13)
    reach = limit * 3 * np.sqrt(lam / (2 - lam))
    np.testing.assert_allclose(column(found, "upper"), 100 + reach, rtol=1e-14)
    np.testing.assert_allclose(column(found, "lower"), 100 - reach, rtol=1e-14)
    alarms = np.abs(np.array(expected) - 100) > reach
    assert [point["alarm"] for point in found] == alarms.tolist() and 5 < alarms.sum() < 120
    for point, value, alarm in zip(found, expected, alarms):
        assert point["direction"] == (("up" if value > 100 else "down") if alarm else None)


def test_cusum_is_two_sums(points):
    found = points({"name": "cusum", "mean": 100, "sigma": 3, "k": 0.5, "h": 4}, VALUES)
    above = below = 0.0
    for value, point in zip(VALUES, found):
        u = (value - 100) / 3
        above, below = max(0, above + u - 0.5), max(0, below - u - 0.5)
        statistic = above if above >= below else -below
        assert point["statistic"] == pytest.approx(statistic, abs=1e-11)
        assert point["alarm"] == (abs(statistic) > 4)
    assert any(point["alarm"] for point in found) and (found[0]["lower"], found[0]["upper"]) == (-4, 4)


def test_shewhart_has_three_sigma(points):
    described = {"name": "shewhart", "mean": 100, "sigma": 3, "limit": 3}
    found = points(described, VALUES)
    beyond = np.abs(VALUES - 100) > 9
    assert [point["alarm"] for point in found] == beyond.tolist() and beyond.any()
    np.testing.assert_array_equal(column(found, "statistic"), VALUES)
    assert found[int(np.argmax(beyond))]["signals"] == ["beyond_limits"]


@pytest.mark.parametrize("ddof", [0, 1])
def test_classic_rolling_z_is_against_the_values_before(points, ddof):
    chart = {"name": "rolling_z", "window": 50, "minimum": 10, "scoring": "classic", "ddof": ddof}
    found = column(points(chart, VALUES), "statistic")
    assert np.isnan(found[:10]).all()
    for place in range(10, len(VALUES)):
        window = VALUES[max(0, place - 50) : place]
        z = (VALUES[place] - window.mean()) / window.std(ddof=ddof)
        assert found[place] == pytest.approx(z, rel=1e-9, abs=1e-12)


def test_calibrated_rolling_z_is_as_unlikely_as_it_says(points):
    found = points({"name": "rolling_z", "window": 30, "minimum": 10}, VALUES)
    for place in range(10, len(VALUES)):
        window = VALUES[max(0, place - 30) : place]
        n = len(window)
        t = (VALUES[place] - window.mean()) / window.std(ddof=1) * np.sqrt(n / (n + 1))
        exact = np.sign(t) * stats.norm.isf(stats.t.sf(abs(t), n - 1))
        assert number(found[place]["statistic"]) == pytest.approx(exact, abs=0.02)


def test_missing_and_infinite_values_leave_the_state(worker, points):
    chart = {"name": "ewma", "mean": 0, "sigma": 1, "lambda": 0.2}
    found = points(chart, [1, None, "nan", "inf", "-inf", 1], parts=(1,))
    assert [point["alarm"] for point in found] == [False, False, False, True, True, False]
    assert [point["direction"] for point in found[3:5]] == ["up", "down"]
    assert [point["value"] for point in found] == [1, "nan", "nan", "inf", "-inf", 1]
    assert found[5]["statistic"] == pytest.approx(0.36)
    worker.send('{"jsonrpc":"2.0","id":0,"method":"monitor.observe",'
                '"params":{"name":"m","values":[1e400,1]}}')  # fmt: skip
    told = worker.read()["result"]
    assert told["anomalies"] == [6] and told["points"][1]["statistic"] == pytest.approx(0.488)


@pytest.mark.parametrize("points_", ["all", "alarms", "none"])
def test_only_those_points_are_told_that_are_asked_for(worker, points_):
    worker.call("monitor.create", name="m", chart="shewhart", if_exists="replace", alert={})
    told = worker.call("monitor.observe", name="m", values=[0, 9, 0, 0, -9], points=points_)
    # The value after an alarm clears the alert, and is told with the alarms.
    expected = {"all": [0, 1, 2, 3, 4], "alarms": [1, 2, 4], "none": []}[points_]
    assert [point["index"] for point in told["points"]] == expected
    assert told["anomalies"] == [1, 4] and told["state"]["count"] == 5
    assert told["state"]["raised"] is True


def test_a_chart_that_begins_anew_after_alarms(points):
    chart = {"name": "cusum", "mean": 0, "sigma": 1, "k": 0.5, "h": 4}
    found = points(chart, [3] * 8, reset_after_alarm=True)
    assert [point["statistic"] for point in found] == [2.5, 5] * 4
    assert [point["statistic"] for point in points(chart, [3] * 3)] == [2.5, 5, 7.5]


@pytest.mark.parametrize(
    "policy,alarms,expected",
    [
        ({}, "011001", ". raised . cleared . raised"),
        ({"sustained": 2, "within": 3, "clear_after": 2}, "1001011000",
         ". . . . . raised . . cleared ."),
        ({"sustained": 3, "within": 3, "clear_after": 1}, "1101110", ". . . . . raised cleared"),
        ({"most_changes": 3, "flap_window": 8}, "10101000000000",
         "raised cleared raised suppressed suppressed suppressed . . . . . cleared . ."),
    ],
)  # fmt: skip
def test_alerts_are_sustained_cleared_and_held(points, policy, alarms, expected):
    found = points("shewhart", [9 * int(alarm) for alarm in alarms], alert=policy)
    said = [point["alert"].replace("none", ".") for point in found]
    assert " ".join(said) == expected


def autoregressive(seed, count, phi=0.7):
    steps = np.random.default_rng(seed).normal(size=count + 200)
    values = [0.0]
    for step in steps:
        values.append(phi * values[-1] + step)
    return np.array(values[201:]) + 50


def test_residuals_keep_the_promise_of_values_that_hang_together(worker):
    good, stream = autoregressive(1, 3000), autoregressive(2, 40_000)
    alarms = {}
    for residuals in (False, True):
        made = worker.call(
            "monitor.create", name="m", chart={"name": "ewma", "arl0": 200}, if_exists="replace",
            baseline={"values": good.tolist()}, residuals=residuals, reset_after_alarm=True,
        )  # fmt: skip
        told = worker.call("monitor.observe", name="m", values=stream.tolist(), points="none")
        alarms[residuals] = len(told["anomalies"])
        assert [("correlation" in warning) for warning in made["warnings"]] == [True][residuals:]
    assert made["residuals"]["phi"] == pytest.approx(0.7, abs=0.04)
    # 200 are promised. Their deviation is 14, and mean and sigma are estimated.
    assert 140 < alarms[True] < 270 and alarms[False] > 4 * alarms[True]
    told = worker.call("monitor.observe", name="m", values=[50, 53])["points"]
    assert told[1]["value"] == 53
    phi, mean = made["residuals"]["phi"], made["residuals"]["mean"]
    assert told[1]["residual"] == pytest.approx(53 - mean - phi * (50 - mean), abs=1e-9)


def test_a_far_offset_loses_nothing(points):
    chart = {"name": "cusum", "sigma": 3, "k": 0.5, "h": 4}
    whole = np.round(VALUES - 100)
    near = points({**chart, "mean": 0}, whole)
    far = points({**chart, "mean": 1e12}, whole + 1e12)
    assert column(near, "statistic").tolist() == column(far, "statistic").tolist()
