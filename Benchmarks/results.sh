#!/bin/bash
# Puts the tables of a whole run together into one page: docs/results.md, as `Benchmarks/run all` does.
#
#   Benchmarks/results.sh COMMAND SECONDS [--quick]
#
# Reads out/; prints the page.
set -euo pipefail
cd "$(dirname "$0")/.."

command=$1 seconds=$2 quick=${3:-}

# Prints a table that a part has written, under a heading; nothing where the part was not run.
section() {
  local title=$1 file=out/$2 text=${3:-}
  [ -s "$file" ] || return 0
  printf '\n## %s\n\n' "$title"
  [ -z "$text" ] || printf '%s\n\n' "$text"
  # What the parts call a heading stands one level lower here.
  sed -E 's/^(#+) /#\1 /' "$file"
}

cat <<PAGE
# Results

Everything here was written by one command, \`$command\`, on $(date -u '+%e %B %Y' | sed 's/^ //'), at commit $(git rev-parse --short HEAD), in $((seconds / 60)) minutes. [The benchmark](benchmark.md) says what the
scenarios, the columns and the peers are, how to repeat it, and where a target is missed and why. The same as a page with drawings, and as JSON: \`out/bench/results.html\`, \`out/bench/results.json\`.
Times do not travel from machine to machine; ratios of one run do. Numbers in brackets are 95 % intervals.
PAGE
[ -z "$quick" ] || printf '\nThis was a short run (`--quick`): fewer repeats, and fewer sizes.\n'
if [ -s out/bench/results.md ]; then
  echo
  sed -E 's/^(#+) /#\1 /; 1{/^## /d}' out/bench/results.md
fi
section "Real sets, one by one" sets.md \
  "4000 baseline rows of data/minilm against 2000 (\`shifted\`: 1600): effect and p-value, **bold** where the verdict is drift. \`stable\` is drawn as the baseline was; \`drift05\`, \`drift10\` and \`drift20\` have 5, 10 and 20 % of their rows from other sections; \`shifted\` is another section altogether."
section "Speed beside peers, and its targets" speed.md
section "Memory on long files" stream.md
section "Memory on long files of embeddings" stream_embeddings.md
section "Kernels over rows of embeddings" kernels.md
section "Sketches" sketch.md
section "Errors of sketches" sketch_acceptance.md
section "Charts: speed" charts.md
section "Charts: limits from a baseline" phase_one.md
section "Charts: promises at every moment" anytime.md
section "A year of a stream in a store" store.md
section "Reading lines of JSON" lines.md
section "The worker" worker.md
