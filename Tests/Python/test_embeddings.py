"""Embeddings: NumPy and SciPy as judges of the formulas, real sets as judges of the verdicts."""

import gzip
import json

import numpy as np
import pytest
from conftest import ROOT, number
from scipy import linalg, stats
from scipy.spatial.distance import cdist

MINILM = ROOT / "data" / "minilm"
DETECTORS = (
    "centroid,cosine,cluster_scan,cluster_psi,mmd,frechet,hotelling,classifier,"
    "sliced_wasserstein,dimensions"
)


def rows(seed, n, d, shift=0.0, scale=1.0):
    """Correlated rows about a mean that is not zero."""
    rng = np.random.default_rng(seed)
    mix = np.random.default_rng(99).normal(size=(d, d)) / np.sqrt(d) + np.eye(d)
    return scale * (rng.normal(size=(n, d)) @ mix) + 1 + shift


@pytest.fixture(params=[(300, 200, 5, 0.0), (60, 90, 12, 0.4), (40, 35, 60, 0.2)])
def pair(request, tmp_path):
    n, m, d, shift = request.param
    x, y = rows(1, n, d), rows(2, m, d, shift, 1.2)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "y.npy", y)
    return x, y, tmp_path / "x.npy", tmp_path / "y.npy"


def close(found, expected, relative=1e-10):
    assert number(found) == pytest.approx(expected, rel=relative, abs=1e-13)


def test_the_classic_recipes(driftline, pair):
    x, y, a, b = pair
    found = driftline.scores(
        a, b, "--detector=centroid,cosine", "--set=centroid.variant=classic",
        "--set=cosine.variant=classic",
    )  # fmt: skip
    centroid, own = x.mean(0), np.linalg.norm(x - x.mean(0), axis=1)
    shift = np.linalg.norm(y.mean(0) - centroid)
    detail = found["centroid"]["detail"]
    close(found["centroid"]["statistic"], shift / (own.std() + 1e-10), 1e-12)
    close(detail["distance"], shift, 1e-12)
    cosine = centroid @ y.mean(0) / np.linalg.norm(centroid) / np.linalg.norm(y.mean(0))
    close(detail["cosine_distance"], 1 - cosine, 1e-8)
    outliers = (np.linalg.norm(y - centroid, axis=1) > 3 * own.std()).mean()
    close(detail["outlier_ratio"], outliers)

    def cosines(rows):
        return rows @ centroid / np.linalg.norm(rows, axis=1) / np.linalg.norm(centroid)

    close(found["cosine"]["statistic"], cosines(x).mean() - cosines(y).mean(), 1e-11)


def test_the_calibrated_shift(driftline, pair):
    x, y, a, b = pair
    found = driftline.scores(a, b, "--detector=centroid")["centroid"]
    first, second = np.trace(np.cov(x.T)), np.trace(np.cov(y.T))
    gap = ((x.mean(0) - y.mean(0)) ** 2).sum() - first / len(x) - second / len(y)
    close(found["statistic"], np.sqrt(max(gap, 0) / first))


def test_the_distance_of_frechet(driftline, pair):
    x, y, a, b = pair
    found = driftline.scores(a, b, "--detector=frechet")["frechet"]
    first, second = np.cov(x.T), np.cov(y.T)
    root = linalg.sqrtm(first @ second).real.trace()
    gap = ((x.mean(0) - y.mean(0)) ** 2).sum()
    tolerance = 1e-9 if len(x) > x.shape[1] else 1e-5  # sqrtm of a singular matrix is no better
    close(found["statistic"], gap + first.trace() + second.trace() - 2 * root, tolerance)


def test_the_discrepancy_of_means_in_kernel_space(driftline, pair):
    x, y, a, b = pair
    found = driftline.scores(a, b, "--detector=mmd", "--set=mmd.bandwidth=3")["mmd"]

    def kernel(u, v):
        return np.exp(-cdist(u, v, "sqeuclidean") / 18)

    n, m = len(x), len(y)
    inside = (kernel(x, x).sum() - n) / n / (n - 1) + (kernel(y, y).sum() - m) / m / (m - 1)
    close(found["statistic"], inside - 2 * kernel(x, y).mean())
    biased = kernel(x, x).mean() + kernel(y, y).mean() - 2 * kernel(x, y).mean()
    close(found["detail"]["biased_mmd2"], biased)


def test_the_test_of_hotelling(driftline, pair):
    x, y, a, b = pair
    n, m, d = len(x), len(y), x.shape[1]
    pooled = ((n - 1) * np.cov(x.T) + (m - 1) * np.cov(y.T)) / (n + m - 2)
    gap = x.mean(0) - y.mean(0)
    t2 = n * m / (n + m) * gap @ np.linalg.solve(pooled, gap)
    f = (n + m - d - 1) / (d * (n + m - 2)) * t2
    found = driftline.scores(a, b, "--detector=hotelling")["hotelling"]
    close(found["statistic"], t2, 1e-9)
    close(found["log_p_value"], stats.f.logsf(f, d, n + m - d - 1), 1e-8)


def test_the_dimensions_are_columns(driftline, pair):
    x, y, a, b = pair
    found = driftline.scores(a, b, "--detector=dimensions")["dimensions"]
    p = [stats.ks_2samp(x[:, j], y[:, j], method="exact").pvalue for j in range(x.shape[1])]
    adjusted = stats.false_discovery_control(p)
    close(found["statistic"], (adjusted < 0.01).mean())
    close(found["p_value"], adjusted.min(), 1e-6)


def test_one_direction_is_a_column(driftline, tmp_path):
    x, y = rows(3, 200, 1), rows(4, 150, 1, 0.3)
    np.save(tmp_path / "x.npy", np.hstack([x, 0 * x]))
    np.save(tmp_path / "y.npy", np.hstack([y, 0 * y]))
    found = driftline.scores(
        tmp_path / "x.npy", tmp_path / "y.npy", "--detector=sliced_wasserstein",
        "--set=sliced_wasserstein.projections=200",
    )["sliced_wasserstein"]  # fmt: skip
    # |cos| of a direction in the plane is 2 / pi on average.
    expected = stats.wasserstein_distance(x[:, 0], y[:, 0]) * 2 / np.pi
    assert number(found["statistic"]) == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize("variant", ["classic", "calibrated"])
def test_clusters_of_given_centres(driftline, tmp_path, variant):
    x, y = rows(5, 1500, 8), rows(6, 900, 8, 0.3)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "y.npy", y)
    found = driftline.scores(
        tmp_path / "x.npy", tmp_path / "y.npy", "--detector=cluster_psi",
        f"--set=cluster_psi.variant={variant}",
    )["cluster_psi"]  # fmt: skip
    centres = np.array(found["detail"]["centers"], dtype=float)
    counts = found["detail"]["counts"]
    nearest = cdist(y, centres).argmin(1)
    assert counts["current"] == np.bincount(nearest, minlength=10).tolist()
    own = np.bincount(cdist(x, centres).argmin(1), minlength=10)
    if variant == "classic":
        assert counts["baseline"] == own.tolist()
    else:
        assert all(0 <= few <= all_ for few, all_ in zip(counts["baseline"], own))
        assert 0.4 < sum(counts["baseline"]) / len(x) < 0.6
    p = np.array(counts["baseline"]) / sum(counts["baseline"]) + 1e-4
    q = np.array(counts["current"]) / sum(counts["current"]) + 1e-4
    close(found["statistic"], ((q - p) * np.log(q / p)).sum(), 1e-12)


def test_every_way_to_store_a_matrix_gives_one_verdict(driftline, tmp_path):
    x, y = rows(7, 400, 6).astype("f2"), rows(8, 300, 6, 0.2).astype("f2")
    expected = None
    for dtype in ("f2", "f4", ">f4"):
        for order in "CF":
            np.save(tmp_path / "x.npy", np.asarray(x.astype(dtype), order=order))
            np.save(tmp_path / "y.npy", np.asarray(y.astype(dtype), order=order))
            verdict = driftline.compare(
                tmp_path / "x.npy", tmp_path / "y.npy", "--detector", DETECTORS
            )
            expected = expected or verdict
            assert verdict == expected, (dtype, order)
    for side, data in (("x", x), ("y", y)):
        single = data.astype("<f4")
        records = np.hstack([np.full((len(single), 1), 6, "<i4").view("<f4"), single])
        (tmp_path / f"{side}.fvecs").write_bytes(records.tobytes())
        with gzip.open(tmp_path / f"{side}.npy.gz", "wb") as file:
            np.save(file, single)
    for ending in ("fvecs", "npy.gz"):
        assert expected == driftline.compare(
            tmp_path / f"x.{ending}", tmp_path / f"y.{ending}", "--detector", DETECTORS
        )
    # Double precision and text agree to the precision of singles.
    np.save(tmp_path / "x8.npy", x.astype("f8"))
    np.save(tmp_path / "y8.npy", y.astype("f8"))
    for side, data in (("x", x), ("y", y)):
        lines = (json.dumps({"id": i, "v": row.tolist()}) for i, row in enumerate(data))
        (tmp_path / f"{side}.ndjson").write_text("\n".join(lines))
    double = driftline.compare(tmp_path / "x8.npy", tmp_path / "y8.npy", "--detector", DETECTORS)
    text = driftline.compare(
        tmp_path / "x.ndjson", tmp_path / "y.ndjson", "--column=v", "--detector", DETECTORS
    )
    assert text == double
    for single, exact in zip(expected["scores"], double["scores"]):
        assert number(single["statistic"]) == pytest.approx(
            number(exact["statistic"]), rel=2e-3, abs=1e-5
        ), single["detector"]


SETS = {"stable": False, "drift05": True, "drift10": True, "drift20": True, "shifted": True}


@pytest.mark.parametrize("name", SETS)
def test_the_verdicts_on_real_embeddings(driftline, name):
    baseline, current = MINILM / "baseline.npy", MINILM / f"{name}.npy"
    assert driftline.compare(baseline, current)["drifted"] is SETS[name]
    verdict = driftline.compare(
        baseline, current, "--detector", DETECTORS, "--set=hotelling.shrinkage=auto"
    )
    drifted = {score["detector"] for score in verdict["scores"] if score["drifted"]}
    if name == "stable":
        assert not drifted
    else:
        assert "cluster_scan" in drifted
    if name not in ("stable", "drift05"):
        assert {"centroid", "mmd", "cluster_scan"} <= drifted


def test_threads_do_not_matter_on_real_embeddings(driftline):
    arguments = (
        "compare", "--json", "--baseline", MINILM / "baseline.npy", "--current",
        MINILM / "drift10.npy", "--detector", DETECTORS, "--set=hotelling.shrinkage=auto",
    )  # fmt: skip
    outputs = {driftline.run(*arguments, "--threads", n).stdout for n in (1, 2, 5)}
    assert len(outputs) == 1 and all(outputs)


def test_a_new_topic_of_three_in_a_hundred_is_seen(driftline, tmp_path):
    baseline = np.load(MINILM / "baseline.npy")
    stable, drifted = np.load(MINILM / "stable.npy"), np.load(MINILM / "drift05.npy")
    seen = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        np.save(tmp_path / "x.npy", rng.choice(baseline, 3000, replace=False))
        parts = [rng.choice(drifted, 900, replace=False), rng.choice(stable, 600, replace=False)]
        np.save(tmp_path / "y.npy", np.vstack(parts))
        found = driftline.scores(
            tmp_path / "x.npy", tmp_path / "y.npy", "--detector=cluster_scan", "--seed", seed
        )
        seen += found["cluster_scan"]["drifted"]
    assert seen >= 5
