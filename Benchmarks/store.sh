#!/bin/bash
# A year of one stream in a store: how long a check of its last thirty days takes, and how large it is.
#
#   Benchmarks/store.sh [DRIFTLINE]
#
# 365 buckets of 500 rows of 768 values, all different, for three sets of detectors.
set -euo pipefail
cd "$(dirname "$0")/.."
driftline=${1:-.build/release/driftline}
folder=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)")
trap 'rm -rf "$folder"' EXIT
export DRIFTLINE_STORE=$folder/store.sqlite

python3 - "$folder" <<'PYTHON'
import sys

import numpy

random = numpy.random.default_rng(1)
mean = random.normal(size=768)
for name, count in [("base", 4000)] + [(f"day{day}", 500) for day in range(30)]:
    rows = (random.normal(size=(count, 768)) + mean).astype("f4")
    numpy.save(f"{sys.argv[1]}/{name}.npy", rows)
PYTHON

declare -A detectors=(
  [clusters]="--detector cluster_psi,missing_share"
  [panel]="--detector centroid,cosine,cluster_psi"
  [chosen]=""
)
# The best of five, in milliseconds.
best() {
  local start took least=999999
  for _ in 1 2 3 4 5; do
    start=$(date +%s%N)
    "$@" >"$folder/printed"
    took=$((($(date +%s%N) - start) / 1000000))
    [ "$took" -lt "$least" ] && least=$took
  done
  echo "$least"
}

echo "a year of one stream: 365 buckets of 500 rows x 768, float32"
for name in clusters panel chosen; do
  # shellcheck disable=SC2086 # several words
  "$driftline" baseline fit "$name" "$folder/base.npy" ${detectors[$name]} >"$folder/printed"
  before=$(stat -c %s "$DRIFTLINE_STORE")
  for day in $(seq 0 364); do
    "$driftline" stream observe "$name" s "$folder/day$((day % 30)).npy" \
      --time $((1767225600 + day * 86400)) >"$folder/printed"
  done
  after=$(stat -c %s "$DRIFTLINE_STORE")
  printf '%-9s stream check --last 30d: %4d ms   --last 1d: %4d ms   bytes a bucket: %d\n' \
    "$name" "$(best "$driftline" stream check "$name" s --last 30d)" \
    "$(best "$driftline" stream check "$name" s --last 1d)" $(((after - before) / 365))
done
