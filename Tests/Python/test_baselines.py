"""Baselines and profiles: what is kept gives the verdicts of the data themselves."""

import base64
import csv
import json
import random

import numpy
import pytest
from conftest import ROOT, Store, strict_json
from verdicts import same, scores, verdict_of_compare

DATA = ROOT / "data"
PAIRS = [
    (f"{name}_baseline{ending}", f"{name}_{split}{ending}")
    for name, ending in (
        ("wine", ".csv"), ("breast_cancer", ".csv"), ("digits", ".csv"),
        ("breast_cancer", "_mean_radius.npy"),
    )
    for split in ("stable", "drifted")
]  # fmt: skip
EVERY_NUMERIC = (
    "psi,ks,kl,js,wasserstein,energy,cramer_von_mises,anderson_darling,combined,missing_share"
)
EVERY_EMBEDDING = (
    "centroid,cosine,cluster_scan,cluster_psi,mmd,sliced_wasserstein,dimensions,frechet,hotelling,"
    "classifier,missing_share"
)


@pytest.mark.parametrize("baseline,current", PAIRS)
def test_check_gives_what_compare_gives(store, driftline, baseline, current):
    entry = store.json("baseline", "fit", "b", DATA / baseline)
    checked = store.json("check", "b", DATA / current)
    assert checked["baseline"] == {"name": "b", "version": 1, "digest": entry["digest"]}
    compared = driftline.compare(DATA / baseline, DATA / current)
    assert verdict_of_compare(checked) == compared


def test_check_gives_what_compare_gives_for_every_numeric_detector(store, driftline):
    sides = DATA / "breast_cancer_baseline.csv", DATA / "breast_cancer_drifted.csv"
    store.ok("baseline", "fit", "b", sides[0], "--detector", EVERY_NUMERIC)
    same(
        verdict_of_compare(store.json("check", "b", sides[1])),
        driftline.compare(*sides, "--detector", EVERY_NUMERIC),
    )


def test_check_gives_what_compare_gives_for_every_detector_of_embeddings(store, driftline):
    sides = DATA / "minilm/baseline.npy", DATA / "minilm/drift20.npy"
    store.ok("baseline", "fit", "b", sides[0], "--detector", EVERY_EMBEDDING, "--rows", 4000)
    same(
        verdict_of_compare(store.json("check", "b", sides[1])),
        driftline.compare(*sides, "--detector", EVERY_EMBEDDING),
    )


@pytest.mark.parametrize("columns", [["ash"], ["cultivar"], ["ash", "strength"]])
def test_columns_are_picked_from_the_baseline_too(store, driftline, columns):
    options = [option for name in columns for option in ("--column", name)]
    sides = DATA / "wine_baseline.csv", DATA / "wine_drifted.csv"
    store.ok("baseline", "fit", "b", sides[0])
    checked = store.json("check", "b", sides[1], *options)
    assert verdict_of_compare(checked) == driftline.compare(*sides, *options)


def test_options_are_the_baselines_where_none_are_given(store, driftline):
    sides = DATA / "wine_baseline.csv", DATA / "wine_drifted.csv"
    options = (
        "--detector", "psi,ks", "--set", "psi.bins=5", "--alpha", "0.2", "--rule", "p_value",
        "--drift-share", "0.9", "--sensitivity", "high", "--seed", "7",
    )  # fmt: skip
    store.ok("baseline", "fit", "b", sides[0], *options)
    checked = verdict_of_compare(store.json("check", "b", sides[1]))
    assert checked == driftline.compare(*sides, *options)
    assert checked["seed"] == 7 and checked["alpha"] == 0.2
    other = store.json("check", "b", sides[1], "--alpha", "0.3", "--rule", "both")
    assert other["alpha"] == 0.3 and other["rule"] == "both"


def split(path, parts, folder):
    """A file's rows dealt out to so many files."""
    shuffler = random.Random(5)
    paths = [folder / f"part-{part}{path.suffix}" for part in range(parts)]
    if path.suffix == ".npy":
        rows = numpy.load(path)
        places = numpy.array([shuffler.randrange(parts) for _ in range(len(rows))])
        for part, target in enumerate(paths):
            numpy.save(target, rows[places == part])
    else:
        header, *lines = path.read_text().splitlines()
        chosen = [shuffler.randrange(parts) for _ in lines]
        for part, target in enumerate(paths):
            mine = [line for line, place in zip(lines, chosen) if place == part]
            target.write_text("\n".join([header, *mine]) + "\n")
    return paths


@pytest.mark.parametrize(
    "baseline,current,options",
    [
        ("wine_baseline.csv", "wine_drifted.csv", ()),
        ("digits_baseline.csv", "digits_stable.csv", ()),
        ("breast_cancer_baseline.csv", "breast_cancer_drifted.csv", ("--detector", EVERY_NUMERIC)),
        ("minilm/baseline.npy", "minilm/drift10.npy", ()),
    ],
)
def test_seven_parts_merged_give_the_scores_of_the_whole(
    store, tmp_path, baseline, current, options
):
    store.ok("baseline", "fit", "b", DATA / baseline, *options)
    store.ok("profile", "build", "b", DATA / current, "-o", tmp_path / "whole.profile")
    parts = []
    for path in split(DATA / current, 7, tmp_path):
        parts.append(tmp_path / (path.stem + ".profile"))
        said = store.json("profile", "build", "b", path, "-o", parts[-1])
        assert said["bytes"] == parts[-1].stat().st_size
    random.Random(9).shuffle(parts)
    said = strict_json(
        store.driftline.run(
            "profile", "merge", *parts, "-o", tmp_path / "all.profile", "--json"
        ).stdout.decode()
    )
    whole = store.json("check", "b", tmp_path / "whole.profile")
    merged = store.json("check", "b", tmp_path / "all.profile")
    assert said["bytes"] == (tmp_path / "all.profile").stat().st_size
    assert list(scores(whole)) == list(scores(merged))
    for key, score in scores(whole).items():
        for member in ("statistic", "effect", "p_value", "threshold", "drifted", "severity"):
            same(score[member], scores(merged)[key][member], 1e-9, f"{key}.{member}")
    assert whole["drifted"] == merged["drifted"]


def test_profile_as_json_is_the_file(store, tmp_path):
    store.ok("baseline", "fit", "b", DATA / "wine_baseline.csv")
    store.ok("profile", "build", "b", DATA / "wine_stable.csv", "-o", tmp_path / "a.profile")
    profile = store.json("profile", "build", "b", DATA / "wine_stable.csv")["profile"]
    assert profile["format"] == "driftline.profile/1" and profile["n"] == 56
    assert base64.b64decode(profile["b64"]) == (tmp_path / "a.profile").read_bytes()
    shown = store.json("baseline", "show", "b")
    assert profile["baseline_digest"] == shown["geometry_digest"]
    piped = store.ok("profile", "build", "b", DATA / "wine_stable.csv", "-o", "-")
    assert piped == (tmp_path / "a.profile").read_bytes()


def test_export_and_import_keep_the_digest(store, driftline, tmp_path):
    fitted = store.json("baseline", "fit", "b", DATA / "wine_baseline.csv")
    file = tmp_path / "b.baseline"
    said = store.json("baseline", "export", "b", file)
    assert said == {
        "name": "b", "version": 1, "digest": fitted["digest"], "bytes": file.stat().st_size,
        "path": str(file),
    }  # fmt: skip
    assert store.ok("baseline", "export", "b", "-") == file.read_bytes()
    other = Store(driftline, tmp_path / "other.sqlite")
    assert other.json("baseline", "import", file) == fitted
    again = other.json("baseline", "import", "-", "--name", "c", stdin=file.read_bytes())
    assert again["digest"] == fitted["digest"] and again["name"] == "c"
    assert [item["name"] for item in other.json("baseline", "list")["items"]] == ["b", "c"]
    a, b = (s.json("check", "b", DATA / "wine_drifted.csv") for s in (store, other))
    assert a == b


def test_update_adds_rows_and_keeps_the_geometry(store, tmp_path):
    first = store.json("baseline", "fit", "b", DATA / "wine_baseline.csv")
    profile = tmp_path / "s.profile"
    store.ok("profile", "build", "b", DATA / "wine_stable.csv", "-o", profile)
    updated = store.json("baseline", "update", "b", DATA / "wine_stable.csv")
    assert list(updated) == ["name", "version", "n", "digest"]
    assert updated["version"] == 2 and updated["n"] == 112 and updated["digest"] != first["digest"]
    shown = store.json("baseline", "show", "b")
    assert shown["versions"] == [1, 2] and shown["version"] == 2
    old = store.json("baseline", "show", "b", "--version", 1)
    assert old["digest"] == first["digest"]
    assert old["geometry_digest"] == shown["geometry_digest"]
    by_profile = store.json("baseline", "fit", "c", DATA / "wine_baseline.csv")
    assert by_profile["digest"] == first["digest"]
    assert store.json("baseline", "update", "c", profile)["digest"] == updated["digest"]
    # A profile of the first version is of use for all that update made of it.
    assert store.json("check", "b", profile)["n"] == {"baseline": 112, "current": 56}
    checked = store.json("check", "b", profile, "--baseline-version", 1)
    assert checked["n"]["baseline"] == 56 and checked["baseline"]["version"] == 1


def test_names_exist_once_unless_asked_otherwise(store):
    fit = ("baseline", "fit", "b", DATA / "wine_baseline.csv")
    store.ok(*fit)
    store.refused(*fit, words=['there is a baseline "b" already'])
    assert store.json(*fit, "--if-exists", "version")["version"] == 2
    assert store.json(*fit, "--if-exists", "replace")["version"] == 3
    assert store.json("baseline", "show", "b")["versions"] == [3]
    assert store.json("baseline", "delete", "b")["deleted"]["versions"] == 1
    store.refused("baseline", "show", "b", words=['there is no baseline "b"'])


def test_list_goes_page_by_page(store):
    for name in ("x/2", "x/1", "y"):
        store.ok("baseline", "fit", name, DATA / "breast_cancer_baseline_mean_radius.npy")
    page = store.json("baseline", "list", "--prefix", "x/", "--limit", 1)
    assert [item["name"] for item in page["items"]] == ["x/1"]
    rest = store.json("baseline", "list", "--prefix", "x/", "--cursor", page["cursor"])
    assert [item["name"] for item in rest["items"]] == ["x/2"] and "cursor" not in rest


def test_large_columns_are_kept_small(store, tmp_path):
    generator = numpy.random.default_rng(2)
    numpy.save(tmp_path / "a.npy", generator.normal(size=300_000))
    numpy.save(tmp_path / "b.npy", generator.normal(loc=0.5, size=200_000))
    fitted = store.json("baseline", "fit", "b", tmp_path / "a.npy")
    assert fitted["bytes"] < 65_536
    column = store.json("baseline", "show", "b")["columns"][0]
    assert column["sketch_size"] == 2048 and 0 < column["rank_error"] < 0.002
    whole = store.driftline.compare(tmp_path / "a.npy", tmp_path / "b.npy")["scores"][0]
    score = store.json("check", "b", tmp_path / "b.npy")["scores"][0]
    assert score["drifted"] is True
    assert abs(score["statistic"] - whole["statistic"]) < 0.05


def test_texts_fit_eighty_columns(store):
    store.ok("baseline", "fit", "wine", DATA / "wine_baseline.csv")
    store.ok("baseline", "fit", "n" * 256, DATA / "minilm/baseline.npy", "--detector", "centroid")
    store.ok("stream", "observe", "wine", "s" * 256, DATA / "wine_stable.csv", "--time", 7)
    for command in (
        ("baseline", "list"), ("baseline", "show", "wine"), ("baseline", "show", "n" * 256),
        ("stream", "list"), ("check", "wine", DATA / "wine_drifted.csv"),
        ("stream", "check", "wine", "s" * 256, "--last", "1d"),
    ):  # fmt: skip
        text = store.ok(*command).decode()
        assert text.endswith("\n") and "\x1b" not in text
        assert all(len(line) <= 80 for line in text.splitlines()), text
    report = store.ok("check", "wine", DATA / "wine_drifted.csv").decode()
    digest = store.json("baseline", "show", "wine")["digest"]
    assert f"baseline wine, version 1, digest {digest[:12]}\n" in report


def test_categories_stay_categories(store, tmp_path):
    codes = [str(row % 2 + 1) for row in range(300)]
    for name, extra in (("a", ["x"]), ("b", [])):
        with open(tmp_path / f"{name}.csv", "w", newline="") as file:
            csv.writer(file).writerows([["code", "n"]] + [[c, 1] for c in codes + extra])
    store.ok("baseline", "fit", "b", tmp_path / "a.csv")
    verdict = store.json("check", "b", tmp_path / "b.csv")
    assert verdict["columns"]["code"]["kind"] == "categorical"
    store.ok("baseline", "fit", "one", tmp_path / "a.csv", "--column", "code")
    verdict = store.json("check", "one", tmp_path / "b.csv", "--column", "code")
    assert verdict["kind"] == "categorical"


def test_output_does_not_depend_on_threads(store):
    replies = set()
    for threads in (1, 2, 5):
        options = ("--threads", threads, "--if-exists", "replace", "--detector", EVERY_EMBEDDING)
        fitted = store.json("baseline", "fit", "b", DATA / "minilm/baseline.npy", *options)
        verdict = store.json("check", "b", DATA / "minilm/drift10.npy", "--threads", threads)
        verdict.pop("baseline")
        replies.add((fitted["digest"], json.dumps(verdict)))
    assert len(replies) == 1
