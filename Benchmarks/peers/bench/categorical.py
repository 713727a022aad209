"""Detectors of categorical columns of codes, as their documentation calls them."""

from numeric import stability
from registry import Refusal, detector


def counts(x, y):
    """A row a side, a column a category that occurs."""
    import numpy as np

    size = int(max(x.max(), y.max())) + 1
    table = np.stack([np.bincount(v, minlength=size) for v in (x, y)])
    return table[:, table.sum(axis=0) > 0]


@detector("scipy.chi2_contingency", "categorical", work="chi_square", modules=("scipy.stats",))
def chi_square(x, y, seed):
    """docs.scipy.org, scipy.stats.chi2_contingency on the table of both sides; level 0.05."""
    from scipy import stats

    found = stats.chi2_contingency(counts(x, y))
    return found.statistic, found.pvalue, found.pvalue < 0.05


@detector("numpy.psi", "categorical", work="psi", modules=("numpy",))
def psi(x, y, seed):
    """The recipe of most posts: a bin a category, shares of at least 1e-4; over 0.2 is drift."""
    found = stability(*counts(x, y))
    return found, None, found > 0.2


@detector("scipy.jensenshannon", "categorical", work="js", modules=("scipy.spatial.distance",))
def jensen_shannon(x, y, seed):
    """docs.scipy.org, scipy.spatial.distance.jensenshannon of the shares; no decision."""
    from scipy.spatial.distance import jensenshannon

    return jensenshannon(*counts(x, y)), None, None


@detector("frouros.ChiSquareTest", "categorical", work="chi_square",
          modules=("frouros.detectors.data_drift.batch",))
def frouros_chi_square(x, y, seed):
    """frouros' documentation of ChiSquareTest: fit, compare; level 0.05 in its examples."""
    import numpy as np
    from frouros.detectors.data_drift import batch

    test = batch.ChiSquareTest()
    # It counts labels, which its documentation has as strings.
    test.fit(X=x.astype(np.str_).astype(object))
    found = test.compare(X=y.astype(np.str_).astype(object))[0]
    if found.p_value is None:
        raise Refusal("has no p")
    return found.statistic, found.p_value, found.p_value < 0.05
