#!/bin/sh
# build.sh: builds the release binary and prints its path. On Linux the Swift runtime is linked in, and symbols are not.
set -eu
cd "$(dirname "$0")/../.."

if [ "$(uname -s)" = Linux ]; then
    set -- --static-swift-stdlib -Xlinker -s
else
    set --
fi
swift build -c release --product resolve "$@" >&2
echo "$(swift build -c release --show-bin-path "$@")/resolve"
