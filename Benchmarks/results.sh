#!/bin/bash
# Puts the tables of a whole run together into one page: docs/results.md, as `Benchmarks/run all` does.
#
#   Benchmarks/results.sh [--quick]
#
# Reads out/, where each part has left its tables, and when and how long it ran; prints the page.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=${1:-}

. Benchmarks/parts.sh

# Prints a table that a part has written, under a heading.
section() {
  local title=$1 part=$2 file=out/$3 text=${4:-}
  printf '\n## %s\n\n' "$title"
  if [ ! -s "$file" ]; then
    printf 'Not measured for this page yet: %s does it.\n' "\`Benchmarks/run $part\`"
    return
  fi
  [ -z "$text" ] || printf '%s\n\n' "$text"
  # What the parts call a heading stands one level lower here.
  sed -E 's/^(#+) /#\1 /' "$file"
}

cat <<PAGE
# Results

What \`make bench\` (\`Benchmarks/run all\`) has measured, each table by the part that is named below; \`Benchmarks/run PART\` measures one anew, and \`Benchmarks/run page\` puts this page together.
[The benchmark](benchmark.md) says what the scenarios, the columns and the peers are, and where a target is missed and why. The same as a page with drawings, and as JSON, is in \`out/bench/results.html\` and
\`out/bench/results.json\`. Times do not travel from machine to machine; ratios of one run do. Numbers in brackets are 95 % intervals.

| part | when | commit | minutes | load at its end |
|---|---|---|---|---|
PAGE
for part in "${grid[@]}" "${rest[@]}"; do
  [ ! -s "out/times/$part" ] || cat "out/times/$part"
done
if [ -n "$quick" ]; then
  printf '\nThis was a short run, with --quick: fewer repeats, and fewer sizes.\n'
fi
if [ -s out/bench/results.md ]; then
  echo
  cat out/bench/results.md
fi
section "Real sets, one by one" sets sets.md \
  "4000 baseline rows of data/minilm against 2000 (\`shifted\`: 1600): effect and p-value, **bold** where the verdict is drift. \`stable\` is drawn as the baseline was; \`drift05\`, \`drift10\` and \`drift20\` have 5, 10 and 20 % of their rows from other sections; \`shifted\` is another section altogether."
section "Speed beside peers, and its targets" speed speed.md
section "Memory on long files" stream stream.md
section "Memory on long files of embeddings" stream stream_embeddings.md
section "Kernels over rows of embeddings" kernels kernels.md
section "Sketches" sketch sketch.md
section "Errors of sketches" sketch sketch_acceptance.md
section "Charts: speed" charts charts.md
section "Charts: limits from a baseline" phase_one phase_one.md
section "Charts: promises at every moment" anytime anytime.md
section "A year of a stream in a store" store store.md
section "Reading lines of JSON" lines lines.md
section "The worker" worker worker.md
