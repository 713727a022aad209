#!/usr/bin/env python3
"""Runs every row of the speed table in turn, driftline and its peer one after the other.

    side_by_side.py SPEED FOLDER [--quick] [--rounds N]

SPEED is the built program; FOLDER has room for 160 MB of samples. Prints a Markdown table. Times
are the best of all runs of all rounds; what counts is the ratio, as both sides saw the same
machine. --quick leaves out the peers that take half a minute a row.
"""

import argparse
import os
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
]  # fmt: skip

SLOW = ("report_",)


def run(*command):
    # The peers get their own choice of kernels.
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return [float(field) for field in done.stdout.split()]


class Session:
    def __init__(self, speed, folder, threads):
        self.speed, self.folder, self.threads = speed, folder, threads
        self.own, self.peers, self.read = {}, {}, {1: 0.0, threads: 0.0}

    def bandwidth(self):
        for threads in self.read:
            rate = run(self.speed, "bandwidth", str(threads))[0]
            self.read[threads] = max(self.read[threads], rate)

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
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def line(session, row):
    name, work, peer_name, peer, target = row
    two, one = session.own[name, session.threads], session.own[name, 1]
    if isinstance(peer, float):
        time, memory = peer, None
    else:
        time, memory = session.peers.get(peer, [None, None])[:2]
    data = two[2]
    share = data / 1e3 / (two[0] / 1e3) / session.read[session.threads] if data > 1 else None
    ratio = time / two[0] if time else None
    met = "" if not (ratio and target) else (" yes" if ratio >= target else " **no**")
    return " | ".join(
        [
            f"| {work}", clip(two[0]), clip(one[0]), peer_name, clip(time) if time else "-",
            f"{clip(ratio)}x" if ratio else "-", (f"{target}x" if target else "-") + met,
            f"{share:.0%}" if share else "-", f"{two[1]:.0f} ({data:.0f})",
            f"{memory:.0f} |" if memory else "- |",
        ]
    )  # fmt: skip


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("speed")
    parser.add_argument("folder")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    session = Session(arguments.speed, arguments.folder, max(2, os.cpu_count() or 2))
    run(arguments.speed, "data", arguments.folder)
    for round in range(arguments.rounds):
        session.bandwidth()
        for name, work, _, peer, _ in TABLE:
            print(f"round {round + 1}: {work}", file=sys.stderr, flush=True)
            slow = name.startswith(SLOW)
            session.measure(name, session.threads)
            if isinstance(peer, str) and not (slow and (arguments.quick or round > 0)):
                session.ask(peer)
            session.measure(name, 1)
    rates = ", ".join(f"{rate:.1f} GB/s on {n}" for n, rate in session.read.items())
    print(f"{session.threads} threads, float64, best of all runs of {arguments.rounds} rounds;")
    print(f"this machine reads memory at {rates} thread(s), measured in the same run.")
    print("Share: bytes of both samples, read once, over the time, against that rate.")
    print("Peak: the process, in parentheses the samples themselves.\n")
    print("| work | driftline ms | 1 thread | peer | peer ms | ratio | target | share of read "
          "bandwidth | peak MB (data) | peer's peak MB |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    for row in TABLE:
        print(line(session, row))


if __name__ == "__main__":
    main()
