#!/bin/bash
# Compares a file with others from a shell, one line of requests each: shell.sh baseline.csv current.csv ...
# Prints a line for each that drifted, and exits with 1 where there was one.
set -euo pipefail

baseline=$(realpath "$1")
shift
drifted=$(
  realpath "$@" |
    jq -Rc --arg baseline "$baseline" '{jsonrpc: "2.0", id: ., method: "drift.compare",
      params: {baseline: {path: $baseline}, current: {path: .}}}' |
    "${DRIFTLINE_BINARY:-driftline}" worker --strict |
    jq -r 'if .error then error(.error.message) else . end
      | select(.result.drifted)
      | "\(.id): \([.result.columns | to_entries[] | select(.value.drifted).key] | join(", "))"'
)
[ -z "$drifted" ] || {
  printf '%s\n' "$drifted"
  exit 1
}
