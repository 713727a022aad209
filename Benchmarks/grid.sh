#!/bin/bash
# Measures detectors and charts in every scenario, and on real embeddings, beside their peers.
#
#   Benchmarks/grid.sh DRIFTLINE PART [--quick]
#
# PART is one of the grid in Benchmarks/parts.sh; or page, which puts the others together. Writes out/bench/; the
# peers are those of Benchmarks/.venv, with one thread each but for the times.
set -euo pipefail
cd "$(dirname "$0")/.."
. Benchmarks/parts.sh

driftline=$1 part=$2 quick=()
# How often a scenario is drawn, twice as often its control; a tenth of it, and two at the least, in a short run.
many=60 some=30 few=20 fewest=10
# How often the controls of those are drawn who are asked once more.
controls=150
if [ "${3:-}" = --quick ]; then quick=(--quick) many=6 some=3 few=2 fewest=2 controls=15; fi
out=out/bench/$part
peer="Benchmarks/.venv/bin/python Benchmarks/peers/bench"
alone="env DRIFTLINE_PEER_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $peer"
# Peers that take half a second or more for a thousand embeddings, or for a stream: they are asked less often.
slow=evidently.model,evidently.ratio,scipy.ks_2samp_bonferroni,frouros.MMD
slow_charts=river.KSWIN,frouros.KSWIN,frouros.STEPD
quick_ones="--except $slow,$slow_charts"

minilm=(--baseline data/minilm/baseline.npy --baseline data/minilm/stable.npy --new data/minilm/shifted.npy)
bench() { "$driftline" bench "$@" "${quick[@]}" >"$out.md"; }

mkdir -p out/bench
[ "$part" = page ] || rm -rf "$out"
case $part in
  columns)
    bench accuracy --kind numeric --kind categorical --repeats "$many" --peer "$alone $quick_ones" -o "$out"
    ;;
  embeddings) bench accuracy --kind embedding --repeats "$few" --peer "$alone $quick_ones" -o "$out" ;;
  minilm)
    sizes=(--size 200 --size 500 --size 1000 --size 2000)
    bench accuracy "${minilm[@]}" --name minilm_contamination "${sizes[@]}" --repeats "$some" --peer "$alone $quick_ones,evidently.mmd" -o "$out"
    ;;
  minilm_large)
    bench accuracy "${minilm[@]}" --name minilm_contamination --size 4000 --repeats "$fewest" --peer "$alone $quick_ones,evidently.mmd" -o "$out"
    ;;
  minilm_slow)
    # Ours stand in the table already; these peers take seconds.
    bench accuracy "${minilm[@]}" --name minilm_contamination --repeats "$fewest" --detector missing_share \
      --peer "$alone --only $slow,evidently.mmd" -o "$out"
    ;;
  minilm_leaders)
    # Those that lead in the tables before are asked again, with another seed and many controls: thresholds that
    # few controls set are what makes the intervals wide.
    bench accuracy "${minilm[@]}" --name minilm_leaders --size 200 --size 500 --size 1000 --size 2000 --size 4000 \
      --repeats "$((2 * few))" --controls "$controls" --seed 1 \
      --detector cluster_scan --detector hotelling --detector frechet \
      --peer "$alone --only scipy.frechet,sklearn.domain_classifier,numpy.centroid,numpy.cosine,evidently.distance" \
      -o "$out"
    ;;
  streams) bench streams --repeats "$many" --peer "$alone $quick_ones" -o "$out" ;;
  streams_slow)
    bench streams --repeats "$fewest" --detector kswin --peer "$alone --only $slow_charts" -o "$out"
    ;;
  times) bench speed --peer "$peer" -o "$out" ;;
  bench_kernels) bench kernels -o "$out" ;;
  page)
    files=()
    for name in "${grid[@]}"; do
      [ ! -s "out/bench/$name/results.json" ] || files+=("out/bench/$name/results.json")
    done
    for ending in json md html; do
      "$driftline" bench report "${files[@]}" -o "out/bench/results.$ending"
    done
    ;;
  *) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0" >&2 && exit 2 ;;
esac
