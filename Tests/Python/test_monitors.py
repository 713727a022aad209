"""Monitors through the worker: made, told, looked at, begun anew and removed."""

import json

import pytest
from conftest import strict_json
from worker import Worker

# An observation of each chart that takes more than a number, and one that it refuses.
ROWS = {
    "mewma": ([0.5, -1], [1]), "hotelling_t2": ([0.5, -1], [1, 2, 3]),
    "drift_quality": ([0.3, 0.8], 1), "loop": ({"iterations": 3}, {"iterations": -1}),
    "tool_skipping": ({"expected": ["a"], "actual": []}, {"expected": 1}),
    "repetition": ("one two two", 4),
}  # fmt: skip


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    with Worker(tmp_path_factory.mktemp("monitors")) as worker:
        yield worker
        assert worker.end() == ([], 0)


@pytest.fixture
def made(worker):
    """Makes a monitor, instead of any that is there."""

    def make(chart, name="m", **settings):
        worker.call("monitor.create", name=name, chart=chart, if_exists="replace", **settings)
        return name

    return make


def test_every_chart_is_made_told_and_resumed_from_its_defaults(worker, made):
    charts = worker.call("hello")["charts"]
    assert len(charts) >= 17 and set(ROWS) <= {chart["id"] for chart in charts}
    for chart in charts:
        name = made(chart["id"])
        state = worker.call("monitor.state", name=name)
        assert set(state["chart"]) == {"name", *chart["parameters"]}
        for parameter, said in chart["parameters"].items():
            if said["default"] is not None:
                assert state["chart"][parameter] == said["default"], (chart["id"], parameter)
        right, wrong = ROWS.get(chart["id"], (0.5, "x"))
        told = worker.call("monitor.observe", name=name, values=[right, None, right])
        assert [point["index"] for point in told["points"]] == [0, 1, 2]
        assert told["points"][1]["statistic"] == "nan" and not told["points"][1]["alarm"]
        assert told["state"]["count"] == 3 and told["repeated"] is False
        before = worker.call("monitor.state", name=name)
        error = worker.refused(
            "monitor.observe", -32602, name=name, values=[right, right, wrong, right]
        )
        assert error["data"]["where"] == "/params/values/2", chart["id"]
        assert worker.call("monitor.state", name=name) == before


def test_a_number_that_was_seen_changes_nothing(worker, made):
    made("cusum")
    assert worker.call("monitor.observe", name="m", values=[1, 2], seq=5)["repeated"] is False
    before = worker.call("monitor.state", name="m")
    assert before["seq"] == 5
    for seq in (5, 4, 0):
        told = worker.call("monitor.observe", name="m", values=[9], seq=seq)
        assert told == {
            "points": [], "anomalies": [], "state": before["state"], "repeated": True
        }  # fmt: skip
    assert worker.call("monitor.state", name="m") == before
    # One without a number is taken, and the last number stays.
    assert worker.call("monitor.observe", name="m", value=0)["state"]["count"] == 3
    assert worker.call("monitor.state", name="m")["seq"] == 5
    assert worker.call("monitor.observe", name="m", value=0, seq=2**53 - 2)["repeated"] is False


def test_what_is_there_is_refused_kept_or_replaced(worker, made):
    made("ewma")
    worker.call("monitor.observe", name="m", values=[1, 2], seq=7)
    before = worker.call("monitor.state", name="m")
    for settings in ({}, {"if_exists": "error"}):
        error = worker.refused("monitor.create", -32602, '"m"', name="m", chart="cusum", **settings)
        assert error["data"]["where"] == "/params/name"
    kept = worker.call("monitor.create", name="m", chart="cusum", if_exists="keep")
    assert kept["chart"]["name"] == "ewma"
    assert worker.call("monitor.state", name="m") == before
    replaced = worker.call("monitor.create", name="m", chart="cusum", if_exists="replace")
    assert replaced["chart"]["name"] == "cusum"
    after = worker.call("monitor.state", name="m")
    assert after["seq"] is None and after["state"]["count"] == 0


def test_reset_and_delete(worker, made):
    made({"name": "ewma", "lambda": 0.3}, alert={"sustained": 2, "within": 3})
    fresh = worker.call("monitor.state", name="m")
    worker.call("monitor.observe", name="m", values=[9, 9, 9], seq=3)
    worker.call("monitor.observe", name="m", metrics={"a": 9}, seq=4)
    assert worker.call("monitor.state", name="m") != fresh
    # Numbers go on, so that what was sent before cannot be taken afterwards.
    assert worker.call("monitor.reset", name="m") == {**fresh, "seq": 4}
    assert worker.call("monitor.state", name="m") == {**fresh, "seq": 4}
    assert worker.call("monitor.observe", name="m", value=1, seq=4)["repeated"] is True
    assert worker.call("monitor.observe", name="m", value=1, seq=5)["repeated"] is False
    assert worker.call("monitor.delete", name="m") == {"deleted": True}
    for method, more in (("observe", {"value": 1}), ("state", {}), ("reset", {}), ("delete", {})):
        error = worker.refused(f"monitor.{method}", 1205, '"m"', name="m", **more)
        assert error["data"]["kind"] == "monitor_not_found"
        assert error["data"]["where"] == "/params/name"


def test_a_new_store_has_no_monitors(driftline, tmp_path):
    with Worker(tmp_path) as worker:
        assert worker.call("monitor.list") == {"items": []}
        worker.refused("monitor.observe", 1205, name="m", value=1)


def test_the_list_comes_in_pages(worker, made):
    names = sorted(["page/a", "page/b", "page/ä", "page/日本", 'page/"\\', "page/%_*"])
    for name in reversed(names):
        made("shewhart", name)
    made("ewma", "pagf")
    found, cursor = [], None
    while True:
        page = worker.call("monitor.list", prefix="page/", limit=4, cursor=cursor)
        assert len(page["items"]) <= 4
        found += page["items"]
        if (cursor := page.get("cursor")) is None:
            break
    assert [item["name"] for item in found] == sorted(names, key=str.encode)
    assert all(set(item) == {"name", "chart", "seq", "created", "updated"} for item in found)
    for limit in (0, 10_001):
        error = worker.refused("monitor.list", -32602, str(limit), limit=limit)
        assert error["data"]["where"] == "/params/limit"


def test_metrics_have_a_chart_each(worker, made):
    made({"name": "cusum", "k": 0.5, "h": 4})
    names = ["a", "b/c~d", "é", "日本", '"', "\\", " ", "\n", "\u0000", "x" * 256, "ü" * 128]
    for value in (2, 3):
        told = worker.call("monitor.observe", name="m", metrics={n: value for n in names})
    assert [point["metric"] for point in told["points"]] == names
    assert {point["index"] for point in told["points"]} == {1}
    assert told["anomalies"] == [] and set(told["state"]["metrics"]) == set(names)
    told = worker.call("monitor.observe", name="m", metrics={"\n": 2, "a": 0, "new": 9})
    assert told["anomalies"] == ["\n", "new"]
    assert set(told["state"]["metrics"]) == {"\n", "a", "new"}
    state = worker.call("monitor.state", name="m")
    assert set(state["metrics"]) == {*names, "new"} and state["state"]["count"] == 0
    assert state["metrics"]["é"] == {"count": 2, "chart": {"above": 4, "below": 0}}
    for bad, where in (({"a": 1, "b/c~d": "x"}, "/params/metrics/b~1c~0d"),
                       ({"a": 1, "": 1}, "/params/metrics"), ({"y" * 257: 1}, "/params/metrics"),
                       ([1], "/params/metrics")):  # fmt: skip
        error = worker.refused("monitor.observe", -32602, name="m", metrics=bad)
        assert error["data"]["where"].startswith(where)
        assert worker.call("monitor.state", name="m") == state


def test_there_are_10_000_metrics_at_most(worker, made):
    made("shewhart")
    many = {f"k{index}": 0 for index in range(10_000)}
    worker.call("monitor.observe", name="m", metrics=many, points="none")
    error = worker.refused("monitor.observe", -32602, "10000", name="m", metrics={"k0": 0, "n": 0})
    assert error["data"]["where"] == "/params/metrics"
    told = worker.call("monitor.observe", name="m", metrics={"k0": 0, "k9999": 4})
    assert told["state"]["metrics"]["k0"]["count"] == 2 and told["anomalies"] == ["k9999"]


@pytest.mark.parametrize(
    "parameters,where",
    [
        ({"chart": "no"}, "/params/chart"), ({"chart": 1}, "/params/chart"),
        ({"chart": {"lambda": 1}}, "/params/chart/name"), ({}, "/params/chart"),
        ({"chart": {"name": "ewma", "lambda": 2}}, "/params/chart"),
        ({"chart": {"name": "ewma", "lamda": 0.2}}, "/params/chart"),
        ({"chart": {"name": "ewma", "sigma": 0}}, "/params/chart"),
        ({"chart": {"name": "ewma", "mean": "nan"}}, "/params/chart"),
        ({"chart": {"name": "shewhart", "rules": ["no"]}}, "/params/chart"),
        ({"chart": {"name": "mewma", "dimensions": 2, "covariance": [1, 2, 2, 1]}}, "/params/chart"),
        ({"chart": "ewma", "alert": {"sustained": 3}}, "/params/alert"),
        ({"chart": "ewma", "alert": {"no": 3}}, "/params/alert"),
        ({"chart": "ewma", "alert": 3}, "/params/alert"),
        ({"chart": "ewma", "residuals": True}, "/params/residuals"),
        ({"chart": "ewma", "residuals": 1}, "/params/residuals"),
        ({"chart": "ewma", "reset_after_alarm": "yes"}, "/params/reset_after_alarm"),
        ({"chart": "ewma", "if_exists": "maybe"}, "/params/if_exists"),
        ({"chart": "ewma", "baseline": {"values": [1, 1, 1, 1]}}, "/params/baseline"),
        ({"chart": "ewma", "baseline": {"values": [1]}}, "/params/baseline"),
        ({"chart": "mewma", "baseline": {"values": [1, 2, 3]}}, "/params/baseline"),
        ({"chart": "ewma", "baseline": {"categories": ["a", "b"]}}, "/params/baseline"),
        ({"chart": "adwin", "baseline": {"values": [1, 2, 3]}}, "/params/baseline"),
        ({"chart": "ewma", "no_such": 1}, "/params/no_such"),
        ({"chart": "ewma", "name": "a\nb"}, "/params/name"),
    ],
)  # fmt: skip
def test_a_wrong_monitor_is_not_made(worker, parameters, where):
    error = worker.ask("monitor.create", **{"name": "wrong", **parameters})["error"]
    assert error["data"]["where"].startswith(where), error
    worker.refused("monitor.state", 1205, name="wrong")


@pytest.mark.parametrize(
    "parameters,where",
    [
        ({}, "/params"), ({"value": 1, "values": [1]}, "/params"), ({"values": 5}, "/params/values"),
        ({"value": "5"}, "/params/value"), ({"value": [1, 2]}, "/params/value"),
        ({"value": True}, "/params/value"), ({"values": [1, [2, 3]]}, "/params/values/1"),
        ({"value": 1, "seq": -1}, "/params/seq"), ({"value": 1, "seq": 1.5}, "/params/seq"),
        ({"value": 1, "seq": 2**53}, "/params/seq"), ({"value": 1, "points": "x"}, "/params/points"),
        ({"value": 1, "seqq": 1}, "/params/seqq"), ({"values": {"a": 1}}, "/params/values"),
    ],
)  # fmt: skip
def test_a_wrong_observation_changes_nothing(worker, made, parameters, where):
    made("ewma")
    worker.call("monitor.observe", name="m", value=1, seq=1)
    before = worker.call("monitor.state", name="m")
    error = worker.refused("monitor.observe", -32602, name="m", **parameters)
    assert error["data"]["where"].startswith(where), error
    assert worker.call("monitor.state", name="m") == before


def requests():
    """Requests on many monitors, one after the other on each."""
    made = [
        ("monitor.create", {"name": f"m{index}", "chart": chart, "alert": {}})
        for index, chart in enumerate(["ewma", "cusum", "kswin", "adwin", "rolling_z"] * 4)
    ]
    told = [
        ("monitor.observe", {"name": parameters["name"], "seq": step,
                             "values": [(index * 7 + step * value) % 11 for value in range(20)]})
        for step in range(8) for index, (_, parameters) in enumerate(made)
    ]  # fmt: skip
    return [
        {"jsonrpc": "2.0", "id": id, "method": method, "params": parameters}
        for id, (method, parameters) in enumerate(made + told)
    ]


def test_threads_change_no_byte_and_monitors_run_side_by_side(driftline, tmp_path):
    asked, found = requests(), []
    for threads in (1, 2, 3):
        folder = tmp_path / str(threads)
        folder.mkdir()
        with Worker(folder, "--threads", threads) as worker:
            worker.send(*asked)
            lines, code = worker.end()
            assert code == 0 and len(lines) == len(asked)
            found.append(sorted(lines, key=lambda line: json.loads(line)["id"]))
    assert found[0] == found[1] == found[2]
    replies = [strict_json(line.decode()) for line in found[0]]
    assert all("result" in reply for reply in replies)
    assert [reply["result"]["state"]["count"] for reply in replies[-20:]] == [160] * 20
