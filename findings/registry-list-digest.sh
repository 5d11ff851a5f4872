#!/bin/sh
# docker-registry answers for a tag with a digest that it does not hold and that no answer hashes to.
#
# What surprises: a client that accepts only the OCI types asks for the tag of a Docker manifest
# list. It gets 200, an old signed manifest of the list's amd64 image made for that request, and a
# Docker-Content-Digest. By that digest the registry finds nothing; the body hashes to something
# else; and the next GET, under the same digest and ETag, brings other bytes.
# Versions: Debian 12's docker-registry 2.8.2+ds1-1.
# Why it matters: pinning a tag by the digest of a HEAD, or checking a body against its digest
# header, is a common way to copy an image safely. Here the pin can never be pulled, although
# every answer was 200.
# Output seen on 2026-11-29:
#   version: docker-registry 2.8.2+ds1-1 (seen with 2.8.2+ds1-1)
#   status and type of the HEAD
#     expected: a type that was accepted, or 404
#     seen now: 200 application/vnd.docker.distribution.manifest.v1+prettyjws
#   processor of the image in the body
#     expected: none, or that of every image listed
#     seen now: amd64
#   is the offered digest that of the pushed list?
#     expected: yes
#     seen now: no
#   status of a GET by the offered digest
#     expected: 200
#     seen now: 404
#   does the body hash to the offered digest?
#     expected: yes
#     seen now: no
#   do two GETs of the tag have the same digest and ETag?
#     expected: yes
#     seen now: yes yes
#   do they bring the same bytes?
#     expected: yes
#     seen now: no
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
start_registry

real=$("$python" - <<'END'
from images import *

place = Registry("team/tool")
entries = [put_image(place, each, [archive({"hello": each.encode()})], docker=True)
           for each in ("s390x", "amd64")]
print(put_index(place, entries, "latest", DOCKER_LIST))
END
)
accept='Accept: application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json'
url="http://$REGISTRY/v2/team/tool/manifests"
get() { curl -s --max-time 20 -H "$accept" "$@"; }

get -I -o "$work/head" "$url/latest"
get -D "$work/head-one" -o "$work/one" "$url/latest"
get -D "$work/head-two" -o "$work/two" "$url/latest"
hash() { sha256sum <"$1" | cut -d ' ' -f 1; }
header() { tr -d '\r' <"$1" | sed -n "s/^$2: //p"; }
same() { if [ "$1" = "$2" ]; then echo yes; else echo no; fi; }

offered=$(header "$work/head" Docker-Content-Digest)

compare "status and type of the HEAD" "a type that was accepted, or 404" \
    "200 application/vnd.docker.distribution.manifest.v1+prettyjws" \
    "$(get -I -o /dev/null -w '%{http_code}' "$url/latest") $(header "$work/head" Content-Type)"
compare "processor of the image in the body" "none, or that of every image listed" "amd64" \
    "$("$python" -c 'import json, sys; print(json.load(sys.stdin)["architecture"])' <"$work/one")"
compare "is the offered digest that of the pushed list?" "yes" "no" "$(same "$offered" "$real")"
compare "status of a GET by the offered digest" "200" "404" \
    "$(get -o /dev/null -w '%{http_code}' "$url/$offered")"
compare "does the body hash to the offered digest?" "yes" "no" "$(same "sha256:$(hash "$work/one")" "$offered")"
compare "do two GETs of the tag have the same digest and ETag?" "yes" "yes yes" \
    "$(for each in Docker-Content-Digest Etag; do same "$(header "$work/head-one" $each)" "$(header "$work/head-two" $each)"; done | xargs)"
compare "do they bring the same bytes?" "yes" "no" "$(same "$(hash "$work/one")" "$(hash "$work/two")")"
finish
