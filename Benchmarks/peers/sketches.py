#!/usr/bin/env python3
"""Sketches of quantiles beside DataSketches' KLL: the time of an update and the errors of rank.

    sketches.py PROGRAM FOLDER [--quick]

PROGRAM is the built QuantileSketches; FOLDER has room for 80 MB. Prints a Markdown table. Times are
the least of all runs of 10 M normal values, float64 on both sides, one thread; errors are the largest
over all ranks of one million permuted values, divided by DataSketches' bound, over many seeds.
"""

import argparse
import subprocess
import time

import datasketches
import numpy

SIZES = (200, 2048)


def theirs_seconds(values, k, rounds):
    least = float("inf")
    for _ in range(rounds):
        sketch = datasketches.kll_doubles_sketch(k)
        start = time.perf_counter()
        sketch.update(values)
        least = min(least, time.perf_counter() - start)
    return least


def their_error(k, seed, count=1_000_000):
    """The largest error over all ranks, over the bound: the value v of a permutation has rank v + 1."""
    sketch = datasketches.kll_doubles_sketch(k)
    sketch.update(numpy.random.default_rng(seed).permutation(count).astype(float))
    pairs = numpy.array(sorted((value, weight) for value, weight in sketch))
    after = numpy.cumsum(pairs[:, 1])
    before = after - pairs[:, 1]
    error = max(
        numpy.abs(after - pairs[:, 0] - 1).max(), numpy.abs(before - pairs[:, 0]).max()
    )
    return error / count / sketch.normalized_rank_error(False)


def summary(errors):
    errors = sorted(errors)
    return f"{errors[len(errors) // 2]:.2f}, {errors[len(errors) * 99 // 100]:.2f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    values = numpy.random.default_rng(1).normal(size=10_000_000)
    path = f"{options.folder}/values.f64"
    values.tofile(path)
    rounds, seeds = (2, 20) if options.quick else (5, 200)

    def ours(*words):
        done = subprocess.run(
            [options.program, *map(str, words)], check=True, capture_output=True, text=True
        )
        return [float(word) for word in done.stdout.split()]

    print(f"10 M float64 values; errors over bound of {seeds} seeds: median, 99 %\n")
    print("| k | driftline | datasketches | ratio | errors, driftline | errors, datasketches |")
    print("|---|---|---|---|---|---|")
    for k in SIZES:
        # One after the other, twice, so that both see the same machine.
        pairs = [
            (ours("update", path, k)[0], theirs_seconds(values, k, rounds)) for _ in range(2)
        ]
        mine, peer = (min(column) for column in zip(*pairs))
        print(
            f"| {k} | {mine:.3f} s | {peer:.3f} s | {peer / mine:.1f} | "
            f"{summary(ours('errors', k, seeds))} | "
            f"{summary([their_error(k, seed) for seed in range(seeds)])} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
