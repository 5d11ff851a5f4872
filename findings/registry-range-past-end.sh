#!/bin/sh
# docker-registry's 416 for a blob promises the blob's length and then sends 33 bytes.
#
# What surprises: a client holds a blob whole and asks for the rest, from its end on. The answer is
# 416, as it should be, with the right Content-Range, but its Content-Length is that of the blob,
# not of the short text that follows; then the connection is closed.
# Versions: Debian 12's docker-registry 2.8.2+ds1-1, asked with curl 7.88.1.
# Why it matters: a resumed download that was already whole looks like a cut connection, which is
# what a client tries again. One that reads the body before it looks at the status never learns
# that it has everything.
# Output seen on 2026-11-29:
#   version: docker-registry 2.8.2+ds1-1 (seen with 2.8.2+ds1-1)
#   version: curl 7.88.1-10+deb12u15 (seen with 7.88.1-10+deb12u15)
#   bytes=900- of 1000: status, length promised, length sent, curl's exit status
#     expected: 206 100 100 0
#     seen now: 206 100 100 0
#   bytes=1000- of 1000: Content-Range
#     expected: bytes */1000
#     seen now: bytes */1000
#   bytes=1000- of 1000: status, length promised, length sent, curl's exit status
#     expected: 416 33 33 0
#     seen now: 416 1000 33 18
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
start_registry
debian curl 7.88.1-10+deb12u15

digest=$("$python" - <<'END'
from images import *

data = bytes(1000)
Registry("team/tool").put_blob(data)
print(digest(data))
END
)
url="http://$REGISTRY/v2/team/tool/blobs/$digest"
ask() {
    code=0
    curl -s --max-time 20 -H "Range: bytes=$1" -D "$work/headers" -o "$work/body" "$url" || code=$?
    tr -d '\r' <"$work/headers" >"$work/head"
}
field() { sed -n "s/^$1: //p" "$work/head"; }
size() { wc -c <"$work/body" | tr -d ' '; }

ask 900-
compare "bytes=900- of 1000: status, length promised, length sent, curl's exit status" \
    "206 100 100 0" "206 100 100 0" "$(sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' "$work/head") $(field Content-Length) $(size) $code"
ask 1000-
compare "bytes=1000- of 1000: Content-Range" "bytes */1000" "bytes */1000" "$(field Content-Range)"
compare "bytes=1000- of 1000: status, length promised, length sent, curl's exit status" \
    "416 33 33 0" "416 1000 33 18" "$(sed -n '1s/^[^ ]* \([0-9]*\).*/\1/p' "$work/head") $(field Content-Length) $(size) $code"
finish
