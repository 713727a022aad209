"""Evidently's and frouros' detectors of columns."""

from registry import detector

EVIDENTLY = ("evidently.legacy.calculations.stattests.registry", "pandas")
FROUROS = ("frouros.detectors.data_drift.batch",)
# Evidently's tests whose score is a p-value; all others it has are distances.
P_VALUES = {"ks", "chisquare", "z", "t_test", "mannw", "anderson", "cramer_von_mises"}


def evidently(kind, test):
    """Evidently's documentation, "Data drift" (customization): the tests and their default
    thresholds. The function that its reports call is called, without the report around it, which
    takes many times as long. Where `test` is None, Evidently chooses, as in DataDriftPreset."""

    def call(x, y, seed):
        import pandas as pd
        from evidently.legacy.calculations.stattests import registry
        from evidently.legacy.core import ColumnType

        column = ColumnType.Numerical if kind == "numeric" else ColumnType.Categorical
        x, y = pd.Series(x), pd.Series(y)
        chosen = registry.get_stattest(x, y, column, test)
        found = chosen(x, y, column, None)
        if chosen.name in P_VALUES:
            return 1 - found.drift_score, found.drift_score, found.drifted
        return found.drift_score, None, found.drifted

    return call


WORK = {"psi": "psi", "jensenshannon": "js", "wasserstein": "wasserstein", None: None}
LIMITS = {("numeric", None): 500_000, ("numeric", "wasserstein"): 1_000_000}
for kind, tests in {
    "numeric": (None, "psi", "jensenshannon", "wasserstein"),
    "categorical": (None, "psi", "jensenshannon"),
}.items():
    for test in tests:
        name, limit = test or "default", LIMITS.get((kind, test))
        enter = detector(
            f"evidently.{name}", kind, work=WORK[test], modules=EVIDENTLY, limit=limit
        )
        enter(evidently(kind, test))


def frouros(name):
    """frouros' documentation of data_drift.batch: fit the reference, compare the new rows. Tests
    reject under the 0.05 of its examples; distances have no threshold there."""

    def call(x, y, seed):
        from frouros.detectors.data_drift import batch

        made = getattr(batch, name)()
        made.fit(X=x)
        found = made.compare(X=y)[0]
        if hasattr(found, "p_value"):
            score = found.statistic
            if name == "MannWhitneyUTest":  # counts of pairs in order; a half of all is no change
                score = score / (len(x) * len(y)) - 0.5
            return abs(score), found.p_value, found.p_value < 0.05
        return found.distance, None, None

    return call


for name, work, limit in (
    ("KSTest", "ks", 2_000_000),
    ("CVMTest", "cramer_von_mises", 2_000_000),
    ("AndersonDarlingTest", "anderson_darling", 1_000_000),
    ("KuiperTest", None, 1_000_000),
    ("WelchTTest", None, None),
    ("MannWhitneyUTest", None, 2_000_000),
    ("PSI", "psi", None),
    ("KL", "kl", None),
    ("JS", "js", None),
    ("EMD", "wasserstein", 1_000_000),
    ("EnergyDistance", "energy", 1_000_000),
    ("HellingerDistance", None, None),
    ("BhattacharyyaDistance", None, None),
):
    detector(f"frouros.{name}", "numeric", work=work, modules=FROUROS, limit=limit)(frouros(name))
