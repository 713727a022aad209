# What the two stream scripts share; sourced with `driftline` and `largest` set.
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that source this

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
free=$(($(df -Pk "$folder" | awk 'NR == 2 {print $4}') / 1000))
spare=$((free - 15000))
[ "$spare" -ge "$largest" ] || largest=$spare
if [ "$largest" -lt 100 ]; then
  echo "stream: only $free MB free where TMPDIR points; 15.1 GB are needed" >&2
  exit 1
fi

# Runs the program and says how many seconds it took and how much memory at most.
measure() {
  python3 - "$@" <<'PYTHON'
import resource, subprocess, sys, time

start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
print(f"{seconds:.2f} {peak:.1f}")
PYTHON
}
