#!/bin/bash
# Writes the page on how accurate the detectors of embeddings are: docs/accuracy.md.
#
#   Benchmarks/accuracy.sh EMBEDDING_ACCURACY [--quick]
#
# EMBEDDING_ACCURACY is the built program. With --quick a tenth of the repeats.
set -euo pipefail
cd "$(dirname "$0")/.."

program=$1
power=100 null=400
[ "${2:-}" != --quick ] || { power=10 null=20; }
status=0

cat <<PAGE
# How accurate the detectors of embeddings are

Made by \`Benchmarks/run accuracy\`. The embeddings are those of [data/SOURCES.md](../data/SOURCES.md), every detector has its defaults unless the
name says otherwise, \`auto\` is what runs where none is named, and alpha is 0.01.

## On real sets

4000 baseline rows against 2000 (\`shifted\`: 1600): the effect and the p-value, **bold** where the verdict is drift. \`stable\` is drawn as the baseline was; \`drift05\`, \`drift10\` and \`drift20\`
have 5, 10 and 20 % of their rows from other sections; \`shifted\` is another section altogether.

PAGE
"$program" sets data/minilm
cat <<PAGE

\`hotelling\` without shrinkage refuses these rows: two of the 384 columns never vary.

## Power

How often the verdict is drift when a share of 1500 current rows is new, against 3000 baseline rows, with its 95 % interval (Wilson); $power seeded
resamples without replacement. At 0 % both sides are drawn from one pool of baseline and stable rows; above, new rows come from \`drift05\` and \`drift10\`.

PAGE
"$program" power data/minilm --repeats "$power" --threads 2
cat <<PAGE

## False alarms

How often p is under 0.05 when nothing has changed, $null repeats; standard error $(awk -v n="$null" 'BEGIN {printf "%.4f", sqrt(.05 * .95 / n)}'). **Bold** is more than 3.5 of them above.
\`correlated\` rows have three directions that carry most of their spread; of \`repeated\` rows one in five is a copy of one of ten. \`-\` is where a detector has no answer (singular covariance, too few rows).

PAGE
"$program" null data/minilm --repeats "$null" --threads 2 --dimensions 8,128 || status=1
"$program" null --repeats "$null" --threads 2 --dimensions 768 --sizes 300,300 || status=1
cat <<PAGE

Unequal sizes at 768 dimensions, $((null / 2)) repeats. \`hotelling\` with shrinkage holds its level for normal rows; copies are none.

PAGE
"$program" null --repeats "$((null / 2))" --threads 2 --dimensions 768 --sizes 100,1000 || status=1
exit "$status"
