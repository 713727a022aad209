#!/bin/bash
# Streams long matrices through every detector of embeddings and shows how much memory it takes.
#
#   Benchmarks/stream_embeddings.sh DRIFTLINE [--quick]
#
# DRIFTLINE is the built program. Rows are 768 floats. The largest file is 20 GB, or what leaves 15 GB
# of the disk free; with --quick, 1 GB. The files lie in $TMPDIR and are removed. Fails where the peak
# is over 500 MB.
set -euo pipefail

driftline=$1
largest=20000
[ "${2:-}" != --quick ] || largest=1000

# shellcheck source=Benchmarks/stream_common.sh
source "$(dirname "$0")/stream_common.sh"

# Writes an .npy of so many MB of rows of 768 floats: a block of them again and again, each time
# turned by some values, so that rows differ.
make_matrix() {
  python3 - "$1" "$2" "$3" <<'PYTHON'
import array, random, sys

path, megabytes, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
block = array.array("f", (rng.gauss(0, 1) for _ in range(768 * 2_500)))
blocks = megabytes * 1_000_000 // (4 * len(block))
header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({blocks * 2_500}, 768), }}"
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

detectors=centroid,cosine,cluster_scan,cluster_psi,mmd,frechet,hotelling,classifier
detectors+=,sliced_wasserstein,dimensions,missing_share
echo "All detectors of embeddings, two .npy files of rows of 768 floats, from disk to verdict."
echo
echo "| baseline | current | seconds | GB/s of three reads | peak RSS, MB |"
echo "|---|---|---|---|---|"
most=0
make_matrix "$folder/baseline.npy" 300 1
for size in 300 1000 "$largest"; do
  if [ "$size" -gt "$largest" ] || [ "$size" = "${before:-}" ]; then continue; fi
  before=$size
  make_matrix "$folder/current.npy" "$size" 2
  measured=$(measure "$driftline" compare --baseline "$folder/baseline.npy" \
    --current "$folder/current.npy" --detector "$detectors" --json)
  read -r seconds peak <<<"$measured"
  # The baseline is read twice, the current rows once.
  rate=$(awk -v mb=$((600 + size)) -v s="$seconds" 'BEGIN {printf "%.2f", mb / 1000 / s}')
  echo "| 300 MB | $size MB | $seconds | $rate | $peak |"
  most=$(awk -v a="$most" -v b="$peak" 'BEGIN {print (a > b ? a : b)}')
done
echo
awk -v most="$most" 'BEGIN { printf "The peak was %.0f MB; 500 MB are allowed.\n", most; exit most > 500 }'
