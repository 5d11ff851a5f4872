#!/bin/sh
# build.sh: builds the release binary and prints its path. On Linux the Swift runtime is linked in, and symbols are not.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" = Linux ]; then
    set -- --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -s
    # Nobody links against the program: the 20,000 symbols that SwiftPM has it export are 2 MB.
    set -- "$@" -Xlinker --no-export-dynamic
    # Generic code that is specialised across modules spares the runtime a tenth of a small pull.
    set -- "$@" -Xswiftc -cross-module-optimization
    # For size: libcurl, libcrypto and the kernel do the heavy work, and the code that is mapped counts as memory. 2 MB less
    # on the disk, 1 MB less in memory, and as fast.
    set -- "$@" -Xswiftc -Osize
    # Types of generic code are then found by calls, not by their names, which the runtime reads and looks up: 2 ms of a
    # small pull.
    set -- "$@" -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
    # TOMLKit imports Foundation for a few types that FoundationEssentials defines. Without these lines the archives of full
    # Foundation stand first on the linker's line, and it takes 44 MB from them that nothing needs.
    for library in Foundation CoreFoundation _FoundationICU FoundationInternationalization; do
        set -- "$@" -Xswiftc -Xfrontend -Xswiftc -disable-autolink-library -Xswiftc -Xfrontend -Xswiftc "$library"
    done
    # The C++ library under the Swift runtime is linked in too, where the compiler has it: its 5,000 symbols cost 0.8 ms
    # at each start. A folder that holds nothing else comes first in the linker's search.
    library=$(gcc -print-file-name=libstdc++.a 2>/dev/null || echo libstdc++.a)
    if [ -f "$library" ]; then
        mkdir -p .build/static
        ln -sf "$library" .build/static/libstdc++.a
        set -- "$@" -Xlinker "-L$PWD/.build/static"
    fi
fi
swift build -c release --product resolve "$@" >&2
echo "$(swift build -c release --show-bin-path "$@")/resolve"
