#!/bin/sh
# podman load drops the tag of an image whose archive names it with a tag and a digest.
#
# What surprises: a reference may have both, and pulls accept it. In the annotation from which podman
# takes the name of an image in an OCI archive, the tag of such a reference is lost: the image is
# listed by its digest alone.
# Versions: Debian 12's podman 4.3.1+ds1-8+deb12u1+b3.
# Why it matters: an image that was pinned in a list (name:tag@digest) and moved in an archive cannot be
# run by its tag afterwards. Whoever writes the archive has to leave the digest out of the name.
# Output seen on 2026-11-29:
#   version: podman 4.3.1+ds1-8+deb12u1+b3 (seen with 4.3.1+ds1-8+deb12u1+b3)
#   named registry.example/team/tool:v1
#     expected: [registry.example/team/tool:v1]
#     seen now: [registry.example/team/tool:v1]
#   named registry.example/team/tool:v1@DIGEST
#     expected: [registry.example/team/tool:v1]
#     seen now: [registry.example/team/tool@DIGEST]
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian podman 4.3.1+ds1-8+deb12u1+b3
name=registry.example/team/tool:v1

# listed SUFFIX: the names of the image in podman's storage after loading a layout that calls it NAME + SUFFIX.
listed() {
    folder=$(mktemp -d "$work/XXXXXX")
    NAME="$name" SUFFIX="$1" FOLDER="$folder/layout" "$python" - <<'END'
import json
import os
from images import *

folder = os.environ["FOLDER"]
place = Layout(folder)
entry = put_image(place, "amd64", [archive({"hello": b"hello"})], tag="v1")
suffix = os.environ["SUFFIX"].replace("DIGEST", entry["digest"])
place.entries[0]["annotations"] = {"io.containerd.image.name": os.environ["NAME"] + suffix}
with open(os.path.join(folder, "index.json"), "w") as out:
    json.dump({"schemaVersion": 2, "manifests": place.entries}, out)
END
    tar -C "$folder/layout" -cf "$folder/image.tar" .
    alone="--root $folder/root --runroot $folder/run --storage-driver vfs"
    # shellcheck disable=SC2086
    podman $alone load -q -i "$folder/image.tar" >/dev/null 2>"$folder/errors" || cannot_run "podman load: $(cat "$folder/errors")"
    # shellcheck disable=SC2086
    podman $alone images --format '{{.Names}}' | sed 's/sha256:[0-9a-f]*/DIGEST/g'
}
compare "named $name" "[$name]" "[$name]" "$(listed '')"
compare "named $name@DIGEST" "[$name]" "[registry.example/team/tool@DIGEST]" "$(listed '@DIGEST')"
finish
