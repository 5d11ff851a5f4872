#!/bin/sh
# "umoci insert" makes a layer whose tar archive ends within its last file.
#
# What surprises: the layer that umoci adds to an image has no end-of-archive blocks, and the last file is not padded to a
# whole block (POSIX, ustar: "the archive ends with two blocks of zeros"; each file fills whole blocks). The config has the
# digest of these bytes, so every digest matches. umoci itself reads the layer; GNU tar calls it an unexpected end of file.
# "umoci repack" writes a whole archive.
# Versions: Debian 12's umoci 0.4.7+ds-3+b7 and tar 1.34+dfsg-1.2+deb12u1.
# Why it matters: an image that one tool has made and checked is refused by others, and nothing but the last bytes of a
# layer tells why.
# Output seen on 2026-11-29:
#   version: umoci 0.4.7+ds-3+b7 (seen with 0.4.7+ds-3+b7)
#   version: tar 1.34+dfsg-1.2+deb12u1 (seen with 1.34+dfsg-1.2+deb12u1)
#   bytes of the archive of a folder with three files of 1000 bytes, by umoci insert
#     expected: 6144 or more, in whole blocks
#     seen now: 5096
#   GNU tar reads the layer
#     expected: as an archive
#     seen now: Unexpected EOF in archive
#   umoci unpacks the image
#     expected: 3 files
#     seen now: 3 files
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian umoci 0.4.7+ds-3+b7
debian tar 1.34+dfsg-1.2+deb12u1

cd "$work"
mkdir files
for name in a b c; do
    head -c 1000 /dev/zero >"files/$name"
done
umoci init --layout layout
umoci new --image layout:1
umoci insert --image layout:1 files /files

"$python" - <<'END'
import gzip
import json

def blob(digest):
    return open("layout/blobs/" + digest.replace(":", "/"), "rb").read()

manifest = json.loads(blob(json.load(open("layout/index.json"))["manifests"][0]["digest"]))
open("layer.tar", "wb").write(gzip.decompress(blob(manifest["layers"][-1]["digest"])))
END

compare "bytes of the archive of a folder with three files of 1000 bytes, by umoci insert" \
    "6144 or more, in whole blocks" 5096 "$(wc -c <layer.tar)"

if tar -tf layer.tar >list 2>errors; then
    read_as="as an archive"
else
    read_as=$(sed -n 's/^tar: \(Unexpected EOF in archive\)$/\1/p' errors)
fi
compare "GNU tar reads the layer" "as an archive" "Unexpected EOF in archive" "$read_as"

umoci unpack --rootless --image layout:1 bundle >/dev/null 2>&1 || cannot_run "umoci unpack failed"
compare "umoci unpacks the image" "3 files" "3 files" "$(ls bundle/rootfs/files | wc -l) files"
finish
