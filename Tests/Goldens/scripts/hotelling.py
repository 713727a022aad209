"""Writes hotelling.json: Hotelling's T^2, F and p of pairs of iris species, in exact arithmetic.

Run it from any folder with Python 3.11 and mpmath 1.4.1:

    python3 Tests/Goldens/scripts/hotelling.py

The rows are in the file itself (R. A. Fisher, 1936, as R has them) and stay; T^2 and F are computed
with fractions, p as an incomplete beta function with 40 digits. R's manova (Hotelling-Lawley trace times
98) and statsmodels' test_mvmean_2indep give the same to all digits that they print.
"""

import json
import pathlib
from fractions import Fraction

from mpmath import betainc, mp, mpf

mp.dps = 40
PATH = pathlib.Path(__file__).resolve().parent.parent / "hotelling.json"


def moments(rows):
    n, d = len(rows), len(rows[0])
    mean = [sum(r[j] for r in rows) / n for j in range(d)]
    scatter = [
        [sum((r[i] - mean[i]) * (r[j] - mean[j]) for r in rows) for j in range(d)] for i in range(d)
    ]
    return mean, scatter


def solve(matrix, vector):
    rows = [list(r) + [v] for r, v in zip(matrix, vector)]
    d = len(rows)
    for k in range(d):
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in range(d):
            if i != k:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k])]
    return [r[-1] for r in rows]


def case(name, baseline, current):
    x = [[Fraction(str(v)) for v in r] for r in baseline]
    y = [[Fraction(str(v)) for v in r] for r in current]
    n, m, d = len(x), len(y), len(x[0])
    (a, s), (b, t) = moments(x), moments(y)
    shift = [v - u for u, v in zip(a, b)]
    pooled = [[(s[i][j] + t[i][j]) / (n + m - 2) for j in range(d)] for i in range(d)]
    squared = sum(u * v for u, v in zip(shift, solve(pooled, shift))) * n * m / (n + m)
    f = squared * (n + m - d - 1) / (d * (n + m - 2))
    below = n + m - d - 1
    z = mpf(below) / (below + d * mpf(f.numerator) / f.denominator)
    p = betainc(mpf(below) / 2, mpf(d) / 2, 0, z, regularized=True)
    return {
        "name": name, "statistic": float(squared), "f": float(f), "df1": d, "df2": below,
        "logP": float(mp.log(p)), "baseline": baseline, "current": current,
    }


def main():
    known = json.loads(PATH.read_text())
    cases = [case(c["name"], c["baseline"], c["current"]) for c in known]
    PATH.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")


main()
