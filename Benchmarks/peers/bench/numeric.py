"""Detectors of numeric columns, as their documentation calls them."""

import math

from registry import detector

STATS = ("scipy.stats",)


def tested(p, statistic=None):
    """A test that rejects under the usual 0.05."""
    return (abs(statistic) if statistic is not None else 1 - p), p, p < 0.05


@detector("scipy.ks_2samp", "numeric", work="ks", modules=STATS, limit=2_000_000)
def ks(x, y, seed):
    """docs.scipy.org, scipy.stats.ks_2samp: reject under a level of 0.05."""
    from scipy import stats

    found = stats.ks_2samp(x, y)
    return tested(found.pvalue, found.statistic)


@detector("scipy.cramervonmises_2samp", "numeric", work="cramer_von_mises", modules=STATS, limit=2_000_000)
def cramer_von_mises(x, y, seed):
    """docs.scipy.org, scipy.stats.cramervonmises_2samp: method "auto", level 0.05."""
    from scipy import stats

    found = stats.cramervonmises_2samp(x, y)
    return tested(found.pvalue, found.statistic)


@detector("scipy.anderson_ksamp", "numeric", work="anderson_darling", modules=STATS, limit=1_000_000)
def anderson_darling(x, y, seed):
    """docs.scipy.org, scipy.stats.anderson_ksamp: its p is cut to 0.001 to 0.25; level 0.05."""
    from scipy import stats

    found = stats.anderson_ksamp([x, y])
    return found.statistic, found.pvalue, found.pvalue < 0.05


@detector("scipy.mannwhitneyu", "numeric", modules=STATS, limit=2_000_000)
def mann_whitney(x, y, seed):
    """docs.scipy.org, scipy.stats.mannwhitneyu: two-sided; the score is the share of pairs in order,
    from its middle."""
    from scipy import stats

    found = stats.mannwhitneyu(x, y)
    return tested(found.pvalue, found.statistic / (len(x) * len(y)) - 0.5)


@detector("scipy.ttest_ind", "numeric", modules=STATS)
def welch(x, y, seed):
    """docs.scipy.org, scipy.stats.ttest_ind with equal_var=False, Welch's test."""
    from scipy import stats

    found = stats.ttest_ind(x, y, equal_var=False)
    return tested(found.pvalue, found.statistic)


@detector("scipy.wasserstein_distance", "numeric", work="wasserstein", modules=STATS, limit=1_000_000)
def wasserstein(x, y, seed):
    """docs.scipy.org, scipy.stats.wasserstein_distance: a distance, no decision."""
    from scipy import stats

    return stats.wasserstein_distance(x, y), None, None


@detector("scipy.energy_distance", "numeric", work="energy", modules=STATS, limit=1_000_000)
def energy(x, y, seed):
    """docs.scipy.org, scipy.stats.energy_distance: a distance, no decision."""
    from scipy import stats

    return stats.energy_distance(x, y), None, None


def densities(x, y):
    import numpy as np

    span = (min(x.min(), y.min()), max(x.max(), y.max()))
    p, q = (np.histogram(v, 10, range=span)[0] + 1e-10 for v in (x, y))
    return p / p.sum(), q / q.sum()


@detector("scipy.entropy", "numeric", work="kl", modules=STATS)
def kullback_leibler(x, y, seed):
    """docs.scipy.org, scipy.stats.entropy(p, q) on ten bins of the common range; no decision."""
    from scipy import stats

    return stats.entropy(*densities(x, y)), None, None


@detector("scipy.jensenshannon", "numeric", work="js", modules=("scipy.spatial.distance",))
def jensen_shannon(x, y, seed):
    """docs.scipy.org, scipy.spatial.distance.jensenshannon on ten bins of the common range; no
    decision."""
    from scipy.spatial.distance import jensenshannon

    return jensenshannon(*densities(x, y)), None, None


def stability(expected, actual):
    """The population stability index of counts, whose shares are at least 1e-4."""
    import numpy as np

    p, q = (np.maximum(counts / counts.sum(), 1e-4) for counts in (expected, actual))
    return float(np.sum((q - p) * np.log(q / p)))


@detector("numpy.psi", "numeric", work="psi", modules=("numpy",))
def psi(x, y, seed):
    """The recipe of most posts: ten bins as wide as each other over the baseline's range, which are
    open at both ends; over 0.2 is drift."""
    import numpy as np

    edges = np.linspace(x.min(), x.max(), 11)
    edges[0], edges[-1] = -math.inf, math.inf
    found = stability(*(np.histogram(v, edges)[0] for v in (x, y)))
    return found, None, found > 0.2


@detector("numpy.psi_quantile", "numeric", work="psi", modules=("numpy",))
def psi_quantile(x, y, seed):
    """The recipe of credit scoring: bins are the baseline's tenths; over 0.2 is drift."""
    import numpy as np

    edges = np.quantile(x, np.arange(1, 10) / 10)
    counts = (np.bincount(np.searchsorted(edges, v, side="right"), minlength=10) for v in (x, y))
    found = stability(*counts)
    return found, None, found > 0.2


def only_timed_sketch(x, y, seed):
    """DataSketches' Python API: kll_floats_sketch(k=200), updated with an array of floats; of each side one."""
    import datasketches
    import numpy as np

    for side in (x, y):
        datasketches.kll_floats_sketch().update(side.astype(np.float32))


detector("datasketches.kll_floats_sketch", "numeric", work="quantile_sketch",
         modules=("datasketches",), timed_only=True)(only_timed_sketch)
