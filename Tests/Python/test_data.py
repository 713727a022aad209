"""The samples in data/ are what SOURCES.md says, and driftline sees it."""

import csv
import warnings

import numpy as np
import pytest
from conftest import ROOT
from recipes import category_counts
from scipy import stats

NAMES = ("breast_cancer", "wine", "digits")
SPLITS = ("baseline", "stable", "drifted")


def path(name, split):
    return ROOT / "data" / f"{name}_{split}.csv"


def rows(name, split):
    with open(path(name, split), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def peer_p_values(name, split):
    """What SciPy says of each column."""
    baseline, current = rows(name, "baseline"), rows(name, split)
    result = []
    for column in baseline[0]:
        x, y = ([row[column] for row in side if row[column]] for side in (baseline, current))
        try:
            x, y = (np.array(side, dtype=float) for side in (x, y))
        except ValueError:
            result.append(stats.chi2_contingency(category_counts(x, y), correction=False).pvalue)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that its exact p gave way to the asymptotic one
                result.append(stats.ks_2samp(x, y).pvalue)
    return np.array(result)


@pytest.mark.parametrize("name", NAMES)
def test_no_row_is_in_two_samples(name):
    seen = [tuple(row.values()) for split in SPLITS for row in rows(name, split)]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("name", NAMES)
def test_stable_samples_are_quiet_by_scipy(name):
    assert stats.false_discovery_control(peer_p_values(name, "stable")).min() > 0.05


@pytest.mark.parametrize("name", NAMES)
def test_drifted_samples_are_loud_by_scipy(name):
    adjusted = stats.false_discovery_control(peer_p_values(name, "drifted"))
    assert np.mean(adjusted < 0.05) >= 0.5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("split", ("stable", "drifted"))
def test_driftline_gives_the_right_verdict(driftline, name, split):
    verdict = driftline.compare(path(name, "baseline"), path(name, split))
    assert verdict["kind"] == "table"
    assert verdict["drifted"] is (split == "drifted")


def test_missing_values_show(driftline):
    verdict = driftline.compare(path("wine", "baseline"), path("wine", "drifted"))
    for column, share in (("magnesium", 0.2), ("strength", 0.1)):
        missing = verdict["columns"][column]["missing"]
        assert missing == {"baseline": 0, "current": round(share * 66)}


def test_columns_of_names_are_categorical(driftline):
    verdict = driftline.compare(path("wine", "baseline"), path("wine", "drifted"))
    kinds = {name: column["kind"] for name, column in verdict["columns"].items()}
    categorical = {name for name, kind in kinds.items() if kind == "categorical"}
    assert categorical == {"cultivar", "strength"}


def test_every_format_of_a_sample_gives_the_same_scores(driftline):
    options = ("--detector", "ks", "--detector", "wasserstein", "--detector", "psi")
    data = ROOT / "data"
    npy = [data / f"breast_cancer_{split}_mean_radius.npy" for split in ("baseline", "drifted")]
    table = [path("breast_cancer", split) for split in ("baseline", "drifted")]
    alone = driftline.scores(*npy, *options)
    beside = driftline.scores(*table, *options, "--column", "mean_radius")
    assert set(alone) == set(beside) == {"ks", "wasserstein", "psi"}
    for name, score in alone.items():
        for key in ("statistic", "log_p_value", "definition", "detail"):
            assert score[key] == beside[name][key]
    packed = driftline.compare(path("wine", "baseline"), data / "wine_drifted.ndjson.gz")
    assert packed == driftline.compare(path("wine", "baseline"), path("wine", "drifted"))
