#!/usr/bin/env python3
"""What the rest of the field takes for the same work on the same numbers.

    peers.py NAME FOLDER     prints: best milliseconds, peak MB
    peers.py sgemm FOLDER    prints: GFLOP/s of a large product of floats in NumPy

One row a process, so that the peak of its memory is its own.
"""

import math
import sys
import time
from pathlib import Path

import numpy as np


def histogram_edges(x, y):
    return np.linspace(min(x.min(), y.min()), max(x.max(), y.max()), 11)


def stability(p, q):
    p, q = p / p.sum() + 1e-4, q / q.sum() + 1e-4
    return float(np.sum((q - p) * np.log(q / p)))


def psi_equal_width(x, y):
    edges = histogram_edges(x, y)
    return stability(np.histogram(x, edges)[0], np.histogram(y, edges)[0])


def psi_range(x, y):
    span = (min(x.min(), y.min()), max(x.max(), y.max()))
    return stability(*(np.histogram(v, 10, range=span)[0] for v in (x, y)))


def psi_quantile(x, y):
    edges = np.quantile(x, np.arange(1, 10) / 10)
    counts = [np.bincount(np.searchsorted(edges, v), minlength=10) for v in (x, y)]
    return stability(*counts)


def ks(x, y):
    from scipy import stats

    return stats.ks_2samp(x, y, method="asymp").pvalue


def wasserstein(x, y):
    from scipy import stats

    return stats.wasserstein_distance(x, y) / x.std()


def densities(x, y):
    span = (min(x.min(), y.min()), max(x.max(), y.max()))
    p, q = (np.histogram(v, 10, range=span, density=True)[0] + 1e-10 for v in (x, y))
    return p / p.sum(), q / q.sum()


def kullback_leibler(x, y):
    from scipy import stats

    return stats.entropy(*densities(x, y))


def jensen_shannon(x, y):
    from scipy.spatial.distance import jensenshannon

    return jensenshannon(*densities(x, y)) ** 2


def five(x, y):
    return [f(x, y) for f in (ks, wasserstein, psi_quantile, kullback_leibler, jensen_shannon)]


def every(x, y):
    """The detectors of numbers that NumPy and SciPy have, at SciPy's defaults."""
    import warnings

    from scipy import stats

    found = five(x, y)
    found.append(stats.energy_distance(x, y))
    found.append(stats.cramervonmises_2samp(x, y, method="asymptotic").pvalue)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found.append(stats.anderson_ksamp([x, y]).statistic)
    return found


def evidently(method):
    """Evidently's preset for drift on ten columns of a million rows."""

    def prepare(x, y):
        import warnings

        warnings.simplefilter("ignore")
        import pandas as pd
        from evidently import DataDefinition, Dataset, Report
        from evidently.presets import DataDriftPreset

        names = [f"c{index}" for index in range(10)]

        def table(values):
            frame = pd.DataFrame(dict(zip(names, np.split(values, 10))))
            return Dataset.from_pandas(frame, DataDefinition(numerical_columns=names))

        baseline, current = table(x), table(y)
        return lambda: Report([DataDriftPreset(method=method)]).run(current, baseline)

    return prepare


def panel(x, y):
    """Centroid, distances, cosines and shares of ten clusters; what is fitted is not timed."""
    from sklearn.cluster import KMeans

    means = KMeans(10, n_init=1, max_iter=20, random_state=0).fit(x[::2])
    centroid = x.mean(axis=0)
    length = np.linalg.norm(centroid)
    expected = np.bincount(means.predict(x[1::2]), minlength=10)

    def work():
        shift = np.linalg.norm(y.mean(axis=0) - centroid)
        distances = np.linalg.norm(y - centroid, axis=1)
        cosines = y @ centroid / (np.linalg.norm(y, axis=1) * length)
        shares = np.bincount(means.predict(y), minlength=10)
        return shift, distances.mean(), cosines.mean(), stability(expected, shares)

    return work


def k_means(x, y):
    from sklearn.cluster import KMeans

    def work():
        fit = KMeans(10, n_init=1, max_iter=20, tol=0, algorithm="lloyd", random_state=1).fit(y)
        assert fit.n_iter_ == 20, fit.n_iter_

    return work


def k_means_faiss(x, y):
    import faiss

    means = faiss.Kmeans(y.shape[1], 10, niter=20, nredo=1, seed=1, max_points_per_centroid=len(y))
    return lambda: means.train(y)


def kernel_recipe(x, y):
    from sklearn.metrics.pairwise import euclidean_distances, rbf_kernel

    some = np.concatenate([x[:500], y[:500]])
    sigma = np.median(euclidean_distances(some)[np.triu_indices(len(some), 1)])
    gamma = 1 / (2 * sigma**2)
    within = [rbf_kernel(v, gamma=gamma) for v in (x, y)]
    means = [(k.sum() - np.trace(k)) / (len(k) * (len(k) - 1)) for k in within]
    return sum(means) - 2 * rbf_kernel(x, y, gamma=gamma).mean()


def mmd_evidently(x, y):
    import pandas as pd
    from evidently.legacy.metrics.data_drift.embedding_drift_methods import mmd

    baseline, current = pd.DataFrame(x), pd.DataFrame(y)
    return lambda: mmd(bootstrap=False)(current, baseline)


def ready(work):
    return lambda x, y: lambda: work(x, y)


# name: (values a side or dimensions, how to make the work ready, most runs)
ROWS = {
    "psi_equal_width_10m": (10_000_000, ready(psi_equal_width), 3),
    "psi_range_10m": (10_000_000, ready(psi_range), 3),
    "psi_quantile_10m": (10_000_000, ready(psi_quantile), 3),
    "ks_10m": (10_000_000, ready(ks), 2),
    "wasserstein_10m": (10_000_000, ready(wasserstein), 1),
    "five_1m": (1_000_000, ready(five), 3),
    "report_psi": (10_000_000, evidently("psi"), 0),
    "report_ks": (10_000_000, evidently("ks"), 0),
    "report_wasserstein": (10_000_000, evidently("wasserstein"), 0),
    "report_js": (10_000_000, evidently("jensenshannon"), 0),
    "all_10k": (10_000, ready(every), 20),
    "emb_panel": (768, panel, 3),
    "emb_kmeans": (768, k_means, 0),
    "emb_kmeans_faiss": (768, k_means_faiss, 0),
    "emb_mmd": (384, mmd_evidently, 2),
    "emb_mmd_recipe": (384, ready(kernel_recipe), 2),
}


def samples(name, size, folder):
    """Both samples: `size` numbers of each, or all rows of so many dimensions."""
    for side in ("baseline", "current"):
        if name.startswith("emb_"):
            yield np.load(folder / f"rows_{size}_{side}.npy")
        else:
            yield np.load(folder / f"{side}.npy")[:size]


def sgemm(side=2048):
    a, b = np.ones((2, side, side), np.float32)
    best = math.inf
    for _ in range(10):
        start = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - start)
    return 2 * side**3 / best / 1e9


def peak_bytes():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return math.nan


def main():
    name, folder = sys.argv[1:]
    if name == "sgemm":
        return print(f"{sgemm():.1f}")
    size, prepare, runs = ROWS[name]
    work = prepare(*samples(name, size, Path(folder)))
    if runs > 1:
        work()
    best = math.inf
    for _ in range(max(runs, 1)):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    print(f"{best * 1e3:.4f}\t{peak_bytes() / 1e6:.1f}")


if __name__ == "__main__":
    main()
