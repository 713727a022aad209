#!/bin/bash
# What every detector says of every set of embeddings in data/minilm, as a table.
#
#   Benchmarks/sets.sh DRIFTLINE
set -euo pipefail
cd "$(dirname "$0")/.."

program=$1
python3 - "$program" <<'PROGRAM'
import json
import math
import subprocess
import sys

SETS = ["stable", "drift05", "drift10", "drift20", "shifted"]


def run(*arguments):
    done = subprocess.run([sys.argv[1], *arguments], capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


def probability(log_p):
    return f"{math.exp(log_p):.2g}" if log_p > -690 else f"1e{log_p / math.log(10):.0f}"


def cell(name, flags, current):
    verdict = run("compare", "--baseline", "data/minilm/baseline.npy", "--current", current, "--json", *flags)
    if verdict is None or not verdict["scores"]:
        return "refused"
    if name == "auto":
        return f"**drift** ({verdict['severity']})" if verdict["drifted"] else "quiet"
    score = verdict["scores"][0]
    text = f"{score['effect']:.3g}"
    if score.get("log_p_value") is not None:
        text += f", p {probability(score['log_p_value'])}"
    return f"**{text}**" if score["drifted"] else text


names = [d["id"] for d in run("detectors", "--json") if d["kind"] == "embedding"]
print("| detector |", " | ".join(SETS), "|")
print("|---|" + "---|" * len(SETS))
for name in [n for n in names if n != "missing_share"] + ["auto"]:
    # Two of the 384 columns never vary, which the unshrunk test refuses.
    setting = ["--set", "hotelling.shrinkage=auto"] if name == "hotelling" else []
    flags = [] if name == "auto" else ["--detector", name, *setting]
    cells = [cell(name, flags, f"data/minilm/{s}.npy") for s in SETS]
    label = f"`{name}`" + (" (`shrinkage` auto)" if setting else "")
    print(f"| {label} | {' | '.join(cells)} |", flush=True)
PROGRAM
