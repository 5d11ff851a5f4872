#!/bin/sh
# bench.sh [ARGUMENT…]: builds the release binary and the benchmarks, and runs these. Arguments go to them (`--help`).
set -eu
cd "$(dirname "$0")/.."

RESOLVE_BINARY=$(sh Scripts/build.sh)
export RESOLVE_BINARY
# What only starts and measures other programs needs no release build, and uses full Foundation.
swift build --product BenchmarkLauncher >&2
swift build --product Benchmarks >&2
exec "$(swift build --show-bin-path)/Benchmarks" "$@"
