#!/bin/sh
# build.sh: builds the release binary and prints its path. On Linux the Swift runtime is linked in, and symbols are not.
set -eu
cd "$(dirname "$0")/../.."

if [ "$(uname -s)" = Linux ]; then
    # lld packs the 98,000 relative relocations of a static Swift runtime (glibc 2.36 and newer read them): 2 MB less.
    set -- --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -s -Xlinker -z -Xlinker pack-relative-relocs
else
    set --
fi
swift build -c release --product resolve "$@" >&2
echo "$(swift build -c release --show-bin-path "$@")/resolve"
