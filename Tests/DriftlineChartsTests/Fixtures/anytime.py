"""Writes anytime.json: confidence sequences, ranks and e-values by NumPy and SciPy, from the papers.

    python3 Tests/DriftlineChartsTests/Fixtures/anytime.py

Made with NumPy 2.4.6 and SciPy 1.17.1. Nothing is taken from the Swift sources but the draws of
SeededRandom (xoshiro256**, seeded by SplitMix64) and the numbers of the bets. Ranks are counted one by
one, mixtures integrated numerically, and the Lambert function is SciPy's.
"""

import json
import pathlib

import numpy as np
from scipy import integrate, optimize, special, stats

MASK = (1 << 64) - 1


def draws(seed, stream, count):
    """The first numbers in [0, 1) of a generator."""
    x = (seed + stream * 0xD1B54A32D192ED03) & MASK
    state = []
    for _ in range(4):
        x = (x + 0x9E3779B97F4A7C15) & MASK
        z = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        state.append(z ^ (z >> 31))
    out = []
    for _ in range(count):
        product = (state[1] * 5) & MASK
        result = ((((product << 7) | (product >> 57)) & MASK) * 9) & MASK
        shifted = (state[1] << 17) & MASK
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= shifted
        state[3] = ((state[3] << 45) | (state[3] >> 19)) & MASK
        out.append((result >> 11) * 2.0**-53)
    return out


def rho(alpha, time):
    """Howard et al. 2021, proposition 3."""
    return time / (-special.lambertw(-alpha**2 / np.e, -1).real - 1)


def two_sided(alpha, time, t):
    """Where the integral of exp(l s - l^2 t / 2) over l from N(0, 1 / rho) is 1 / alpha."""
    r = rho(alpha, time)

    def excess(s):
        centre, spread = s / (t + r), 1 / np.sqrt(t + r)
        top = s * centre - centre**2 * (t + r) / 2
        value, _ = integrate.quad(
            lambda z: np.exp(-(z**2) / 2) * spread * np.sqrt(r / (2 * np.pi)), -40, 40)
        return top + np.log(value) + np.log(alpha)

    return optimize.brentq(excess, 0, 100 * np.sqrt(t + r) + 100)


def one_sided(alpha, time, t):
    """The same for the absolute value of l."""
    r = rho(alpha, time)

    def excess(s):
        z = s / np.sqrt(t + r)
        return z**2 / 2 + np.log(2 * stats.norm.cdf(z)) + np.log(r / (t + r)) / 2 + np.log(alpha)

    return optimize.brentq(excess, 0, 100 * np.sqrt(t + r) + 100)


def plug_in(x, lower, upper, alpha, time, sides):
    """Waudby-Smith and Ramdas 2024, theorem 2, with the bets of the docstring."""
    y = (x - lower) / (upper - lower)
    t = np.arange(1, len(y) + 1)
    means = (0.5 + np.cumsum(y)) / (t + 1)
    variances = (0.25 + np.cumsum((y - means) ** 2)) / (t + 1)
    before = np.concatenate([[0.5], means[:-1]])
    spread = np.concatenate([[0.25], variances[:-1]])
    level = np.log(sides / alpha)
    horizon = np.where(t <= time, time, t * np.log(1.0 + t) / np.log(1.0 + time))
    bets = np.minimum(0.5, np.sqrt(2 * level / (spread * horizon)))
    cost = 4 * (y - before) ** 2 * (-np.log(1 - bets) - bets) / 4
    weight = np.cumsum(bets)
    centre = np.cumsum(bets * y) / weight
    reach = (level + np.cumsum(cost)) / weight
    return [lower + (upper - lower) * part for part in (centre, centre - reach, centre + reach)]


def ranks(baseline, stream, cells, seed):
    """The rank of each value, counted among all before it in its cell and those below."""
    orders = draws(seed, 0, len(baseline))
    ordered = sorted(zip(baseline, orders))
    n = len(baseline)
    count = min(cells, n + 1)
    edges = [ordered[k * (n + 1) // count - 1] for k in range(1, count)]
    gaps = [(k + 1) * (n + 1) // count - k * (n + 1) // count for k in range(count)]
    seen, out = [], []
    for t, value in enumerate(stream, 1):
        place, order = draws(seed, t, 2)
        cell = sum(edge < (value, order) for edge in edges)
        below = sum(gaps[:cell]) + sum(other < cell for other in seen)
        own = gaps[cell] + seen.count(cell)
        out.append((below + place * own) / (n + t))
        seen.append(cell)
    return np.array(out)


def factors(p):
    u = 2 * p - 1
    q = special.eval_legendre(2, u)
    bets = [1 + k * u for k in (0.2, 0.5, 0.9, -0.2, -0.5, -0.9)]
    bets += [1 + k * q for k in (0.3, 1.2, -0.3, -0.8)]
    return bets + [5.9 if p > 0.98 else 0.9, 5.9 if p < 0.02 else 0.9]


def evidence(p):
    """All games one by one: one begun at each time with what is put in then."""
    t = np.arange(len(p) + 1)
    left = 0.5 / np.sqrt(1 + t / 100)
    put = -np.diff(left)
    put[0] += 0.5
    money = np.zeros((len(p), 12))
    out = []
    for index, value in enumerate(p):
        money[index] = put[index] / 12
        money[: index + 1] *= factors(value)
        out.append(np.log(money.sum() + left[index + 1]))
    return out


def detector(p, arl0):
    """The statistic of the e-detector, and where it raises an alarm."""
    games, out, alarms = [], [], []
    for index, value in enumerate(p):
        games = [game * np.array(factors(value)) for game in games + [np.full(12, 1 / 12)]]
        total = np.sum(games)
        out.append(np.log(total))
        if total >= arl0:
            games = []
            alarms.append(index)
    return out, alarms


random = np.random.default_rng(20266)
normal = np.round(np.concatenate([random.normal(0, 1, 200), random.normal(0.7, 1, 200)]), 4)
scores = np.round(np.concatenate([random.beta(2, 5, 200), random.beta(5, 2, 200)]), 4) * 10 - 5
baseline = np.round(random.normal(0, 1, 150), 1)
times = [1, 2, 10, 100, 1000, 100000, 10**9]
tied = np.round(normal, 1)
p = ranks(list(baseline), list(tied), 40, 5)
known = stats.norm.cdf(normal)
statistic, alarms = detector(p, 500)
centre, low, high = plug_in(scores, -5, 5, 0.02, 50, 2)
_, one, _ = plug_in(scores, -5, 5, 0.02, 50, 1)
fixture = {
    "normal": list(normal), "scores": list(scores), "baseline": list(baseline), "tied": list(tied),
    "times": times,
    "two_sided": [[two_sided(a, m, t) for t in times] for a, m in ((0.05, 1000), (1e-6, 10))],
    "one_sided": [[one_sided(a, m, t) for t in times] for a, m in ((0.05, 1000), (1e-6, 10))],
    "centre": list(centre), "low": list(low), "high": list(high), "low_one_side": list(one),
    "evidence": evidence(p), "evidence_known": evidence(known),
    "detector": statistic, "detector_alarms": alarms,
}
text = json.dumps(fixture, separators=(",", ":")).replace('],"', '],\n"')
pathlib.Path(__file__).with_name("anytime.json").write_text(text + "\n")
