"""Where an error was: a JSON pointer into the request, and not a word of the library's own."""

import numpy as np
import pytest
from worker import Worker

VALUES = {"values": list(range(40))}
ROWS = {"rows": [[i + 1, -i * i % 7, i * i % 5] for i in range(40)]}
FILE = "given.csv"
VERDICT = {"drifted": False, "scores": []}
# A request of every method that takes parameters, that could succeed.
REQUESTS = {
    "drift.compare": {"baseline": VALUES, "current": VALUES, "detectors": ["ks"], "alpha": 0.05,
                      "rule": "both", "drift_share": 0.5, "sensitivity": "medium", "seed": 1},
    "baseline.fit": {"name": "new", "data": VALUES, "detectors": ["ks"], "alpha": 0.05,
                     "rule": "both", "drift_share": 0.5, "sensitivity": "medium", "seed": 1,
                     "if_exists": "replace", "rows": 10, "sketch_size": 200},
    "baseline.update": {"name": "b", "data": VALUES, "expected_version": 1},
    "baseline.list": {"prefix": "b", "limit": 10, "cursor": ""},
    "baseline.get": {"name": "b", "version": 1},
    "baseline.delete": {"name": "gone", "version": 1},
    "baseline.export": {"name": "b", "version": 1, "path": "out.drift"},
    "baseline.import": {"name": "c", "path": "b.drift", "if_exists": "replace"},
    "profile.build": {"baseline": "b", "data": VALUES, "version": 1},
    "profile.merge": {"profiles": []},
    "drift.check": {"baseline": "b", "current": VALUES, "version": 1, "detectors": ["ks"],
                    "alpha": 0.05, "rule": "both", "drift_share": 0.5, "sensitivity": "medium",
                    "threshold": "static", "record": True, "time": "2026-03-01"},
    "stream.observe": {"baseline": "b", "stream": "s", "time": "2026-03-01", "data": VALUES,
                       "seq": 1, "bucket_seconds": 86_400},
    "stream.check": {"baseline": "b", "stream": "s", "from": "2026-03-01", "to": "2026-03-02",
                     "last": "1d", "against": "baseline", "version": 1, "detectors": ["ks"],
                     "alpha": 0.05, "rule": "both", "drift_share": 0.5, "sensitivity": "medium",
                     "threshold": "static", "record": True},
    "stream.list": {"baseline": "b"},
    "stream.prune": {"baseline": "b", "stream": "s", "before": "0001-01-01"},
    "monitor.create": {"name": "new", "chart": {"name": "ewma", "lambda": 0.1}, "baseline": VALUES,
                       "residuals": True, "alert": {"sustained": 2, "within": 3},
                       "reset_after_alarm": True, "if_exists": "replace"},
    "monitor.observe": {"name": "m", "values": [1, 2], "seq": 1, "points": "alarms"},
    "monitor.list": {"prefix": "m", "limit": 10, "cursor": ""},
    "monitor.state": {"name": "m"},
    "monitor.reset": {"name": "m"},
    "monitor.delete": {"name": "m"},
    "chart.design": {"chart": "shewhart", "arl0": 370, "shift": 1},
    "chart.run_length": {"chart": {"name": "shewhart", "limit": 3}, "shifts": [0, 1],
                         "state": "zero"},
    "retrieval.fit": {"name": "r", "queries": ROWS, "retrieved": [ROWS] * 40,
                      "if_exists": "replace", "query_similarity": 0.5, "document_similarity": 0.5,
                      "threshold": 0.5},
    "retrieval.check": {"baseline": "r", "query": {"values": [1, 2, 3]}, "retrieved": ROWS,
                        "version": 1},
    "report": {"baseline": "b", "stream": "s", "from": "2026-03-01", "to": "2026-03-02",
               "format": "text", "path": "out.txt"},
    "metrics": {"format": "prometheus", "path": "out.prom"},
}  # fmt: skip
# What a parameter may wrongly be.
WRONG = [
    "", " ", "no such", "\n", "x" * 300, "a/b", "baseline", "current", "0", "-1d", "9w",
    "99999999w", "20260301", 0, -1, 1.5, 1, 2**53, 2**62, 1e300, None, True, [], [""], ["x"], {},
    {"values": []}, {"values": [1]}, {"values": "x"}, {"rows": []}, {"rows": [[1, 2], [1]]},
    {"categories": ["a"]}, {"counts": {"a": -1}}, {"path": "none.npy"}, {"path": FILE},
    {"path": FILE, "column": "no"}, {"path": FILE, "rows": [5, 900]}, {"path": "given.npy"},
    {"path": "given.npy", "categorical": "x"}, {"columns": {"a": {"values": [1]}}},
    {"parts": [{"values": [1]}, {"categories": ["a"]}]}, {"shm": "none", "dtype": "f4", "shape": [2]},
    {"b64": "AAAA", "dtype": "f4", "shape": [2]}, {"path": "b.drift"}, {"path": "b.profile"},
    {"profile": {"format": "driftline.profile/1", "b64": "AAAA"}}, [{"values": [1]}],
    "ewma", {"name": "ewma", "lambda": 2}, {"name": "mewma"}, {"sustained": 3}, ["inf"], {"a": "x"},
    ["ks", "ks"], [{"name": "psi", "bins": 1}], [{"name": "psi", "bin": 1}], ["psi"], "mmd",
    [{"format": "driftline.profile/1", "b64": "AAAA"}],
]  # fmt: skip


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    with Worker(tmp_path_factory.mktemp("where")) as worker:
        (worker.folder / FILE).write_text("a,b\n1,x\n2,y\n")
        (worker.folder / "b.profile").write_text("no profile")
        np.save(worker.folder / "given.npy", np.arange(12.0).reshape(6, 2))
        yield worker
        assert worker.end() == ([], 0)


def prepare(worker):
    for name in ("b", "gone"):
        worker.ask("baseline.fit", name=name, data=VALUES, detectors=["ks"], if_exists="replace")
    (worker.folder / "b.drift").unlink(missing_ok=True)
    worker.call("baseline.export", name="b", path="b.drift")
    worker.ask("stream.observe", baseline="b", stream="s", time="2026-03-01", data=VALUES)
    worker.ask("monitor.create", name="m", chart="ewma", if_exists="replace")
    worker.ask("retrieval.fit", **{**REQUESTS["retrieval.fit"]})


def test_every_method_is_asked(worker):
    without = {"hello", "ping", "health", "shutdown"}
    assert set(worker.call("hello")["methods"]) == set(REQUESTS) | without


@pytest.mark.parametrize("method", REQUESTS)
def test_where_is_a_pointer_into_the_request(worker, method):
    prepare(worker)
    right = REQUESTS[method]
    wrong = [{**right, name: value} for name in right for value in WRONG]
    wrong += [{name: right[name] for name in right if name != left} for left in right]
    wrong += [{**right, "no_such": 1}, {}]
    refused = 0
    for parameters in wrong:
        reply = worker.ask(method, **parameters)
        if "error" not in reply:
            continue
        refused += 1
        where = reply["error"]["data"].get("where", "")
        assert where == "" or where.startswith("/params"), (parameters, reply)
        assert points_somewhere(parameters, where), (parameters, reply)
    assert refused > len(right)


def points_somewhere(parameters, where):
    """Whether a pointer leads to what is there, or to a member of it that could be."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in where.split("/")[2:]]
    value = parameters
    for step in steps[:-1]:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return False
    return True


@pytest.mark.parametrize(
    "method,parameters,where",
    [
        ("baseline.fit", {"name": "", "data": VALUES}, "/params/name"),
        ("baseline.fit", {"name": "a\nb", "data": VALUES}, "/params/name"),
        ("retrieval.fit", {**REQUESTS["retrieval.fit"], "name": ""}, "/params/name"),
        ("retrieval.fit", {**REQUESTS["retrieval.fit"], "threshold": 2}, "/params/threshold"),
        ("baseline.get", {"name": "name"}, "/params/name"),
        ("retrieval.fit", {**REQUESTS["retrieval.fit"], "retrieved": [ROWS]}, "/params/retrieved"),
        ("retrieval.fit", {**REQUESTS["retrieval.fit"], "queries": {"rows": [[0, 0, 0]] * 40}},
         "/params/queries"),
        ("retrieval.check", {**REQUESTS["retrieval.check"], "baseline": "b"}, "/params/baseline"),
        ("drift.check", {"baseline": "record", "current": VALUES, "record": False},
         "/params/baseline"),
        ("stream.check", {"baseline": "b", "stream": "no", "last": "1d"}, "/params/stream"),
    ],  # fmt: skip
)
def test_where_names_what_was_wrong(worker, method, parameters, where):
    prepare(worker)
    assert worker.ask(method, **parameters)["error"]["data"]["where"] == where
