"""Names, data, files and stores that are not what they should be."""

import os
import random
import stat
import subprocess

import numpy
import pytest
from conftest import ROOT, Store

DATA = ROOT / "data"


@pytest.mark.parametrize(
    "name,words",
    [
        ("a\nb", ["no control characters", "U+A"]),
        ("", ["1 to 256 bytes"]),
        ("x" * 100_000, ["1 to 256 bytes", "100000"]),
        ("\u2028", ["U+2028"]),
    ],
)
def test_names_are_names(store, name, words):
    store.refused("baseline", "fit", name, DATA / "wine_baseline.csv", words=words)
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    store.refused("baseline", "show", name, words=["there is no baseline"])
    store.refused(
        "stream", "observe", "b", name, DATA / "wine_stable.csv", "--time", 0, words=words
    )
    assert len(store.json("baseline", "list")["items"]) == 1


def test_data_that_say_nothing(store, tmp_path):
    numpy.save(tmp_path / "nan.npy", numpy.full(10, numpy.nan))
    numpy.save(tmp_path / "none.npy", numpy.zeros(0))
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "header.csv").write_text("a,b\n")
    for file in ("nan.npy", "none.npy", "header.csv"):
        store.refused("baseline", "fit", "b", tmp_path / file, words=["nothing to fit"])
    store.refused("baseline", "fit", "b", tmp_path / "empty.csv", words=["empty.csv:1:1"])
    assert store.json("baseline", "list")["items"] == []

    store.ok("baseline", "fit", "b", DATA / "breast_cancer_baseline_mean_radius.npy")
    store.ok("stream", "observe", "b", "s", tmp_path / "nan.npy", "--time", 0)
    for command in (
        ("check", "b", tmp_path / "nan.npy"), ("stream", "check", "b", "s", "--last", "1d"),
    ):  # fmt: skip
        verdict = store.json(*command)
        assert verdict["missing"]["current"] == 10
        assert [score["detector"] for score in verdict["scores"]] == ["missing_share"]
        assert verdict["skipped"][0]["error"]["data"]["kind"] == "insufficient_data"
        store.refused(*command, "--detector", "ks", words=["current has 0 values"])


def test_data_of_another_shape(store, tmp_path):
    store.ok("baseline", "fit", "rows", DATA / "minilm/baseline.npy")
    numpy.save(tmp_path / "narrow.npy", numpy.zeros((5, 3), dtype="f4"))
    store.refused("check", "rows", tmp_path / "narrow.npy", words=["3 columns", "384"])
    store.refused("check", "rows", DATA / "wine_stable.csv", words=["matrix", "table"])
    store.ok("baseline", "fit", "wine", DATA / "wine_baseline.csv")
    for command in (("check", "wine"), ("baseline", "update", "wine")):
        store.refused(*command, DATA / "digits_stable.csv", words=['no column "cultivar"'])
        store.refused(*command, DATA / "breast_cancer_stable.csv", words=["column"])
    store.ok("profile", "build", "wine", DATA / "wine_stable.csv", "-o", tmp_path / "w.profile")
    for command in (
        ("check", "rows", tmp_path / "w.profile"),
        ("baseline", "update", "rows", tmp_path / "w.profile"),
        ("stream", "observe", "rows", "s", tmp_path / "w.profile", "--time", "0"),
    ):
        store.refused(*command, words=["made with another baseline"])
    store.ok("profile", "build", "rows", DATA / "minilm/stable.npy", "-o", tmp_path / "r.profile")
    done = store.driftline.run(
        "profile", "merge", tmp_path / "w.profile", tmp_path / "r.profile", "-o", tmp_path / "m"
    )
    assert done.returncode == 2 and b"made with another baseline" in done.stderr
    assert not (tmp_path / "m").exists()


def test_files_that_are_damaged(store, tmp_path):
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    profile = tmp_path / "p.profile"
    store.ok("profile", "build", "b", DATA / "wine_stable.csv", "-o", profile)
    whole = profile.read_bytes()
    shuffler = random.Random(3)
    for damaged in [whole[:100], whole[:-1], whole + b"\n", b"", b"text\n"] + [
        whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        for place in (shuffler.randrange(len(whole)) for _ in range(20))
    ]:
        profile.write_bytes(damaged)
        store.refused("check", "b", profile, words=["p.profile: "])
    export = tmp_path / "b.baseline"
    store.ok("baseline", "export", "b", export)
    whole = export.read_bytes()
    for damaged in [whole[:50], whole[:-1], b"", whole[:200] + b"\0" + whole[201:]]:
        export.write_bytes(damaged)
        store.refused("baseline", "import", export, words=["b.baseline: "])
    assert store.json("baseline", "show", "b")["versions"] == [1]


def test_an_export_is_written_as_a_whole(store, tmp_path):
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    target = tmp_path / "there.baseline"
    target.write_text("before")
    target.chmod(0o640)
    (tmp_path / "link").symlink_to(target)
    store.ok("baseline", "export", "b", tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and target.read_bytes().startswith(b"DRIFTEXP")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    store.refused("baseline", "export", "b", tmp_path, words=["Is a directory"])
    store.refused("baseline", "export", "b", tmp_path / "no" / "x", words=["No such file"])
    store.refused("baseline", "export", "b", "/dev/full", words=["No space left"])
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"folder", "there.baseline", "link"}


def test_reading_makes_no_store(store):
    assert store.json("baseline", "list") == {"items": []}
    assert store.json("stream", "list") == {"items": []}
    for command in (
        ("baseline", "show", "b"), ("baseline", "delete", "b"), ("stream", "list", "b"),
        ("check", "b", DATA / "wine_stable.csv"), ("baseline", "export", "b", "x"),
        ("stream", "prune", "b", "--before", 0),
    ):  # fmt: skip
        store.refused(*command, words=['there is no baseline "b"', "there is no store"])
    assert not store.path.parent.exists()


def test_a_store_in_a_folder_that_is_not_there_is_made_for_its_owner(store):
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_stores_that_are_none(driftline, tmp_path):
    for name, content in (("text", b"text\n" * 1000), ("zeros", bytes(8192))):
        path = tmp_path / name
        path.write_bytes(content)
        for command in (("baseline", "list"), ("baseline", "fit", "b", DATA / "wine_baseline.csv")):
            Store(driftline, path).refused(*command, status=3, words=[str(path)])
        assert path.read_bytes() == content
    Store(driftline, tmp_path).refused("baseline", "list", status=3, words=["folder"])


def test_a_store_that_is_damaged(store):
    for name in ("a", "b", "c"):
        store.ok("baseline", "fit", name, DATA / "breast_cancer_baseline.csv")
    content = store.path.read_bytes()
    store.path.write_bytes(content[: len(content) // 2])
    store.refused("baseline", "show", "c", status=3, words=["damaged"])


def test_a_store_that_cannot_be_written(store, driftline, tmp_path):
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    if os.geteuid() == 0:
        read_only = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        for path in (tmp_path, *tmp_path.parents):
            if path.stat().st_mode & 0o005 != 0o005:
                path.chmod(path.stat().st_mode | 0o055)
    else:
        read_only = []
    store.path.chmod(0o444)
    store.path.parent.chmod(0o555)
    def run(*arguments):
        return subprocess.run(
            [*read_only, driftline.path, *map(str, arguments), "--store", store.path],
            capture_output=True, timeout=120,
        )  # fmt: skip

    try:
        data = DATA / "wine_stable.csv"
        assert run("check", "b", data).returncode == 0
        for command in (
            ("baseline", "fit", "c", data), ("baseline", "update", "b", data),
            ("check", "b", data, "--record"), ("baseline", "delete", "b"),
            ("stream", "observe", "b", "s", data, "--time", 0),
        ):  # fmt: skip
            done = run(*command)
            assert done.returncode == 3, done.stderr
            assert done.stdout == b"" and done.stderr.count(b"\n") == 1
            assert b"cannot be written" in done.stderr
    finally:
        store.path.parent.chmod(0o700)


def test_an_output_never_replaces_the_store_or_the_data(store, tmp_path):
    numpy.save(tmp_path / "a.npy", numpy.arange(200.0))
    store.ok("baseline", "fit", "b", tmp_path / "a.npy")
    (tmp_path / "link").symlink_to(store.path)
    before = (tmp_path / "a.npy").read_bytes()
    for output in (store.path, tmp_path / "link"):
        store.refused("baseline", "export", "b", output, words=["which this would replace"])
        store.refused(
            "profile", "build", "b", tmp_path / "a.npy", "-o", output,
            words=["which this would replace"],
        )  # fmt: skip
    store.refused(
        "profile", "build", "b", tmp_path / "a.npy", "-o", tmp_path / "a.npy",
        words=["which this would replace"],
    )  # fmt: skip
    assert (tmp_path / "a.npy").read_bytes() == before
    assert len(store.json("baseline", "list")["items"]) == 1


def test_arguments_that_are_no_utf_8_are_refused(store):
    store.ok("baseline", "fit", "caf\ufffd", DATA / "wine_baseline.csv")
    for name in (b"caf\xe8", b"caf\xe9"):
        store.refused("baseline", "delete", name, words=["not valid UTF-8"])
    store.refused("check", "caf\ufffd", b"\xff\xfe.npy", words=["not valid UTF-8"])


def test_options_about_data_do_not_go_with_a_profile(store, tmp_path):
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    profile = tmp_path / "a.profile"
    store.ok("profile", "build", "b", DATA / "wine_stable.csv", "-o", profile)
    for option in (["--format", "csv"], ["--numeric", "x"], ["--matrix"], ["--missing", "x"]):
        store.refused("check", "b", profile, *option, words=["leave out", option[0]])


@pytest.mark.parametrize("megabytes", [240, 280])
def test_the_program_ends_where_memory_is_short(store, driftline, megabytes):
    """OpenBLAS's threads never end where there is no memory for them, and an exit waits for them."""
    limited = f"ulimit -v {megabytes * 1024}; exec '{driftline.path}' --version"
    done = subprocess.run(["bash", "-c", limited], capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stdout == b"0.1.0\n", done


def test_a_file_that_may_not_grow_is_an_error(store, driftline, tmp_path):
    limited = (
        f"ulimit -f 8; exec '{driftline.path}' baseline fit b '{DATA / 'wine_baseline.csv'}' "
        f"--store '{tmp_path / 'small'}'"
    )
    done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, timeout=60)
    assert done.returncode in (2, 3) and len(done.stderr.splitlines()) == 1, done
