#!/usr/bin/env python3
"""Runs every row of the speed table in turn, driftline and its peer one after the other.

    side_by_side.py SPEED FOLDER [--quick] [--only PATTERN] [--rounds N]

SPEED is the built program; FOLDER has room for 1 GB of samples. Prints a Markdown table. Times
are the best of all runs of all rounds; what counts is the ratio, as both sides saw the same
machine. --quick leaves out what takes half a minute a row, --only the rows in whose name the
regular expression is not found.
"""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

PEERS = Path(__file__).with_name("peers.py")

# name, work, peer's name, peer (a row of peers.py, one of Speed's, or milliseconds), target ratio
TABLE = [
    ("psi_equal_width_10m", "PSI, 10 equal-width bins, 10M vs 10M", "np.histogram(x, edges)",
     "psi_equal_width_10m", 30),
    ("psi_equal_width_10m", "the same", "np.histogram(x, 10, range)", "psi_range_10m", 30),
    ("psi_quantile_10m", "PSI, baseline deciles, 10M vs 10M", "np.quantile, searchsorted",
     "psi_quantile_10m", 15),
    ("ks_10m", "KS with p, 10M vs 10M", "scipy ks_2samp(asymp)", "ks_10m", 20),
    ("wasserstein_10m", "Wasserstein with p, 10M vs 10M", "scipy wasserstein_distance",
     "wasserstein_10m", 50),
    ("five_1m", "KS, W1, PSI, KL, JS together, 1M vs 1M", "the five SciPy/NumPy calls", "five_1m", 25),
    ("ks_exact", "exact KS p, 10 000 vs 11 000", "plain C recursion", "ks_exact_c", 2),
    ("ks_exact_ties", "the same with ties", "plain C recursion", "ks_exact_c", 2),
    ("report_psi", "drift report, 1M x 10 columns, PSI", "Evidently 0.7 preset", "report_psi", 200),
    ("report_ks", "the same, KS", "Evidently 0.7 preset", "report_ks", 100),
    ("report_wasserstein", "the same, Wasserstein", "Evidently 0.7 preset", "report_wasserstein", 100),
    ("report_js", "the same, JS", "Evidently 0.7 preset", "report_js", 100),
    ("all_10k", "one column, 10k vs 10k, all numeric detectors", "deepchecks users' wish", 1.0, 1),
    ("all_10k", "the same", "the eight SciPy/NumPy calls", "all_10k", None),
    ("emb_panel", "embedding panel (centroid, distances, cosine, 10-cluster PSI), 200k x 768, "
     "with the fit of 4000 baseline rows", "NumPy, scikit-learn, already fitted", "emb_panel", 15),
    ("emb_panel_fit", "that fit, and the same on 16 rows", "-", None, None),
    ("emb_panel_kept", "the panel on 200k x 768 against a baseline fitted before",
     "NumPy, scikit-learn, already fitted", "emb_panel", 15),
    ("emb_kmeans", "k-means fit, 200k x 768, k = 10, 20 iterations", "scikit-learn", "emb_kmeans", 8),
    ("emb_kmeans", "the same", "FAISS", "emb_kmeans_faiss", 8),
    ("emb_mmd", "MMD, 5k + 5k x 384", "Evidently `mmd`", "emb_mmd", 10),
    ("emb_mmd", "the same", "scikit-learn rbf_kernel", "emb_mmd_recipe", 10),
    ("emb_mmd_permuted", "MMD + 100 permutations, 5k + 1k x 1000", "alibi-detect, published",
     13_750.0, 10),
    ("emb_mmd_large", "MMD + 100 permutations, 100k + 100k x 50", "KeOps on a GPU, published",
     81_000.0, 1),
    ("emb_frechet", "Frechet, window 5000 x 1000, with the fit of 20 000 baseline rows",
     "DriftLens fitted, published", 126.0, 1),
    ("emb_frechet_kept", "the same window against a baseline fitted before",
     "DriftLens fitted, published", 126.0, 1),
    ("emb_cluster_scan", "cluster scan, 4000 vs 2000 x 384", "a second", 1_000.0, 1),
]  # fmt: skip

# Rows whose peer takes long, and those that take long themselves: run once.
SLOW = ("report_", "emb_kmeans")
LONG = ("emb_mmd_large",)


def run(*command, **variables):
    # The peers get their own choice of kernels.
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | variables
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return [float(field) for field in done.stdout.split()]


class Session:
    def __init__(self, speed, folder, threads):
        self.speed, self.folder, self.threads = speed, folder, threads
        self.own, self.peers, self.read = {}, {}, {1: 0.0, threads: 0.0}
        self.sgemm = dict(self.read)

    def limits(self):
        for threads in self.read:
            rate = run(self.speed, "bandwidth", str(threads))[0]
            self.read[threads] = max(self.read[threads], rate)
            one = {"OPENBLAS_NUM_THREADS": str(threads)}
            rate = run(sys.executable, PEERS, "sgemm", self.folder, **one)[0]
            self.sgemm[threads] = max(self.sgemm[threads], rate)

    def keep(self, table, key, fields):
        """Keeps the best time; the memory is the largest."""
        best = table.get(key, fields)
        table[key] = [min(best[0], fields[0])] + [max(a, b) for a, b in zip(best[1:], fields[1:])]

    def measure(self, name, threads):
        fields = run(self.speed, "row", name, self.folder, str(threads))
        self.keep(self.own, (name, threads), fields)

    def ask(self, peer):
        if peer.startswith("ks_exact"):
            fields = run(self.speed, "row", peer, self.folder, "1")
        else:
            fields = run(sys.executable, PEERS, peer, self.folder)
        self.keep(self.peers, peer, fields)


def clip(number):
    if number is None:
        return "-"
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def line(session, row):
    name, work, peer_name, peer, target = row
    two, one = session.own[name, session.threads], session.own.get((name, 1), [None])
    if isinstance(peer, float):
        time, memory = peer, None
    else:
        time, memory = session.peers.get(peer, [None, None])[:2]
    data, operations = two[2:]
    share = data / two[0] / session.read[session.threads] if data > 1 else None
    products = operations / (two[0] / 1e3) / session.sgemm[session.threads]
    ratio = time / two[0] if time else None
    met = "" if not (ratio and target) else (" yes" if ratio >= target else " **no**")
    return " | ".join(
        [
            f"| {work}", clip(two[0]), clip(one[0]), peer_name, clip(time),
            f"{clip(ratio)}x" if ratio else "-", (f"{target}x" if target else "-") + met,
            f"{share:.0%}" if share else "-", f"{products:.0%}" if products else "-",
            f"{two[1]:.0f} ({data:.0f})",
            f"{memory:.0f} |" if memory else "- |",
        ]
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("speed")
    parser.add_argument("folder")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    left_out = LONG if arguments.quick else ()
    table = [
        row for row in TABLE
        if re.search(arguments.only, row[0]) and not row[0].startswith(left_out)
    ]  # fmt: skip
    if not table:
        sys.exit(f"no row's name has {arguments.only}")
    session = Session(arguments.speed, arguments.folder, max(2, os.cpu_count() or 2))
    run(arguments.speed, "data", arguments.folder)
    for round in range(arguments.rounds):
        session.limits()
        for name, work, _, peer, _ in table:
            is_long = name in LONG
            if is_long and round > 0:
                continue
            print(f"round {round + 1}: {work}", file=sys.stderr, flush=True)
            slow = name.startswith(SLOW)
            session.measure(name, session.threads)
            if isinstance(peer, str) and not (slow and (arguments.quick or round > 0)):
                session.ask(peer)
            if not is_long:
                session.measure(name, 1)
    rates = ", ".join(f"{rate:.1f} GB/s on {n}" for n, rate in session.read.items())
    products = ", ".join(f"{rate:.0f} GFLOP/s on {n}" for n, rate in session.sgemm.items())
    print(f"{session.threads} threads, float64, embeddings float32, best of all runs of {arguments.rounds} rounds;")
    print(f"this machine reads memory at {rates} thread(s), and multiplies floats in NumPy's")
    print(f"OpenBLAS at {products}, measured in the same run.")
    print("Shares: bytes of both samples, read once, and operations of the products that the work")
    print("cannot do without, over the time, against those rates.")
    print("Peak: the process, in parentheses the samples themselves.\n")
    print("| work | driftline ms | 1 thread | peer | peer ms | ratio | target | share of read "
          "bandwidth | share of sgemm | peak MB (data) | peer's peak MB |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for row in table:
        print(line(session, row))


if __name__ == "__main__":
    main()
