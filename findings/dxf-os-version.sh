#!/bin/sh
# python-dxf keeps one of two Windows images of an index: the last one listed.
#
# What surprises: an index of Windows images holds one entry for each build of Windows, which
# differ in "os.version" alone. python-dxf answers for an index with a dictionary by
# system, processor and variant, so that later entries replace earlier ones. It says nothing; turn
# the entries round and the same call gives the other image.
# Versions: python-dxf 12.1.1 with Debian 12's docker-registry 2.8.2+ds1-1.
# Why it matters: a mirror that walks the dictionary copies one Windows build of several, and counts
# as many platforms as it copied. The missing ones are noticed on the hosts that need them.
# Output seen on 2026-11-29:
#   version: docker-registry 2.8.2+ds1-1 (seen with 2.8.2+ds1-1)
#   version: python3-venv 3.11.2-1+b1 (seen with 3.11.2-1+b1)
#   version: python-dxf 12.1.1
#   images of the index that lists 10.0.17763.1, then 10.0.20348.1
#     expected: two
#     seen now: windows/amd64 is 10.0.20348.1
#   images of the index that lists them the other way round
#     expected: the same two
#     seen now: windows/amd64 is 10.0.17763.1
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
start_registry
pypi python-dxf 12.1.1

"$python" - >"$work/seen" <<'END'
import os

from dxf import DXF
from images import *

place = Registry("team/tool")
entries = [put_image(place, "amd64", [archive({"hello": each.encode()})], os="windows", **{"os.version": each})
           for each in ("10.0.17763.1", "10.0.20348.1")]
put_index(place, entries, "old-first")
put_index(place, entries[::-1], "new-first")
versions = {entry["digest"]: entry["platform"]["os.version"] for entry in entries}
client = DXF(os.environ["REGISTRY"], "team/tool", insecure=True)
for tag in ("old-first", "new-first"):
    images = client.get_manifest(tag)
    print(*(f"{name} is {versions[digest(data.encode())]}" for name, data in images.items()))
END
compare "images of the index that lists 10.0.17763.1, then 10.0.20348.1" "two" \
    "windows/amd64 is 10.0.20348.1" "$(sed -n 1p "$work/seen")"
compare "images of the index that lists them the other way round" "the same two" \
    "windows/amd64 is 10.0.17763.1" "$(sed -n 2p "$work/seen")"
finish
