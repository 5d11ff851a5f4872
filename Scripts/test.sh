#!/bin/bash
# test.sh: builds the release binary, runs every test with it, and ends with the vector rows that were run, what failed
# and Swift's own closing line. One test at a time: many of them wait for programs, and some for moments. Arguments go to
# `swift test` (`--filter …`).
set -euo pipefail
cd "$(dirname "$0")/.."

RESOLVE_BINARY=$(sh Scripts/build.sh)
export RESOLVE_BINARY
echo "testing $RESOLVE_BINARY"

log=.build/test.log
status=0
swift test --no-parallel "$@" 2>&1 | tee "$log" || status=$?
echo
grep -ao 'vectors: .* rows' "$log" | sort -u || true
grep -aE '✘ Test .*(recorded an issue|Caught error|Time limit)' "$log" || true
grep -aE 'Test run with [0-9]+ tests?' "$log" | tail -n 1 || true
exit "$status"
