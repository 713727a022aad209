"""Writes frechet.json: squared Frechet distances of small samples, with 50 digits.

Run it from any folder with Python 3.11 and mpmath 1.4.1:

    python3 Tests/Goldens/scripts/frechet.py

Rows are multiples of 2^-10 from random.Random(7), so their means and covariances are exact in mpmath. The
trace of the root of S1 S2 is the sum of the square roots of the eigenvalues of R S2 R with R the root of
S1 from its eigenvalues: another way than the library's, which only works because of the many digits.
"""

import json
import pathlib
import random

from mpmath import diag, eigsy, matrix, mp, mpf, sqrt

mp.dps = 50
PATH = pathlib.Path(__file__).resolve().parent.parent / "frechet.json"


def moments(rows):
    n, d = len(rows), len(rows[0])
    mean = [sum(mpf(r[j]) for r in rows) / n for j in range(d)]
    s = matrix(d, d)
    for r in rows:
        for i in range(d):
            for j in range(d):
                s[i, j] += (r[i] - mean[i]) * (r[j] - mean[j]) / (n - 1)
    return mean, s


def root(s):
    values, vectors = eigsy(s)
    return vectors * diag([sqrt(max(v, mpf(0))) for v in values]) * vectors.T


def trace(s):
    return sum(s[i, i] for i in range(s.rows))


def case(n, m, d, scale, shift):
    def draw(count, factor, offset):
        return [
            [round((generator.gauss(0, 1) * factor + offset) * 1024) / 1024 for _ in range(d)]
            for _ in range(count)
        ]

    x, y = draw(n, 1, 0), draw(m, scale, shift)
    (a, s), (b, t) = moments(x), moments(y)
    half = root(s)
    product = half * t * half
    values = eigsy((product + product.T) / 2, eigvals_only=True)
    of_root = sum(sqrt(v) for v in values if v > mpf(10) ** -40)
    mean_term = sum((u - v) ** 2 for u, v in zip(a, b))
    trace_term = trace(s) + trace(t) - 2 * of_root
    return {
        "statistic": float(mean_term + trace_term), "meanTerm": float(mean_term),
        "traceTerm": float(trace_term), "traceRoot": float(of_root),
        "dimensions": d, "baseline": sum(x, []), "current": sum(y, []),
    }


generator = random.Random(7)
SHAPES = [(30, 25, 4, 1.5, 0.5), (6, 5, 9, 1, 0), (12, 40, 12, 2, 0.25), (40, 8, 10, 1, 1)]
CASES = [case(*shape) for shape in SHAPES]
PATH.write_text("[\n" + ",\n".join(json.dumps(c) for c in CASES) + "\n]\n")
