"""`driftline design` and `driftline charts`, and the worker's chart.design and chart.run_length."""

import pytest
from conftest import strict_json
from worker import Worker

DESIGNS = {
    "ewma": {"arl0": 370, "shift": 1},
    "cusum": {"arl0": 1000, "shift": 0.5, "head_start": 0.5},
    "shewhart": {"arl0": 370, "shift": 2},
    "mewma": {"arl0": 200, "shift": 1, "dimensions": 3},
    "hotelling_t2": {"arl0": 200, "shift": 1, "dimensions": 2},
}
EWMA = """\
ewma: lambda 0.141, limit 2.786, limits "asymptotic", head_start 0

shift   mean  median  steady state
    0    370     258         364.7
 0.25  102.6      74         100.9
  0.5  31.04      24         30.37
    1  9.575       8         9.371
    2  3.857       4         3.803
    3  2.515       2         2.496

mean run length by shift, in sigma (logarithmic)
    408.8 ┤•
          ┤ ••
          ┤   ••
    111.7 ┤     •
          ┤      ••
          ┤        ••
     30.5 ┤          ••
          ┤            ••••
          ┤                ••••
    8.332 ┤                    •••••••
          ┤                           •••••••••••
          ┤                                      •••••••••••••••••••
    2.276 ┤                                                         •••••••
           0                                                              3
"""


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    with Worker(tmp_path_factory.mktemp("design")) as worker:
        yield worker
        assert worker.end() == ([], 0)


def arguments(chart):
    """The command's arguments for a design."""
    settled = dict(DESIGNS[chart])
    found = ["design", chart, "--arl0", settled.pop("arl0"), "--shift", settled.pop("shift")]
    for name, value in settled.items():
        found += ["--set", f"{name}={value}"]
    return found


def designed(worker, chart):
    """What the worker says of the same wish."""
    settled = dict(DESIGNS[chart])
    wish = {name: settled.pop(name) for name in ("arl0", "shift")}
    return worker.call("chart.design", chart={"name": chart, **settled}, **wish)


def test_a_design_is_a_sentence_a_table_and_a_curve(driftline):
    done = driftline.run("design", "ewma", "--arl0", "370", "--shift", "1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == EWMA


@pytest.mark.parametrize("chart", DESIGNS)
def test_the_command_and_the_worker_say_the_same(driftline, worker, chart):
    done = driftline.run(*arguments(chart), "--json")
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 1)
    design = strict_json(done.stdout.decode())
    assert design == designed(worker, chart)
    text = driftline.run(*arguments(chart)).stdout.decode()
    assert text.startswith(f"{chart}: ") and "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("chart", DESIGNS)
def test_a_design_keeps_its_promise_and_makes_a_monitor(worker, chart):
    design, wish = designed(worker, chart), DESIGNS[chart]
    averages = [point["average"] for point in design["curve"]]
    assert averages[0] == pytest.approx(wish["arl0"], rel=1e-6)
    assert averages == sorted(averages, reverse=True) and averages == design["arl"]
    described = {"name": chart, **design["parameters"]}
    shifts = [point["shift"] for point in design["curve"]]
    lengths = worker.call("chart.run_length", chart=described, shifts=shifts)
    assert lengths["arl"] == pytest.approx(averages, rel=1e-9)
    worker.call("monitor.create", name=chart, chart=described)
    kept = worker.call("monitor.state", name=chart)["chart"]
    assert {name: kept[name] for name in design["parameters"]} == design["parameters"]


@pytest.mark.parametrize("chart", ["ewma", "cusum"])
def test_no_other_weight_sees_the_shift_sooner(worker, chart):
    best = worker.call("chart.design", chart=chart, arl0=370, shift=1)
    name = {"ewma": "lambda", "cusum": "k"}[chart]

    def delay(weight):
        wish = {"name": chart, name: weight}
        made = worker.call("chart.design", chart=wish, arl0=370)["parameters"]
        lengths = worker.call("chart.run_length", chart={"name": chart, **made}, shifts=[1])
        return lengths["arl"][0]

    weight = best["parameters"][name]
    assert min(delay(weight * 0.8), delay(weight * 1.25)) > delay(weight)


@pytest.mark.parametrize(
    "wish,words",
    [
        (["ewma", "--arl0", "1"], "arl0"), (["ewma", "--arl0", "1e12", "--shift", "1"], "arl0"),
        (["ewma", "--arl0", "nan", "--shift", "1"], "arl0"),
        (["ewma", "--arl0", "370", "--shift", "0"], "shift"),
        (["ewma", "--arl0", "370", "--shift=-1"], "shift"),
        (["ewma", "--arl0", "370", "--shift", "1000"], "shift"),
        (["ewma", "--arl0", "370"], "shift"), (["ewma", "--shift", "1"], "arl0"),
        (["kswin", "--arl0", "370"], "kswin"), (["no", "--arl0", "370"], "no"),
        (["ewma", "--arl0", "370", "--set", "lambda=2"], "lambda"),
        (["ewma", "--arl0", "370", "--set", "lamda=0.2"], "lamda"),
        (["cusum", "--arl0", "370", "--set", "k=-1"], "k"),
        (["mewma", "--arl0", "370", "--shift", "1", "--set", "dimensions=0"], "dimensions"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(driftline, wish, words):
    done = driftline.run("design", *wish)
    assert done.returncode == 2 and done.stdout == b""
    message = done.stderr.decode()
    assert message.count("\n") == 1 and words in message


@pytest.mark.parametrize(
    "parameters,where",
    [
        ({"chart": "ewma", "shift": 1}, "/params/arl0"),
        ({"chart": "ewma", "arl0": 0.5, "shift": 1}, "/params/arl0"),
        ({"chart": "ewma", "arl0": 370, "shift": -1}, "/params/shift"),
        ({"chart": "no", "arl0": 370, "shift": 1}, "/params/chart"),
        ({"chart": {"name": "ewma", "lambda": 2}, "arl0": 370}, "/params/chart"),
        ({"chart": 1, "arl0": 370}, "/params/chart"), ({"arl0": 370}, "/params/chart"),
    ],
)  # fmt: skip
def test_the_worker_says_where(worker, parameters, where):
    error = worker.refused("chart.design", -32602, **parameters)
    assert error["data"]["where"].startswith(where)


def test_charts_are_listed_and_described(driftline, worker):
    charts = worker.call("hello")["charts"]
    done = driftline.run("charts", "--json")
    assert done.returncode == 0 and strict_json(done.stdout.decode()) == charts
    listed = driftline.run("charts").stdout.decode()
    assert max(map(len, listed.splitlines())) <= 80
    for chart in charts:
        assert f"\n  {chart['id']} " in f"\n{listed}"
        described = driftline.run("charts", chart["id"]).stdout.decode()
        assert described.startswith(f"{chart['id']}: ")
        assert all(f"\n  {name} " in described for name in chart["parameters"])
        assert max(map(len, described.splitlines())) <= 80
        one = driftline.run("charts", chart["id"], "--json").stdout.decode()
        assert strict_json(one) == [chart]
    done = driftline.run("charts", "no")
    assert done.returncode == 2 and done.stdout == b"" and b'"no"' in done.stderr
