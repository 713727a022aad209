# shellcheck shell=bash
# shellcheck disable=SC2034 # who sources it uses them
# The parts of Benchmarks/run, in the order in which they run and stand on the page. A new one is named here, and
# has its lines in Benchmarks/grid.sh (grid) or Benchmarks/run (rest).
grid=(columns embeddings minilm minilm_large minilm_slow minilm_leaders streams streams_slow times bench_kernels)
rest=(sets speed stream kernels sketch charts phase_one anytime store lines worker)
