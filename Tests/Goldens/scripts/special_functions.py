"""Writes special_functions.json: log gamma, Stirling's correction, log beta, log binomial.

Run it from any folder with Python 3.11 and mpmath 1.3.0, in a second:

    python3 Tests/Goldens/scripts/special_functions.py

The result is deterministic: the random cases come from random.Random(20240608). Everything is
computed with 80 digits from mpmath's loggamma; every input is a double taken at its exact value,
every expected value the double next to the exact one. A row is [inputs..., value].
"""

import json
import math
import pathlib
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 80
seeded = random.Random(20240608)


def log_uniform(low, high):
    return math.exp(seeded.uniform(math.log(low), math.log(high)))


def stirling(x):
    x = mpf(x)
    return mpmath.loggamma(x + 1) - (x + 0.5) * mpmath.log(x) + x - mpmath.log(2 * mpmath.pi) / 2


def log_beta(a, b):
    a, b = mpf(a), mpf(b)
    return mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)


def log_binomial(n, k):
    n, k = mpf(n), mpf(k)
    return mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1)


def main():
    points = [1e-3, 0.1, 0.5, 0.999, 1.0, 1.0001, 2.0, 2.5, 7.999, 8.0, 14.0, 100.0, 1e5, 1e8, 1e300]
    points += [log_uniform(1e-3, 1e10) for _ in range(40)]
    pairs = [(log_uniform(0.1, 1e8), log_uniform(0.1, 1e8)) for _ in range(60)]
    pairs += [(0.5, 0.5), (1.0, 1.0), (7.0, 7.5), (0.5, 1e8), (1e8, 1e8), (8.0, 3.0)]
    counts = [(1, 0), (1, 1), (2, 1), (5, 2), (10, 10), (100, 50), (1000, 999), (10**6, 3),
              (10**8, 5 * 10**7), (10**8, 1), (2 * 10**8, 10**8), (10**15, 10**7)]
    for _ in range(40):
        n = int(log_uniform(2, 1e9))
        counts.append((n, seeded.randint(0, n)))
    tables = {
        "logGamma": [[x, float(mpmath.loggamma(x))] for x in points],
        "stirling": [[x, float(stirling(x))] for x in points if x < 1e20],
        "logBeta": [[a, b, float(log_beta(a, b))] for a, b in pairs],
        "logBinomial": [[n, k, float(log_binomial(n, k))] for n, k in counts],
    }
    lines = ['{"generator": "scripts/special_functions.py, mpmath %s"' % mpmath.__version__]
    for name, rows in tables.items():
        body = ",\n".join(json.dumps(entry) for entry in rows)
        lines.append('"%s": [\n%s\n]' % (name, body))
    path = pathlib.Path(__file__).resolve().parent.parent / "special_functions.json"
    path.write_text(",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
