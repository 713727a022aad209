"""Files that a request names: which may be read and written, and what is wrong with them."""

import os

import numpy as np
import pytest
from worker import Worker

COLUMN = [float(x) for x in np.random.default_rng(7).integers(-1000, 1000, 300)]


@pytest.fixture(scope="module")
def worker(driftline, tmp_path_factory):
    with Worker(tmp_path_factory.mktemp("files")) as worker:
        yield worker
        assert worker.end() == ([], 0)


def wrong(worker, data, code, *words):
    return worker.refused("drift.compare", code, *words, baseline={"values": [1, 2]}, current=data)


def test_files_that_are_damaged_are_named(worker):
    np.save(worker.folder / "whole.npy", np.array(COLUMN))
    content = (worker.folder / "whole.npy").read_bytes()
    for cut in (0, 3, 60, len(content) - 1):
        (worker.folder / "cut.npy").write_bytes(content[:cut])
        error = wrong(worker, {"path": "cut.npy"}, 1102)
        assert error["data"]["file"] == "cut.npy"
    (worker.folder / "bad.csv").write_text('x,y\n1,2\n3,"4\n')
    error = wrong(worker, {"path": "bad.csv", "column": "x"}, 1102)
    assert error["data"]["line"] >= 3
    (worker.folder / "bad.ndjson").write_text('{"x":1}\n{"x":}\n')
    assert wrong(worker, {"path": "bad.ndjson", "column": "x"}, 1102)["data"]["line"] == 2


def test_a_file_that_was_replaced_is_read_anew(worker):
    verdicts = set()
    for shift in (0.0, 500.0):
        np.save(worker.folder / "new.tmp.npy", np.array(COLUMN) + shift)
        os.replace(worker.folder / "new.tmp.npy", worker.folder / "new.npy")
        replaced = {"path": "new.npy"}
        reply = worker.call("drift.compare", baseline={"values": [0.0]}, current=replaced)
        verdicts.add(str(reply))
    assert len(verdicts) == 2


# Where files may be


def test_files_below_allowed_folders_only(driftline, tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, inside / "sub", outside):
        folder.mkdir()
        (folder / "x.csv").write_text("a\n1\n2\n")
    (inside / "good").symlink_to("sub/x.csv")
    (inside / "bad").symlink_to(outside / "x.csv")
    (inside / "way").symlink_to(outside)
    (tmp_path / "door").symlink_to(inside)
    os.mkfifo(inside / "fifo.csv")
    with Worker(tmp_path, "--allow-path", inside, store=":memory:") as worker:
        def code(path):
            reply = worker.ask("drift.compare", baseline={"values": [1]}, current={"path": str(path), "format": "csv"})
            return reply.get("error", {}).get("code")

        for path in ("in/x.csv", "in/sub/x.csv", "in/sub/../x.csv", "in/good", inside / "x.csv", "./in/x.csv"):
            assert code(path) is None, path
        for path in (
            "in/bad", "in/way/x.csv", "out/x.csv", "in/../out/x.csv", outside / "x.csv", "/etc/passwd",
            "in/../in/../out/x.csv", "/proc/self/environ", "/dev/zero", "in/sub/../../out/x.csv",
        ):  # fmt: skip
            assert code(path) == 1108, path
        assert code("in/none.csv") == 1101 and code("in/fifo.csv") == 1101 and code("in/sub") == 1101
        worker.call("baseline.fit", name="a", data={"values": [1, 2]})
        for method, given in (
            ("baseline.export", {"name": "a"}), ("report", {"baseline": "a"}), ("metrics", {}),
        ):  # fmt: skip
            worker.refused(method, 1108, path=str(outside / "new"), **given)
            assert worker.call(method, path=str(inside / "new"), **given)["path"] == str(inside / "new")
        worker.refused("baseline.import", 1108, path=str(outside / "x.csv"))
    assert sorted(os.listdir(outside)) == ["x.csv"]


def test_what_might_never_answer_is_not_read(worker):
    os.mkfifo(worker.folder / "fifo")
    for path in ("fifo", "/dev/zero", "/dev/stdin", "-", "/dev/null"):
        wrong(worker, {"path": path, "format": "csv"}, 1101)
