#!/bin/bash
# Streams long columns through PSI and shows that memory does not grow with the file.
#
#   Benchmarks/stream_psi.sh DRIFTLINE [--quick]
#
# DRIFTLINE is the built program. The largest file is 10 GB, or what leaves 15 GB of the disk free;
# with --quick, 1 GB. The files lie in $TMPDIR and are removed.
set -euo pipefail

driftline=$1
largest=10000
[ "${2:-}" != --quick ] || largest=1000

# shellcheck source=Benchmarks/stream_common.sh
source "$(dirname "$0")/stream_common.sh"

# Writes an .npy of so many MB of doubles: a block of 4 MB of them again and again, each moved a bit.
make_column() {
  python3 - "$1" "$2" "$3" <<'PYTHON'
import array, random, sys

path, megabytes, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
block = array.array("d", (rng.gauss(0, 1) for _ in range(500_000)))
blocks = megabytes // 4
header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({blocks * len(block)},), }}"
with open(path, "wb") as file:
    file.write(b"\x93NUMPY\x01\x00\x76\x00" + header.ljust(117).encode() + b"\n")
    for index in range(blocks):
        at = rng.randrange(len(block))
        block[at] = rng.gauss(0, 1)
        at = rng.randrange(len(block))
        file.write(memoryview(block)[at:])
        file.write(memoryview(block)[:at])
PYTHON
}

echo "PSI with the baseline's deciles, two .npy files of doubles, from disk to verdict."
echo
echo "| each file | seconds | GB/s of both files | peak RSS, MB |"
echo "|---|---|---|---|"
first=
last=
for size in 100 1000 "$largest"; do
  if [ "$size" -gt "$largest" ] || [ "$size" = "${before:-}" ]; then continue; fi
  before=$size
  make_column "$folder/baseline.npy" "$size" 1
  # The current file is at most 1 GB, so that the disk holds both.
  current=$((size < 1000 ? size : 1000))
  make_column "$folder/current.npy" "$current" 2
  measured=$(measure "$driftline" compare --baseline "$folder/baseline.npy" \
    --current "$folder/current.npy" --detector psi --json)
  read -r seconds peak <<<"$measured"
  rate=$(awk -v mb=$((size + current)) -v s="$seconds" 'BEGIN {printf "%.1f", mb / 1000 / s}')
  echo "| $size MB | $seconds | $rate | $peak |"
  first=${first:-$peak}
  last=$peak
done
echo
awk -v first="$first" -v last="$last" 'BEGIN {
  grown = last - first
  printf "From the smallest file to the largest the peak grew by %.0f MB.\n", grown
  exit grown > 64
}'
