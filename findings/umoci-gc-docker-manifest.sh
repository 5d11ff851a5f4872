#!/bin/sh
# umoci gc keeps a Docker manifest that a layout names and deletes the configuration and layer below it.
#
# What surprises: an OCI layout may hold entries of any media type, and so a Docker image that was
# put there unchanged. "umoci gc" follows only the OCI types. It keeps the entry in
# index.json and the manifest itself, and removes the blobs that the manifest is made of. It says
# nothing and exits 0.
# Versions: Debian 12's umoci 0.4.7+ds-3+b7.
# Why it matters: a tidied layout still lists the image, and every blob that is left has the right
# digest, so a check of names or of digests passes. The loss shows when the image is next read.
# Output seen on 2026-11-29:
#   version: umoci 0.4.7+ds-3+b7 (seen with 0.4.7+ds-3+b7)
#   before: the OCI image
#     expected: manifest configuration layer
#     seen now: manifest configuration layer
#   before: the Docker image
#     expected: manifest configuration layer
#     seen now: manifest configuration layer
#   umoci gc: exit status, bytes said
#     expected: 0 0
#     seen now: 0 0
#   after: the OCI image
#     expected: manifest configuration layer
#     seen now: manifest configuration layer
#   after: the Docker image
#     expected: manifest configuration layer
#     seen now: manifest
#   after: is index.json, with both names, as before?
#     expected: yes
#     seen now: yes
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian umoci 0.4.7+ds-3+b7

cd "$work"
"$python" - >blobs <<'END'
from images import *

place = Layout("layout")
for tag in ("oci", "docker"):
    entry = put_image(place, "amd64", [archive({"hello": tag.encode()})], tag, docker=tag == "docker")
    manifest = json.load(open("layout/blobs/" + entry["digest"].replace(":", "/")))
    parts = {"manifest": entry, "configuration": manifest["config"], "layer": manifest["layers"][0]}
    for name, part in parts.items():
        print(tag, name, part["digest"].replace(":", "/"))
END
cp layout/index.json before.json

# left TAG: which parts of that image are there.
left() {
    while read -r tag name path; do
        if [ "$tag" = "$1" ] && [ -e "layout/blobs/$path" ]; then echo "$name"; fi
    done <blobs | xargs
}

all="manifest configuration layer"
compare "before: the OCI image" "$all" "$all" "$(left oci)"
compare "before: the Docker image" "$all" "$all" "$(left docker)"
code=0
umoci gc --layout layout >said 2>&1 || code=$?
compare "umoci gc: exit status, bytes said" "0 0" "0 0" "$code $(wc -c <said | tr -d ' ')"
compare "after: the OCI image" "$all" "$all" "$(left oci)"
compare "after: the Docker image" "$all" "manifest" "$(left docker)"
same=no
if cmp -s before.json layout/index.json; then same=yes; fi
compare "after: is index.json, with both names, as before?" "yes" "yes" "$same"
finish
