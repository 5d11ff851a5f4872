#!/bin/sh
# build.sh: builds the release binary and prints its path. On Linux the Swift runtime is linked in, and symbols are not.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" = Linux ]; then
    set -- --static-swift-stdlib -Xswiftc -use-ld=lld -Xlinker -s
    # No program links against this one: the 20,000 symbols that SwiftPM exports take 2 MB.
    set -- "$@" -Xlinker --no-export-dynamic
    # At a fixed address, as Go links programs: the 70,000 relocations of a static Swift runtime take 1.7 MB on disk, 1.6 MB
    # of memory and 0.7 ms of each start. The libraries, the heap and the stacks still have random addresses.
    set -- "$@" -Xswiftc -Xclang-linker -Xswiftc -no-pie
    # Generic code is specialized across modules: a small pull takes a tenth less time.
    set -- "$@" -Xswiftc -cross-module-optimization
    # For size, since libcurl, libcrypto and the kernel do the heavy work: 2 MB less on disk, 1 MB less memory, as fast.
    set -- "$@" -Xswiftc -Osize
    # Types of generic code are found by calls, not by names that the runtime decodes: 1.3 ms less processor time in a small
    # pull, 0.5 MB less memory. The flag belongs to the compiler's frontend; without it the program works all the same.
    set -- "$@" -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
    # TOMLKit imports Foundation for a few types that FoundationEssentials defines. Without these lines the archives of full
    # Foundation come first on the linker's command line, and it takes 44 MB from them that nothing needs. These flags belong
    # to the frontend, too; without them the program works, and is 70 MB.
    for library in Foundation CoreFoundation _FoundationICU FoundationInternationalization; do
        set -- "$@" -Xswiftc -Xfrontend -Xswiftc -disable-autolink-library -Xswiftc -Xfrontend -Xswiftc "$library"
    done
    # The same sources give the same program in every folder: an assertion in a C file names it by its path, and the Swift
    # compiler leaves hashes of paths.
    set -- "$@" -Xcc "-ffile-prefix-map=$PWD=." -Xlinker -T -Xlinker "$PWD/Scripts/discard.ld"
    # The C++ library of the Swift runtime is linked statically where the compiler has it: the program then starts on systems
    # without it, or with an older one. A folder that contains nothing else comes first in the linker's search.
    library=$(gcc -print-file-name=libstdc++.a 2>/dev/null || echo libstdc++.a)
    if [ -f "$library" ]; then
        mkdir -p .build/static
        ln -sf "$library" .build/static/libstdc++.a
        set -- "$@" -Xlinker "-L$PWD/.build/static"
    fi
fi
swift build -c release --product resolve "$@" >&2
echo "$(swift build -c release --show-bin-path "$@")/resolve"
