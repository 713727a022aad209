"""Writes distributions.json: logs of the tails of distributions, computed with 60 digits or more.

Run it from any folder with Python 3.11 and mpmath 1.3.0, in about four minutes:

    python3 Tests/Goldens/scripts/distributions.py

The result is deterministic: the random cases come from random.Random(20240607).

Every input is a double and is taken at its exact value; every expected value is the double next to
the exact one. A row of the file is [inputs..., log of the lower tail, log of the upper tail].

Methods, chosen to differ from those of the library:
- incomplete gamma P and incomplete beta I_x: the hypergeometric series with positive terms (DLMF
  8.11.4, and 8.17.8 with Euler's transformation), in integers of 400 bits, so that nothing cancels;
- incomplete gamma Q: 1 - P with as many digits more as cancel, or, where the tail is smaller than
  1e-325, Legendre's continued fraction to 55 digits, which elsewhere must agree;
- normal: mpmath's erfc; Kolmogorov: both series, which must agree to 50 digits;
- for small parameters everything is compared with mpmath's gammainc and betainc.
"""

import json
import math
import pathlib
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 80
seeded = random.Random(20240607)
SCALE = 1 << 60
LIMIT = 1_500_000


class TooLong(Exception):
    pass


def series(x, top, a, bits):
    """The sum over n of x^n (top)_n / (a + 1)_n, with the factor (top)_n left out for None."""
    if x > 0:
        bits += max(0, -mpmath.frexp(x)[1])
    if top is not None:
        log_term = LIMIT * math.log(x) + math.lgamma(top + LIMIT) - math.lgamma(top)
        if log_term - math.lgamma(a + 1 + LIMIT) + math.lgamma(a + 1) > -200:
            raise TooLong
    one = 1 << bits
    fixed = int(mpmath.floor(mpmath.ldexp(x, bits)))
    numerator = None if top is None else exact(top)
    denominator = exact(a)
    term, total = one, one
    for _ in range(LIMIT):
        denominator += SCALE
        if numerator is None:
            term = (term * fixed * SCALE >> bits) // denominator
        else:
            term = (term * fixed * numerator >> bits) // denominator
            numerator += SCALE
        total += term
        if term == 0 or term.bit_length() < total.bit_length() - bits + 130:
            return mpmath.ldexp(mpf(total), -bits)
    raise TooLong


def exact(number):
    scaled = number * SCALE
    assert scaled == mpmath.floor(scaled)
    return int(scaled)


def log_series_gamma(a, x, bits=400):
    return a * mpmath.log(x) - x - mpmath.loggamma(a + 1) + mpmath.log(series(x, None, a, bits))


def log_series_beta(a, b, x, y, bits=400):
    front = a * mpmath.log(x) + b * mpmath.log(y) - mpmath.log(a)
    front -= mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b)
    return front + mpmath.log(series(x, a + b, a, bits))


def log_complement(log_tail):
    return mpmath.log1p(-mpmath.exp(log_tail)) if log_tail < -1 else mpmath.log(-mpmath.expm1(log_tail))


def gamma_tails(a, x):
    a, x = mpf(a), mpf(x)
    if x <= a or x < 1:
        lower = log_series_gamma(a, x)
        upper = log_complement(lower)
    else:
        guess = -(x - a - a * mpmath.log(x / a))
        if guess > -750:
            with mp.workdps(500):
                lower = log_series_gamma(a, x, 1700)
                upper = log_complement(lower)
            if guess < -40:
                check(upper, log_legendre(a, x))
        else:
            upper = log_legendre(a, x)
            lower = log_complement(upper)
    if a < 200 and x < 1000:
        check(lower, mpmath.log(mpmath.gammainc(a, 0, x, regularized=True)))
        with mp.workdps(450):
            check(upper, mpmath.log(mpmath.gammainc(a, x, mp.inf, regularized=True)))
    return lower, upper


def log_legendre(a, x):
    return a * mpmath.log(x) - x - mpmath.loggamma(a) + mpmath.log(legendre(a, x))


def legendre(a, x):
    b = x + 1 - a
    c, d = b, mpf(0)
    value = 1 / b
    n = 0
    while True:
        n += 1
        b += 2
        factor = n * (a - n)
        c = b + factor / c
        d = 1 / (b + factor * d)
        value /= c * d
        if abs(c * d - 1) < mpf(10) ** -60:
            return value


def beta_tails(a, b, x, y):
    a, b = mpf(a), mpf(b)
    assert abs(x + y - 1) < mpf(10) ** -70
    if (a + b) * x <= a:
        lower, upper = beta_sides(a, b, x, y)
    else:
        upper, lower = beta_sides(b, a, y, x)
    if a < 200 and b < 200 and lower > -700 and upper > -700:
        with mp.workdps(450):
            want = mpmath.betainc(a, b, 0, x, regularized=True)
            check(lower, mpmath.log(want))
            check(upper, mpmath.log(1 - want))
    return lower, upper


def beta_sides(a, b, x, y):
    """The logs of the tail below x, where x is at most the mean, and of the one above."""
    try:
        lower = log_series_beta(a, b, x, y)
        return lower, log_complement(lower)
    except TooLong:
        with mp.workdps(600):
            upper = log_series_beta(b, a, 1 - x, x, 2000)
            lower = log_complement(upper)
            assert lower > -900
        return lower, upper


def check(got, want):
    size = max(abs(want), mpf(10) ** -30)
    assert abs(got - want) <= mpf(10) ** -25 * size, (got, want)


def f_tails(d1, d2, f):
    above = mpf(d1) * mpf(f)
    below = mpf(d2)
    return beta_tails(d1 / 2, d2 / 2, above / (above + below), below / (above + below))


def t_two_sided(degrees, t):
    return f_tails(1.0, degrees, mpf(t) ** 2)[1]


def row(inputs, tails):
    return [*inputs, *(float(tail) + 0.0 for tail in tails)]


def log_uniform(low, high):
    return math.exp(seeded.uniform(math.log(low), math.log(high)))


DISTANCES = [-36.7, -20.3, -9.1, -5.03, -3.9, -2.2, -0.93, -0.21, -0.003,
             0.0, 0.004, 0.31, 1.1, 2.4, 3.97, 4.4, 7.3, 15.9, 29.0, 36.9, 60.0]


def gamma_cases():
    cases = []
    for shape in [0.5, 0.77, 1.0, 1.5, 2.0, 3.3, 7.9, 8.0, 15.0, 49.5, 120.25, 402.0, 999.0, 1000.5,
                  4.0e3, 1.0e5, 3.0e6, 1.0e8]:
        for distance in DISTANCES:
            x = shape + distance * math.sqrt(shape)
            if x > 0:
                cases.append((shape, x))
    for shape in [0.5, 1.0, 2.0, 10.0, 100.0]:
        for x in [1e-300, 1e-20, 0.003, 0.5, 0.99, 1.0, 1.01, 30.0, 300.0, 690.0, 2500.0, 97500.0, 1e7]:
            cases.append((shape, x))
    for _ in range(150):
        shape = log_uniform(0.5, 1e8)
        x = shape + seeded.uniform(-12, 38) * math.sqrt(shape)
        if x <= 0:
            x = shape * seeded.random()
        cases.append((shape, x))
    return [row(case, gamma_tails(*case)) for case in cases]


def beta_cases():
    cases = []
    sizes = [0.5, 1.0, 2.5, 12.0, 80.0, 999.5, 1200.0, 1.0e5, 1.0e7]
    for a in sizes:
        for b in sizes:
            deviation = math.sqrt(a * b / (a + b + 1)) / (a + b)
            for distance in [-36.0, -8.0, -3.1, -1.0, -0.02, 0.4, 2.0, 4.6, 37.0]:
                x = a / (a + b) + distance * deviation
                if 0 < x < 1:
                    cases.append((a, b, x))
    for a, b in [(0.5, 0.5), (2.0, 3.0), (0.5, 60.0), (30.0, 0.7), (500.0, 20.0)]:
        for x in [1e-290, 1e-12, 0.01, 0.3, 0.5, 0.77, 0.999, 1 - 2.0 ** -50]:
            cases.append((a, b, x))
    for _ in range(150):
        a, b = log_uniform(0.5, 1e7), log_uniform(0.5, 1e7)
        deviation = math.sqrt(a * b / (a + b + 1)) / (a + b)
        x = a / (a + b) + seeded.uniform(-30, 30) * deviation
        if not 0 < x < 1:
            x = seeded.random()
        cases.append((a, b, x))
    return [row(case, beta_tails(case[0], case[1], mpf(case[2]), 1 - mpf(case[2]))) for case in cases]


def f_cases():
    cases = []
    sizes = [1.0, 2.0, 3.7, 25.0, 500.0, 3001.0, 1.0e5, 1.0e7]
    for d1 in sizes:
        for d2 in sizes:
            spread = math.sqrt(2 / d1 + 2 / d2)
            for distance in [-2.5, -0.3, 0.0, 1.2, 3.5, 7.0, 25.0]:
                cases.append((d1, d2, math.exp(distance * spread)))
    cases += [(4.0, 95.0, 625.458321063694), (4.0, 95.0, 86.1475862089547), (3.0, 1e6, 400.0),
              (5.0, 7.0, 1e40), (1.0, 1.0, 1e-30), (2.0, 2.0, 1e200)]
    for _ in range(100):
        d1, d2 = log_uniform(1, 1e7), log_uniform(1, 1e7)
        cases.append((d1, d2, math.exp(seeded.uniform(-4, 30) * math.sqrt(2 / d1 + 2 / d2))))
    return [row(case, f_tails(*case)) for case in cases]


def t_cases():
    """Rows [degrees, t, log of the two-sided tail, log of the upper tail]."""
    rows = []
    cases = []
    for degrees in [1.0, 2.0, 3.5, 10.0, 77.0, 640.0, 5.0e3, 1.0e6, 1.0e8]:
        for t in [-30.0, -4.0, -0.7, -1e-9, 1e-12, 0.01, 0.6, 1.0, 1.96, 3.3, 6.0, 14.0, 37.0, 1e3, 1e9]:
            cases.append((degrees, t))
    for _ in range(60):
        cases.append((log_uniform(1, 1e8), log_uniform(1e-3, 40)))
    for degrees, t in cases:
        both = t_two_sided(degrees, abs(t))
        side = both - mpmath.log(2)
        rows.append(row((degrees, t), (both, side if t > 0 else log_complement(side))))
    return rows


def normal_cases():
    points = [-40.0, -20.0, -8.0, -5.0, -2.5, -1.0, -0.999, -0.3, 0.0, 1e-9, 0.1, 0.5, 1.0, 1.96, 3.0,
              4.99999, 5.0, 6.3, 7.9999, 8.0, 12.5, 19.999, 20.0, 26.0, 37.4, 38.6, 100.0, 1e3, 1e6,
              1e20, 1e150]
    points += [seeded.uniform(-10, 38) for _ in range(60)]
    rows = []
    for z in points:
        with mp.workdps(400):
            if z < 1e3:
                upper = mpmath.log(mpmath.erfc(mpf(z) / mpmath.sqrt(2)) / 2)
            else:
                square = mpf(z) ** 2
                terms = [mpmath.fac2(2 * k - 1) / (-square) ** k for k in range(20)]
                upper = -square / 2 - mpmath.log(z * mpmath.sqrt(2 * mpmath.pi)) + mpmath.log(sum(terms))
            rows.append([z, float(upper)])
    return rows


def quantile_cases():
    points = [1e-300, 1e-100, 1e-40, 1.3e-11, 1.4e-11, 1e-6, 0.001, 0.01, 0.05, 0.075, 0.0749, 0.3,
              0.5, 0.5000001, 0.6, 0.925, 0.9251, 0.975, 0.999, 1 - 1e-12]
    points += [seeded.random() for _ in range(20)] + [10 ** -seeded.uniform(0, 300) for _ in range(20)]
    rows = []
    for p in points:
        tail = min(mpf(p), 1 - mpf(p))
        start = mpmath.sqrt(max(mpf(0), -2 * mpmath.log(2 * tail)))
        z = start
        for _ in range(200):
            upper = mpmath.erfc(z / mpmath.sqrt(2)) / 2
            density = mpmath.exp(-z * z / 2) / mpmath.sqrt(2 * mpmath.pi)
            step = (mpmath.log(upper) - mpmath.log(tail)) * upper / density
            z += step
            if abs(step) < mpf(10) ** -50:
                break
        else:
            raise AssertionError(p)
        rows.append([p, float(z if p > 0.5 else -z) + 0.0])
    return rows


def kolmogorov_cases():
    points = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.8999999, 0.9, 0.95, 1.0, 1.1,
              1.2238478702170823, 1.3580986393225505, 1.6276236115189504, 2.0, 3.0, 5.0, 10.0, 18.6, 40.0,
              1e3, 1e8, 1e150]
    points += [seeded.uniform(0.1, 3) for _ in range(40)]
    rows = []
    for point in points:
        with mp.workdps(1000 if point < 0.1 else 120):
            x = mpf(point)
            upper = None
            if point >= 0.3:
                rest = sum((-1) ** (k - 1) * mpmath.exp(-2 * (k * k - 1) * x * x) for k in range(2, 60))
                upper = mpmath.log(2) - 2 * x * x + mpmath.log1p(rest)
            if point <= 3:
                terms = [mpmath.exp(-((2 * k - 1) * mpmath.pi / x) ** 2 / 8) for k in range(1, 60)]
                other = mpmath.log1p(-mpmath.sqrt(2 * mpmath.pi) / x * sum(terms))
                if upper is None:
                    upper = other
                else:
                    check(upper, other)
            rows.append([point, float(upper) + 0.0])
    return rows


def main():
    tables = {
        "normal": normal_cases(),
        "quantile": quantile_cases(),
        "kolmogorov": kolmogorov_cases(),
        "gamma": gamma_cases(),
        "t": t_cases(),
        "beta": beta_cases(),
        "f": f_cases(),
    }
    lines = ['{"generator": "scripts/distributions.py, mpmath %s"' % mpmath.__version__]
    for name, rows in tables.items():
        body = ",\n".join(json.dumps(entry) for entry in rows)
        lines.append('"%s": [\n%s\n]' % (name, body))
    path = pathlib.Path(__file__).resolve().parent.parent / "distributions.json"
    path.write_text(",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
