#!/usr/bin/env python3
"""What the rest of the field takes for the same work on the same numbers.

    peers.py NAME FOLDER     prints: best milliseconds, peak MB

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


def ready(work):
    return lambda x, y: lambda: work(x, y)


# name: (values a side, how to make the work ready, most runs)
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
}


def peak_bytes():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return math.nan


def main():
    name, folder = sys.argv[1:]
    count, prepare, runs = ROWS[name]
    x, y = (np.load(Path(folder) / f"{side}.npy")[:count] for side in ("baseline", "current"))
    work = prepare(x, y)
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
