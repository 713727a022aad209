"""The package with the real worker."""

from __future__ import annotations

import asyncio
import datetime
import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import driftline
from conftest import ROOT
from samples import CITIES, MOVED, NUMBERS, RANDOM, ROWS, SHIFTED, UTC


def test_a_verdict_on_numbers(worker: driftline.Worker) -> None:
    verdict = worker.compare(NUMBERS, SHIFTED, ["ks", "psi"], alpha=0.05, rule="both", seed=3)
    assert verdict.drifted is True and verdict.kind == "numeric"
    assert verdict.n == (3000, 2000) and verdict.alpha == 0.05 and verdict.seed == 3
    grid = np.concatenate([NUMBERS, SHIFTED])
    gap = np.abs(
        np.searchsorted(np.sort(NUMBERS), grid, "right") / 3000
        - np.searchsorted(np.sort(SHIFTED), grid, "right") / 2000
    ).max()
    statistic = verdict.score("ks").statistic
    assert statistic is not None and math.isclose(statistic, gap, rel_tol=1e-12)
    assert str(verdict).splitlines()[1] == "baseline 3,000 values, current 2,000 values; alpha 0.05, rule both"


def test_errors_say_what_where_and_what_was_expected(worker: driftline.Worker) -> None:
    with pytest.raises(driftline.InvalidParams, match="sensitivty") as caught:
        worker.compare(NUMBERS, SHIFTED, sensitivty="low")
    assert caught.value.code == -32602 and caught.value.kind == "invalid_params"
    with pytest.raises(driftline.ShapeMismatch) as mismatch:
        worker.compare(ROWS, MOVED[:, :23])
    assert mismatch.value.code == 1103 and not mismatch.value.retryable
    with pytest.raises(driftline.InsufficientData):
        worker.compare([], [], "ks")
    with pytest.raises(driftline.MethodNotFound):
        worker.call("no.such.method")
    with pytest.raises(driftline.BaselineNotFound, match="nobody"):
        worker.baseline("nobody").check(NUMBERS)
    with pytest.raises(driftline.DeadlineExceeded):
        worker.compare(np.tile(NUMBERS, 2000), np.tile(SHIFTED, 2000), "energy", deadline=0.001)


def test_the_worker_says_what_it_is(worker: driftline.Worker) -> None:
    assert worker.ping() == {}
    hello = worker.hello()
    assert hello["protocol"] == "driftline/1" and "drift.compare" in hello["methods"]
    assert worker.health()["in_flight"] >= 0
    detectors = {(detector.kind, detector.id): detector for detector in worker.detectors()}
    assert detectors["numeric", "psi"].parameters["bins"]["default"] == 10


def test_a_baseline_from_fit_to_delete(worker: driftline.Worker, tmp_path: Path) -> None:
    baseline = worker.baseline("ages")
    fitted = baseline.fit(NUMBERS, detectors=["ks", {"name": "psi", "bins": 20}], alpha=0.02, seed=4)
    assert (fitted.name, fitted.version, fitted.kind, fitted.n) == ("ages", 1, "numeric", 3000)
    with pytest.raises(driftline.BaselineExists):
        baseline.fit(NUMBERS)
    verdict = baseline.check(SHIFTED, record=True)
    assert verdict.drifted is True and verdict.alpha == 0.02 and verdict.seed == 4
    assert verdict.baseline == {"name": "ages", "version": 1, "digest": fitted.digest}
    assert verdict.score("psi").definition["bins"] == 20
    assert [score.detector for score in baseline.check(SHIFTED, detectors="ks").scores] == ["ks"]
    assert baseline.update(NUMBERS[:100]).version == 2
    assert baseline.info().n == 3100 and baseline.info(1).n == 3000
    assert baseline.info().raw["detectors"][1]["name"] == "psi"
    assert baseline.versions() == [1, 2]
    assert [item.name for item in worker.baselines()] == ["ages"]
    data = baseline.export(version=1)
    assert isinstance(data, bytes)
    assert worker.import_baseline(data, name="copy").digest == fitted.digest
    written = baseline.export(tmp_path / "ages.baseline")
    assert isinstance(written, dict) and written["bytes"] == (tmp_path / "ages.baseline").stat().st_size
    assert worker.import_baseline(tmp_path / "ages.baseline", name="third", if_exists="error").n == 3100
    names = [item.name for item in worker.baselines(page=2)]
    assert names == ["ages", "copy", "third"]
    assert [item.name for item in worker.baselines(prefix="c")] == ["copy"]
    assert baseline.delete()["deleted"]["versions"] == 2
    with pytest.raises(driftline.BaselineNotFound):
        baseline.info()


def test_profiles_of_parts_give_the_verdict_of_the_whole(worker: driftline.Worker, tmp_path: Path) -> None:
    baseline = worker.baseline("ages")
    baseline.fit(NUMBERS)
    profiles = [baseline.profile(part) for part in np.array_split(SHIFTED, 3)]
    assert [profile.n for profile in profiles] == [667, 667, 666]
    merged = worker.merge(profiles)
    assert merged.n == 2000
    expected = baseline.check(SHIFTED)
    assert baseline.check(merged).scores == expected.scores
    merged.save(tmp_path / "day.profile")
    assert baseline.check(tmp_path / "day.profile").scores == expected.scores
    worker.baseline("cities").fit(CITIES)
    with pytest.raises(driftline.IncompatibleProfile):
        worker.baseline("cities").check(merged)


def test_a_stream_over_days(worker: driftline.Worker) -> None:
    worker.baseline("ages").fit(NUMBERS)
    stream = worker.baseline("ages").stream("shop")
    for day in range(1, 8):
        values = NUMBERS[:400] if day < 5 else SHIFTED[:400]
        time = datetime.datetime(2026, 3, day, 12, tzinfo=UTC)
        seen = stream.observe(values, time=time, seq=day)
        assert seen["bucket"] == f"2026-03-0{day}T00:00:00Z" and seen["n"] == 400
    assert stream.observe(SHIFTED, time=datetime.date(2026, 3, 7), seq=7)["repeated"] is True
    week = stream.check(last="3d", record=True)
    assert week.drifted is True and week.stream is not None and week.stream["buckets"] == 3
    calm = stream.check(start=datetime.date(2026, 3, 1), end=datetime.datetime(2026, 3, 5, tzinfo=UTC))
    assert calm.drifted is False and calm.n.current == 1600
    assert stream.check(last=datetime.timedelta(days=3), against="previous").drifted is True
    assert [item["stream"] for item in worker.streams()] == ["shop"] == [
        item["stream"] for item in worker.streams("ages")
    ]
    assert stream.prune(datetime.date(2026, 3, 3))["buckets"] == 2


def test_retrieval_has_a_coverage(worker: driftline.Worker) -> None:
    queries = RANDOM.normal(size=(20, 8))
    found = RANDOM.normal(size=(20, 10, 8))
    retrieval = worker.retrieval("search")
    assert retrieval.fit(queries, found).kind == "retrieval"
    assert retrieval.check(queries[3], found[3]).coverage == 1
    verdict = retrieval.check_all(queries, -found)
    assert verdict.drifted is True and verdict.coverage is not None and verdict.coverage < 0.8
    assert "baseline 20 queries, current 20 queries" in str(verdict)


def test_reports_and_metrics(worker: driftline.Worker, tmp_path: Path) -> None:
    verdict = worker.compare(NUMBERS, SHIFTED)
    assert worker.report(verdict).startswith("DRIFT")
    assert "<svg" in worker.report(verdict, format="html")
    path = tmp_path / "report.html"
    assert worker.report(verdict, format="html", path=path) == str(path) and path.exists()
    worker.baseline("ages").fit(NUMBERS)
    worker.baseline("ages").check(SHIFTED, record=True)
    assert "ages" in worker.report(baseline="ages", start=0)
    assert 'baseline="ages"' in worker.metrics()
    assert worker.metrics("openmetrics").endswith("# EOF\n")
    assert worker.metrics(path=tmp_path / "m.prom") == str(tmp_path / "m.prom")


def test_long_work_reports_and_can_be_taken_back(worker: driftline.Worker) -> None:
    values = RANDOM.normal(size=(120_000, 64)).astype("f4")
    seen: list[driftline.Progress] = []
    worker.compare(values, values, "centroid", progress=seen.append)
    assert seen and all(state.unit == "rows" for state in seen)
    began = time.monotonic()
    future = worker.submit("drift.compare", {"detectors": ["mmd"]}, data={"baseline": values, "current": values})
    time.sleep(0.05)
    assert future.cancel()
    assert worker.ping() == {}
    with pytest.raises(driftline.Timeout):
        worker.compare(values, values, ["mmd", "cluster_scan"], timeout=0.05)
    assert worker.compare(NUMBERS, SHIFTED).drifted is True
    assert time.monotonic() - began < 60


def test_thirty_two_threads_get_their_own_verdicts(worker: driftline.Worker) -> None:
    expected = {n: worker.compare(NUMBERS[:n], SHIFTED[: n // 2]).to_json() for n in range(100, 132)}
    wrong: list[int] = []

    def work(n: int) -> None:
        for _ in range(20):
            if worker.compare(NUMBERS[:n], SHIFTED[: n // 2]).to_json() != expected[n]:
                wrong.append(n)

    threads = [threading.Thread(target=work, args=(n,)) for n in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_killed_worker_is_replaced_and_the_store_is_kept(worker: driftline.Worker) -> None:
    worker.baseline("ages").fit(NUMBERS)
    expected = worker.baseline("ages").check(SHIFTED)
    for _ in range(3):
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.baseline("ages").check(SHIFTED) == expected


def test_wrong_settings_are_an_error_at_once(binary: Path, tmp_path: Path) -> None:
    with driftline.Worker(binary, args=["--no-such-flag"]) as worker:
        with pytest.raises(driftline.WorkerDied, match="no-such-flag"):
            worker.ping()
    (tmp_path / "store").write_text("this is no database, and it is long enough to be looked at" * 20)
    with driftline.Worker(binary, tmp_path / "store") as worker:
        with pytest.raises(driftline.WorkerDied) as caught:
            worker.ping()
    assert caught.value.data["exit_status"] == 3


def test_the_workers_own_limits_hold(binary: Path) -> None:
    with driftline.Worker(binary, ":memory:", args=["--max-line-bytes", "4096"]) as worker:
        for _ in range(2):
            with pytest.raises(driftline.LimitExceeded):
                worker.compare(["x" * 5000], ["y"])
            assert worker.compare(NUMBERS, SHIFTED).drifted is True
    with driftline.Worker(binary, ":memory:", args=["--max-reply-bytes", "32768"]) as worker:
        worker.baseline("rows").fit(ROWS)
        with pytest.raises(driftline.LimitExceeded) as caught:
            worker.baseline("rows").export()
        assert caught.value.kind == "reply_too_large"


def test_a_worker_that_is_told_to_end_is_replaced(worker: driftline.Worker) -> None:
    worker.ping()
    assert worker.pid is not None
    future = worker.submit("drift.compare", data={"baseline": ROWS, "current": MOVED})
    os.kill(worker.pid, signal.SIGTERM)
    assert future.result(60)["drifted"] is True
    assert worker.call("shutdown") == {}
    assert worker.compare(NUMBERS, SHIFTED).drifted is True


def test_allowed_folders_hold(binary: Path, tmp_path: Path) -> None:
    with driftline.Worker(binary, ":memory:", allow_paths=[tmp_path]) as worker:
        with pytest.raises(driftline.PathDenied):
            worker.compare(ROOT / "data/wine_baseline.csv", ROOT / "data/wine_drifted.csv")
        assert worker.compare(NUMBERS, SHIFTED).drifted is True


def test_threads_never_change_a_verdict(binary: Path, worker: driftline.Worker) -> None:
    with driftline.Worker(binary, ":memory:", threads=1) as other:
        assert other.compare(ROWS, MOVED).to_json() == worker.compare(ROWS, MOVED).to_json()


def test_asyncio_gives_the_same(binary: Path, worker: driftline.Worker, tmp_path: Path) -> None:
    async def main() -> None:
        async with driftline.aio.Worker(binary, tmp_path / "aio.sqlite") as other:
            baseline = other.baseline("ages")
            await baseline.fit(NUMBERS)
            verdicts = await asyncio.gather(
                other.compare(NUMBERS, SHIFTED), other.compare(ROWS, MOVED), baseline.check(SHIFTED)
            )
            assert verdicts[0] == worker.compare(NUMBERS, SHIFTED)
            assert verdicts[1] == worker.compare(ROWS, MOVED)
            assert [item.name async for item in other.baselines()] == ["ages"]
            stream = baseline.stream("s")
            await stream.observe(SHIFTED, time=0)
            assert (await stream.check(last="1d")).drifted is True

    asyncio.run(main())


def test_the_default_worker_serves_the_module(binary: Path, tmp_path: Path) -> None:
    program = (
        "import driftline, os\n"
        "verdict = driftline.compare([0.1 * i for i in range(100)], [5 + 0.1 * i for i in range(100)])\n"
        "assert verdict.drifted is True\n"
        "assert driftline.default_worker() is driftline.default_worker()\n"
        "print(driftline.default_worker().pid)\n"
    )
    environment = {**os.environ, "DRIFTLINE_BINARY": str(binary), "DRIFTLINE_STORE": str(tmp_path / "s")}
    environment["PYTHONPATH"] = str(Path(driftline.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
