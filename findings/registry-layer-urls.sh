#!/bin/sh
# docker-registry refuses a layer that lists an address with "500" and "blob unknown", though it has the blob.
#
# What surprises: a descriptor may list addresses from which its content can be fetched ("urls"). The
# registry takes only addresses that its configuration allows, none by default. Instead of a
# 4xx that says so, a manifest with such a layer gets 500 with three errors, the last of which says that the
# layer is not known. A HEAD of the layer is 200. Only the registry's log names the address.
# Versions: Debian 12's docker-registry 2.8.2+ds1-1.
# Why it matters: a client that repeats what ends in 5xx repeats this for nothing, and one that uploads
# again what is said to be missing does so without end. Images of Windows bases have such layers.
# Output seen on 2026-11-29:
#   version: docker-registry 2.8.2+ds1-1 (seen with 2.8.2+ds1-1)
#   a manifest; the registry has its blobs
#     expected: 201
#     seen now: 201
#   the same, and the layer lists an address
#     expected: 201, or 400 that names the address
#     seen now: 500 UNKNOWN UNKNOWN MANIFEST_BLOB_UNKNOWN (the layer)
#   a HEAD of that layer
#     expected: 200
#     seen now: 200
#   the registry's log names the address's rule
#     expected: yes
#     seen now: yes
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
start_registry

# push KIND: what the registry says to a manifest whose config and layer it has; KIND "urls" lists an address of the layer.
push() {
    KIND=$1 "$python" - <<'END'
import json
import os
from images import *

place = Registry("team/tool")
layer = gzip.compress(archive({"hello": b"hello"}), mtime=0)
config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}).encode()
place.put_blob(layer)
place.put_blob(config)
entry = {"mediaType": OCI_LAYER, "digest": digest(layer), "size": len(layer)}
if os.environ["KIND"] == "urls":
    entry["urls"] = ["https://files.example/layer"]
manifest = json.dumps({
    "schemaVersion": 2, "mediaType": OCI_MANIFEST,
    "config": {"mediaType": OCI_CONFIG, "digest": digest(config), "size": len(config)},
    "layers": [entry]}).encode()
status, _, body = place.ask("PUT", "/manifests/v1", manifest, Content_Type=OCI_MANIFEST)
errors = json.loads(body)["errors"] if body else []
named = [error["code"] + (" (the layer)" if digest(layer) in str(error.get("detail")) else "") for error in errors]
print(status, *named)
END
}
compare "a manifest; the registry has its blobs" "201" "201" "$(push plain)"
compare "the same, and the layer lists an address" "201, or 400 that names the address" "500 UNKNOWN UNKNOWN MANIFEST_BLOB_UNKNOWN (the layer)" "$(push urls)"
compare "a HEAD of that layer" "200" "200" "$(
    curl -s -I --max-time 20 -o /dev/null -w '%{http_code}' "http://$REGISTRY/v2/team/tool/blobs/$("$python" -c '
from images import *
print(digest(gzip.compress(archive({"hello": b"hello"}), mtime=0)))')")"
compare "the registry's log names the address's rule" "yes" "yes" "$(
    grep -q 'invalid URL on layer' "$work/registry.log" && echo yes || echo no)"
finish
