#!/bin/sh
# The Python oras client names files that it did not write when it pulls an ordinary image.
#
# What surprises: pull() returns the files it pulled. For a layer of an image, which has no
# title, it returns a path made of the digest, but unpacks the layer into the folder above that
# path and writes no such file. The layers of an image land on top of each other, with the marks of
# deleted files as plain files beside what they delete. The same blobs under another media type
# are written to the paths returned.
# Versions: oras 0.2.43 with Debian 12's docker-registry 2.8.2+ds1-1.
# Why it matters: a program that pulls an image to pass its layers on finds no layer at the paths
# it got, and an output folder that is neither the layers nor the image's files.
# Output seen on 2026-11-29:
#   version: docker-registry 2.8.2+ds1-1 (seen with 2.8.2+ds1-1)
#   version: python3-venv 3.11.2-1+b1 (seen with 3.11.2-1+b1)
#   version: oras 0.2.43
#   paths returned, files there: two blobs of another type
#     expected: 2 returned, 2 there
#     seen now: 2 returned, 2 there
#   paths returned, files there: the same blobs as layers
#     expected: 2 returned, 2 there
#     seen now: 2 returned, 0 there
#   what the folder holds instead
#     expected: two layers, or the file kept
#     seen now: .wh.gone gone kept
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
start_registry
pypi oras 0.2.43

cd "$work"
"$python" - >"$work/seen" <<'END'
import os

import oras.client
from images import *

place = Registry("team/tool")
layers = [archive({"kept": b"1", "gone": b"2"}), archive({".wh.gone": b""})]
put_image(place, "amd64", layers, "image")
_, _, data = place.ask("GET", "/manifests/image", Accept=OCI_MANIFEST)
manifest = json.loads(data)
for layer in manifest["layers"]:
    layer["mediaType"] = "application/vnd.example.data"
place.put_manifest(json.dumps(manifest).encode(), OCI_MANIFEST, "data")

client = oras.client.OrasClient(hostname=os.environ["REGISTRY"], insecure=True)
for tag in ("data", "image"):
    os.mkdir(tag)
    paths = client.pull(f"{os.environ['REGISTRY']}/team/tool:{tag}", outdir=tag)
    print(len(paths), "returned,", sum(map(os.path.exists, paths)), "there")
print(*sorted(os.listdir("image")))
END
compare "paths returned, files there: two blobs of another type" "2 returned, 2 there" \
    "2 returned, 2 there" "$(sed -n 1p seen)"
compare "paths returned, files there: the same blobs as layers" "2 returned, 2 there" \
    "2 returned, 0 there" "$(sed -n 2p seen)"
compare "what the folder holds instead" "two layers, or the file kept" ".wh.gone gone kept" "$(sed -n 3p seen)"
finish
