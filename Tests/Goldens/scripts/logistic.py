"""Writes logistic.json: held-out scores of penalised logistic models, by SciPy.

Run it from any folder with Python 3.11, NumPy 2.4.6 and SciPy 1.17.1:

    python3 Tests/Goldens/scripts/logistic.py

Columns are standardised by the training rows (divisor n), and each fold's model minimises the sum of the
losses plus penalty / 2 times the squared weights with the Newton steps of SciPy's trust-exact.
scikit-learn 1.9.1's LogisticRegression(C=1/penalty) agrees with the scores to 1.1e-6, its tolerance.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

PATH = pathlib.Path(__file__).resolve().parent.parent / "logistic.json"


def fit(z, y, penalty):
    full = np.column_stack([z, np.ones(len(z))])
    cost = np.append(np.full(z.shape[1], penalty), 0.0)

    def loss(w):
        t = full @ w
        return np.logaddexp(0, t).sum() - t[y == 1].sum() + 0.5 * (cost * w * w).sum()

    def slope(w):
        return full.T @ (expit(full @ w) - y) + cost * w

    def curvature(w):
        p = expit(full @ w)
        return (full * (p * (1 - p))[:, None]).T @ full + np.diag(cost)

    start = np.zeros(full.shape[1])
    w = minimize(loss, start, jac=slope, hess=curvature, method="trust-exact",
                 options={"gtol": 1e-9}).x
    for _ in range(3):
        w = w - np.linalg.solve(curvature(w), slope(w))
    return w


def case(seed, n, m, d, folds, penalty, shift):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n + m, d)) * np.linspace(0.5, 4, d)
    x[n:] += shift
    x = np.round((x - x.mean(0)) * 4096) / 4096
    y = np.r_[np.zeros(n), np.ones(m)]
    fold = np.r_[rng.permutation(n) % folds, rng.permutation(m) % folds]
    scores = np.zeros(n + m)
    for k in range(folds):
        kept = fold != k
        mean, deviation = x[kept].mean(0), x[kept].std(0)
        w = fit((x[kept] - mean) / deviation, y[kept], penalty)
        scores[~kept] = (x[~kept] - mean) / deviation @ w[:-1] + w[-1]
    return {
        "dimensions": d, "baselineCount": n, "folds": folds, "penalty": penalty,
        "fold": fold.tolist(), "rows": x.ravel().tolist(), "scores": scores.tolist(),
    }


CASES = [case(1, 60, 40, 5, 5, 1.0, 0.5), case(2, 20, 24, 30, 4, 1.0, 0.3),
         case(3, 50, 20, 8, 2, 8.0, 3.0)]
PATH.write_text("[\n" + ",\n".join(json.dumps(c) for c in CASES) + "\n]\n")
