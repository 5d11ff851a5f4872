#!/bin/sh
# docker-registry asks for the OCI index type in Accept only where the index names its own type.
#
# What surprises: "mediaType" inside an OCI index is optional and repeats what the registry was
# told at the push. Two indexes of the same entries, one with the field and one without, are
# pushed alike and have the same type. To a client that accepts anything ("*/*", or only Docker's
# types) the first is 404 and the second 200.
# Versions: Debian 12's docker-registry 2.8.2+ds1-1.
# Why it matters: whether a tag can be found depends on how its publisher's tool wrote one optional
# line. A check with "*/*" that found one multi-platform image says nothing about the next one,
# and 404 here does not mean that the tag is missing.
# Output seen on 2026-11-29:
#   version: docker-registry 2.8.2+ds1-1 (seen with 2.8.2+ds1-1)
#   Accept: the index type; the index names its type
#     expected: 200 application/vnd.oci.image.index.v1+json
#     seen now: 200 application/vnd.oci.image.index.v1+json
#   Accept: the index type; the index does not
#     expected: 200 application/vnd.oci.image.index.v1+json
#     seen now: 200 application/vnd.oci.image.index.v1+json
#   Accept: */*; the index names its type
#     expected: 200 application/vnd.oci.image.index.v1+json
#     seen now: 404 application/json; charset=utf-8
#   Accept: */*; the index does not
#     expected: the same answer as the line above
#     seen now: 200 application/vnd.oci.image.index.v1+json
#   Accept: Docker's list; the index names its type
#     expected: 404
#     seen now: 404 application/json; charset=utf-8
#   Accept: Docker's list; the index does not
#     expected: the same answer as the line above
#     seen now: 200 application/vnd.oci.image.index.v1+json
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
start_registry

"$python" - <<'END'
from images import *

place = Registry("team/tool")
entries = [put_image(place, each, [archive({"hello": each.encode()})]) for each in ("amd64", "arm64")]
put_index(place, entries, "with")
put_index(place, entries, "without", named=False)
END

# status TAG ACCEPT: the status and the type of the answer to a HEAD.
status() {
    curl -s -I --max-time 20 -H "Accept: $2" -o /dev/null -w '%{http_code} %{content_type}' \
        "http://$REGISTRY/v2/team/tool/manifests/$1"
}
index=application/vnd.oci.image.index.v1+json
list=application/vnd.docker.distribution.manifest.list.v2+json
none='404 application/json; charset=utf-8'
compare "Accept: the index type; the index names its type" "200 $index" "200 $index" "$(status with "$index")"
compare "Accept: the index type; the index does not" "200 $index" "200 $index" "$(status without "$index")"
compare "Accept: */*; the index names its type" "200 $index" "$none" "$(status with '*/*')"
compare "Accept: */*; the index does not" "the same answer as the line above" "200 $index" "$(status without '*/*')"
compare "Accept: Docker's list; the index names its type" "404" "$none" "$(status with "$list")"
compare "Accept: Docker's list; the index does not" "the same answer as the line above" "200 $index" "$(status without "$list")"
finish
