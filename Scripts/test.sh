#!/bin/bash
# test.sh: builds the release binary, runs every test with it, and ends with the vector rows and user cases that were run,
# what failed and Swift's own closing line. A user case (Tests/Fixtures/cases) that no test has run is a failure.
# One test at a time: many of them wait for programs, and some for moments. Arguments go to `swift test` (`--filter …`).
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
if [ $# = 0 ]; then
    cases() { tail -q -n +2 Tests/Fixtures/cases/*.tsv | cut -f1 | sort -u; }
    missing=$(comm -23 <(cases) <(grep -ao 'user case: [A-Z0-9]*' "$log" | cut -c12- | sort -u) | tr '\n' ' ')
    echo "user cases: $(cases | wc -l) rows"
    if [ -n "$missing" ]; then
        echo "user cases that no test has run: $missing"
        status=1
    fi
fi
grep -aE '✘ Test .*(recorded an issue|Caught error|Time limit)' "$log" || true
grep -aE 'Test run with [0-9]+ tests?' "$log" | tail -n 1 || true
exit "$status"
