"""Goldens of the quality charts: the published recipes, written as plainly as they can be.

    python3 quality.py > quality.json        (made with Python 3.11 and NumPy 2.4.6)
"""

import json

import numpy as np

random = np.random.default_rng(20261126)

# A score around 0.8 with a dip, outliers, and a stretch that is constant.
values = random.normal(0.8, 0.05, 1000)
values[400:520] -= 0.15
values[random.choice(1000, 15, replace=False)] += 0.4
values[700:850] = 0.75
values = [round(float(value), 6) for value in values]


def rolling_z(values, ddof, window=100, minimum=10):
    scores = []
    for t, x in enumerate(values):
        last = np.array(values[max(0, t - window):t])
        if len(last) < minimum:
            scores.append(None)
        elif np.ptp(last) == 0:
            scores.append(0.0 if x == last[0] else float("inf") if x > last[0] else float("-inf"))
        else:
            scores.append((x - last.mean()) / last.std(ddof=ddof))
    return scores


def quality_drop(values, window=20, baseline_window=100):
    drops = []
    for t in range(1, len(values) + 1):
        if t < window + baseline_window:
            drops.append(None)
            continue
        before = np.mean(values[t - window - baseline_window:t - window])
        drops.append((before - np.mean(values[t - window:t])) / before)
    return drops


def thresholds(values, rule, window=200, minimum=30):
    uppers = []
    for t in range(len(values)):
        last = np.array(values[max(0, t - window):t])
        uppers.append(None if len(last) < minimum else float(rule(last)))
    return uppers


def severity(drift, drop):
    if drift >= 0.25 and drop > 0.1:
        return "critical"
    if drift >= 0.25 and drop <= 0.05:
        return "medium"
    if 0.1 <= drift < 0.25 and drop > 0.05:
        return "high"
    if 0.1 <= drift < 0.25:
        return "low"
    return None  # a cell that the recipe does not name


drifts = [round(float(x), 4) for x in random.uniform(0, 0.4, 1000)]
drops = [round(float(x), 4) for x in random.uniform(-0.05, 0.2, 1000)]
runs = [
    [int(i), int(t), int(e)]
    for i, t, e in zip(
        random.integers(0, 16, 1000), random.integers(0, 5000, 1000),
        random.integers(1, 2000, 1000))
]
names = ["search", "cite", "read", "write", "check"]
tools = []
for _ in range(1000):
    expected = [name for name in names if random.random() < 0.5]
    actual = [name for name in names if random.random() < 0.8]
    missing = set(expected) - set(actual)
    tools.append({
        "expected": expected, "actual": actual, "missing": sorted(missing),
        "unexpected": sorted(set(actual) - set(expected)), "alarm": len(missing) > 0,
    })
texts = []
for _ in range(1000):
    count, kinds = int(random.integers(1, 40)), int(random.integers(1, 30))
    words = [f"w{word}" for word in random.integers(0, kinds, count)]
    ratio = len(set(words)) / len(words)
    texts.append({
        "text": " ".join(words), "ratio": ratio, "alarm": len(words) >= 10 and ratio < 0.3,
    })


def mad(last):
    return np.median(last) + 3 * 1.482602218505602 * np.median(np.abs(last - np.median(last)))


def plain(numbers):
    return [
        None if x is None else float(x) if np.isfinite(x) else "inf" if x > 0 else "-inf"
        for x in numbers
    ]


golden = {
    "values": values,
    "z_0": plain(rolling_z(values, 0)),
    "z_1": plain(rolling_z(values, 1)),
    "drops": plain(quality_drop(values)),
    "quantile": plain(thresholds(values, lambda last: np.quantile(last, 0.99))),
    "mean_sigma": plain(thresholds(values, lambda last: last.mean() + 3 * last.std(ddof=1))),
    "median_mad": plain(thresholds(values, mad)),
    "rows": [list(row) for row in zip(drifts, drops)],
    "severities": [severity(*row) for row in zip(drifts, drops)],
    "runs": runs,
    "run_reasons": [
        (["iterations"] if i > 10 else []) + (["tokens"] if t > 3 * e else []) for i, t, e in runs
    ],
    "tools": tools,
    "texts": texts,
}
print("{" + ",\n".join(
    json.dumps(name) + ":" + json.dumps(value, separators=(",", ":"))
    for name, value in golden.items()) + "}")
