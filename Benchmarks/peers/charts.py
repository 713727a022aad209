#!/usr/bin/env python3
"""Charts of streams beside river and frouros: updates a second on the same values, in one run.

    charts.py PROGRAM FOLDER [--quick]      the table
    charts.py --peer river|frouros FILE     a peer's updates a second

PROGRAM is the built Charts; FOLDER has room for 8 MB. Both sides see a million values in [0, 1), as
frouros' ADWIN refuses sums under 0, in turns; a rate is the best of all rounds. It is run with
the Python of Benchmarks/.venv; each peer has a process of its own.
"""

import array
import pathlib
import subprocess
import sys
import time

# Of our rows: what stands beside them in a peer.
BESIDE = {
    "ewma": [("river", "stats.EWMean, no limits"), ("frouros", "ECDDWT")],
    "ewma_baseline": [("river", "stats.EWVar, no limits")],
    "rolling_z": [("river", "Rolling(stats.Var), no limits")],
    "cusum": [("frouros", "CUSUM")],
    "page_hinkley": [("river", "PageHinkley"), ("frouros", "PageHinkley")],
    "adwin": [("river", "ADWIN"), ("frouros", "ADWIN")],
    "adwin clock=1": [("river", "ADWIN clock=1"), ("frouros", "ADWIN clock=1")],
    "kswin": [("river", "KSWIN"), ("frouros", "KSWIN")],
    "kswin convention=river": [("river", "KSWIN"), ("frouros", "KSWIN")],
    "kswin convention=whole": [("river", "KSWIN"), ("frouros", "KSWIN")],
}


def river():
    from river import drift, stats, utils

    return {
        "stats.EWMean, no limits": stats.EWMean(0.2),
        "stats.EWVar, no limits": stats.EWVar(0.2),
        "Rolling(stats.Var), no limits": utils.Rolling(stats.Var(), window_size=100),
        "PageHinkley": drift.PageHinkley(),
        "ADWIN": drift.ADWIN(),
        "ADWIN clock=1": drift.ADWIN(clock=1),
        "KSWIN": drift.KSWIN(seed=1),
    }


class Resetting:
    """A detector of frouros that begins anew after an alarm, as those of river do by themselves."""

    def __init__(self, detector):
        self.detector = detector

    def update(self, value):
        self.detector.update(value=value)
        if self.detector.drift:
            self.detector.reset()


def frouros():
    from frouros.detectors import concept_drift as drift

    detectors = {
        "ECDDWT": drift.ECDDWT(),
        "CUSUM": drift.CUSUM(),
        "PageHinkley": drift.PageHinkley(),
        "ADWIN": drift.ADWIN(),
        "ADWIN clock=1": drift.ADWIN(config=drift.ADWINConfig(clock=1)),
        "KSWIN": drift.KSWIN(config=drift.KSWINConfig(seed=1)),
    }
    return {name: Resetting(detector) for name, detector in detectors.items()}


def rate(detector, values, seconds=1.0):
    """The best updates a second of passes over a thousand values and more, for about a second."""
    best, start, part = 0.0, 0, 1000
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        piece = values[start : start + part]
        before = time.perf_counter()
        for value in piece:
            detector.update(value)
        took = time.perf_counter() - before
        if took > 0.01:  # a shorter pass says little
            best = max(best, len(piece) / took)
            start = (start + part) % (len(values) - part)
        else:
            part = min(2 * part, 200_000)
            start = 0
    return best


def peer(name, path):
    values = array.array("d", pathlib.Path(path).read_bytes()).tolist()
    detectors = river() if name == "river" else frouros()
    for label, detector in detectors.items():
        # ECDD is a chart of errors, 0 or 1.
        used = [float(value > 0.8) for value in values] if label == "ECDDWT" else values
        print(f"{label}\t{rate(detector, used)}", flush=True)


def table(*command):
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {row[0]: [float(cell) for cell in row[1:]] for row in rows}


def millions(number):
    digits = 0 if number >= 1e8 else 1 if number >= 1e7 else 2 if number >= 1e5 else 4
    return f"{number / 1e6:.{digits}f}"


def main():
    if sys.argv[1:2] == ["--peer"]:
        return peer(*sys.argv[2:4])
    program, folder = sys.argv[1:3]
    rounds = 1 if "--quick" in sys.argv else 3
    path = f"{folder}/values.f64"
    subprocess.run([program, "data", path], check=True)
    best = {"driftline": {}, "river": {}, "frouros": {}}
    for round in range(rounds):
        for name, kept in best.items():
            print(f"round {round + 1}: {name}", file=sys.stderr, flush=True)
            if name == "driftline":
                found = table(program, "speed", path)
            else:
                found = table(sys.executable, __file__, "--peer", name, path)
            for label, rates in found.items():
                kept[label] = [max(pair) for pair in zip(rates, kept.get(label, rates))]
    print(f"Millions of updates a second on random values in [0, 1), one thread, best of {rounds} round(s).")
    print("One: a value is given and a point comes back; bulk: all values in one call, alarms come back.")
    print("Peers are given one value at a time, as they take no more.\n")
    print("| chart | one | bulk | peer | peer's | ratio, one | ratio, bulk |")
    print("|---|---|---|---|---|---|---|")
    for label, (one, bulk) in best["driftline"].items():
        for name, theirs in BESIDE.get(label, [("-", None)]):
            start = f"| {label} | {millions(one)} | {millions(bulk)} |"
            if theirs is None:
                print(start, "- | - | - | - |")
                continue
            peers = best[name][theirs][0]
            print(start, f"{name} {theirs} | {millions(peers)} | {one / peers:.0f}x | {bulk / peers:.0f}x |")


if __name__ == "__main__":
    main()
