"""Detectors of embeddings, as their documentation or the posts that publish them have them."""

from numeric import stability
from registry import detector, small

EVIDENTLY = ("evidently.legacy.metrics.data_drift.embedding_drift_methods", "pandas")


def evidently(name):
    """Evidently's documentation, "Embedding drift": defaults of each method. "model", its default,
    resamples where the baseline has fewer than 1000 rows, as EmbeddingsDriftMetric does."""

    def call(x, y, seed):
        import pandas as pd
        from evidently.legacy.metrics.data_drift import embedding_drift_methods as methods

        options = {"bootstrap": len(x) < 1000} if name == "model" else {}
        score, fires, _ = getattr(methods, name)(**options)(pd.DataFrame(y), pd.DataFrame(x))
        return score, None, fires

    return call


for name, work, limit in (
    ("model", "classifier", 8000),
    ("ratio", "dimensions", 7000),
    ("distance", "centroid", None),
    ("mmd", "mmd", 6000),
):
    detector(f"evidently.{name}", "embedding", work=work, modules=EVIDENTLY, limit=limit)(evidently(name))


@detector("sklearn.domain_classifier", "embedding", work="classifier", limit=20_000,
          modules=("sklearn.linear_model", "sklearn.model_selection", "sklearn.metrics", "scipy.stats"))
def domain_classifier(x, y, seed):
    """The classifier two-sample test (Lopez-Paz and Oquab, 2017, arXiv:1610.06545) with scikit-learn:
    LogisticRegression, five folds, the area under the curve of rows left out. p is of Mann and
    Whitney's one-sided test of those rows; over 0.55, Evidently's threshold, is drift."""
    import numpy as np
    from scipy import stats
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    rows, labels = np.concatenate([x, y]), np.repeat([0, 1], [len(x), len(y)])
    folds = StratifiedKFold(5, shuffle=True, random_state=small(seed))
    model = LogisticRegression(max_iter=1000)
    odds = cross_val_predict(model, rows, labels, cv=folds, method="decision_function")
    found = stats.mannwhitneyu(odds[labels == 1], odds[labels == 0], alternative="greater")
    area = found.statistic / (len(x) * len(y))
    return area, found.pvalue, area > 0.55


@detector("numpy.centroid", "embedding", work="centroid", modules=("numpy",))
def centroid(x, y, seed):
    """The recipe of posts: the distance of the means over the standard deviation of the baseline
    rows' distances from theirs; over 0.2 is drift."""
    import numpy as np

    middle = x.mean(axis=0)
    spread = np.linalg.norm(x - middle, axis=1).std() + 1e-10
    found = float(np.linalg.norm(y.mean(axis=0) - middle) / spread)
    return found, None, found > 0.2


@detector("numpy.cosine", "embedding", work="cosine", modules=("numpy",))
def cosine(x, y, seed):
    """The recipe of posts: how much less like the baseline's mean the current rows are, by cosine;
    a drop over 0.1 is drift."""
    import numpy as np

    middle = x.mean(axis=0)
    middle = middle / np.linalg.norm(middle)
    alike = [(v @ middle / np.maximum(np.linalg.norm(v, axis=1), 1e-30)).mean() for v in (x, y)]
    drop = float(alike[0] - alike[1])
    return drop, None, drop > 0.1


@detector("sklearn.KMeans_psi", "embedding", work="cluster_psi", modules=("sklearn.cluster",))
def cluster_psi(x, y, seed):
    """The recipe of posts: scikit-learn's KMeans(10) of the baseline, the stability index of the
    clusters' shares; over 0.2 is drift."""
    import numpy as np
    from sklearn.cluster import KMeans

    means = KMeans(10, random_state=small(seed)).fit(x)
    found = stability(*(np.bincount(v, minlength=10) for v in (means.labels_, means.predict(y))))
    return found, None, found > 0.2


@detector("faiss.Kmeans_psi", "embedding", work="cluster_psi", modules=("faiss",))
def faiss_cluster_psi(x, y, seed):
    """The same with FAISS, as its wiki ("Faiss building blocks") fits and assigns."""
    import faiss
    import numpy as np

    means = faiss.Kmeans(x.shape[1], 10, seed=small(seed), min_points_per_centroid=1)
    means.train(np.ascontiguousarray(x))
    labels = (means.index.search(np.ascontiguousarray(v), 1)[1].ravel() for v in (x, y))
    found = stability(*(np.bincount(v, minlength=10) for v in labels))
    return found, None, found > 0.2


@detector("sklearn.KMeans", "embedding", work="k_means", modules=("sklearn.cluster",), timed_only=True)
def k_means(x, y, seed):
    """Ten clusters of the current rows, twenty rounds of Lloyd, one start."""
    from sklearn.cluster import KMeans

    return KMeans(10, n_init=1, max_iter=20, tol=0, algorithm="lloyd", random_state=small(seed)).fit(y)


@detector("faiss.Kmeans", "embedding", work="k_means", modules=("faiss",), timed_only=True)
def faiss_k_means(x, y, seed):
    """Ten clusters of all current rows, twenty rounds, one start."""
    import faiss

    means = faiss.Kmeans(y.shape[1], 10, niter=20, seed=small(seed), max_points_per_centroid=len(y))
    return means.train(y)


@detector("scipy.ks_2samp_bonferroni", "embedding", work="dimensions", modules=("scipy.stats",), limit=6000)
def dimensions(x, y, seed):
    """Kolmogorov and Smirnov's test of each dimension with Bonferroni's correction, as in Rabanser et
    al. (2019, arXiv:1810.11953); level 0.05."""
    from scipy import stats

    found = [stats.ks_2samp(x[:, at], y[:, at]) for at in range(x.shape[1])]
    p = min(1.0, min(test.pvalue for test in found) * len(found))
    return max(test.statistic for test in found), p, p < 0.05


@detector("scipy.frechet", "embedding", work="frechet", modules=("scipy.linalg",))
def frechet(x, y, seed):
    """Heusel et al. (2017, arXiv:1706.08500) with SciPy's sqrtm, as their program; no decision."""
    import numpy as np
    from scipy import linalg

    first, second = (np.cov(v, rowvar=False) for v in (x, y))
    root = linalg.sqrtm(first @ second).real
    shift = x.mean(axis=0, dtype=np.float64) - y.mean(axis=0, dtype=np.float64)
    return shift @ shift + np.trace(first + second - 2 * root), None, None


@detector("frouros.MMD", "embedding", work="mmd", limit=250,
          modules=("frouros.callbacks", "frouros.detectors.data_drift.batch"))
def frouros_mmd(x, y, seed):
    """frouros' documentation of MMD with PermutationTestDistanceBased, its kernel as it comes; a
    hundred permutations, level 0.05."""
    from frouros.callbacks import PermutationTestDistanceBased
    from frouros.detectors.data_drift import batch

    test = PermutationTestDistanceBased(num_permutations=100, num_jobs=1, random_state=small(seed))
    made = batch.MMD(callbacks=test)
    made.fit(X=x)
    found, log = made.compare(X=y)
    p = log["PermutationTestDistanceBased"]["p_value"]
    return found.distance, p, p < 0.05
