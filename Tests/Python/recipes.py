"""The recipes of the field, as people publish them, in NumPy and SciPy.

They are the judge of the classic variants, so nothing here is cleverer than what is published.
"""

from fractions import Fraction

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon


def population_stability(x, y):
    """PSI on ten bins of equal width over the pooled range, 1e-4 added to each share."""
    edges = np.linspace(min(x.min(), y.min()), max(x.max(), y.max()), 11)
    p = np.histogram(x, edges)[0] / len(x) + 1e-4
    q = np.histogram(y, edges)[0] / len(y) + 1e-4
    return np.sum((q - p) * np.log(q / p))


def densities(x, y):
    """Two densities on ten bins of equal width over the pooled range, as shares that sum to 1."""
    span = (min(x.min(), y.min()), max(x.max(), y.max()))
    p = np.histogram(x, bins=10, range=span, density=True)[0] + 1e-10
    q = np.histogram(y, bins=10, range=span, density=True)[0] + 1e-10
    return p / p.sum(), q / q.sum()


def kullback_leibler(x, y):
    """KL(baseline to current) of the densities, and KL the other way."""
    p, q = densities(x, y)
    return stats.entropy(p, q), stats.entropy(q, p)


def jensen_shannon_distance(x, y, base=None):
    """The Jensen-Shannon distance on the same bins: the root of the divergence."""
    edges = np.linspace(min(x.min(), y.min()), max(x.max(), y.max()), 11)
    return jensenshannon(np.histogram(x, edges)[0], np.histogram(y, edges)[0], base=base)


def wasserstein(x, y):
    """W1, and W1 over the pooled range."""
    distance = stats.wasserstein_distance(x, y)
    return distance, distance / (max(x.max(), y.max()) - min(x.min(), y.min()))


def combined(x, y):
    """The weighted sum of PSI, W1 over the range, and the Jensen-Shannon divergence."""
    return (
        0.4 * min(population_stability(x, y) / 0.5, 1)
        + 0.3 * wasserstein(x, y)[1]
        + 0.3 * jensen_shannon_distance(x, y) ** 2
    )


def cramer_von_mises(x, y):
    """nm/N times the mean of (F - G)^2 over the pooled values, in whole numbers: no rounding."""
    n, m = len(x), len(y)
    pooled = np.sort(np.concatenate([x, y]))
    below_x = np.searchsorted(np.sort(x), pooled, side="right").tolist()
    below_y = np.searchsorted(np.sort(y), pooled, side="right").tolist()
    total = sum((a * m - b * n) ** 2 for a, b in zip(below_x, below_y))
    return float(Fraction(total, n * m * (n + m) ** 2))


def category_counts(x, y):
    """How often each category occurs in two samples: two rows of a table."""
    names = sorted(set(x) | set(y))
    return np.array([[sample.count(name) for name in names] for sample in (x, y)])


def category_stability(counts):
    """PSI over the shares of categories, 1e-4 added to each."""
    p, q = counts / counts.sum(axis=1, keepdims=True) + 1e-4
    return np.sum((q - p) * np.log(q / p))
