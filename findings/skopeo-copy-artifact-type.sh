#!/bin/sh
# "skopeo copy --all" writes an index anew without the artifactType of its entries, and gives it another digest.
#
# What surprises: an entry of an OCI index may say what kind of artifact it is (image-spec 1.1, descriptor.md). skopeo
# reads the manifest behind such an entry, copies every byte of it, and then drops the word from the entry. It says
# nothing about it. An index whose entries are all images is copied as it is, with its digest.
# Versions: Debian 12's skopeo 1.9.3+ds1-1+b10.
# Why it matters: clients tell an artifact from an image by this word, so after a copy one takes the artifact for an image
# of its platform. Whoever pinned the index by its digest, or signed it, does not find it at the target.
# Output seen on 2026-11-29:
#   version: skopeo 1.9.3+ds1-1+b10 (seen with 1.9.3+ds1-1+b10)
#   skopeo copy --all, an index of two images
#     expected: sha256:ebe80d90fe52 no artifactType
#     seen now: sha256:ebe80d90fe52 no artifactType
#   skopeo copy --all, an index of an image and an artifact
#     expected: sha256:62ce37d5e572 application/vnd.example.notes
#     seen now: sha256:a88d3029f2fe no artifactType
#   As seen on 2026-11-29.

set -eu
. "$(dirname "$0")/support/begin.sh"
debian skopeo 1.9.3+ds1-1+b10

cd "$work"
"$python" - <<'END'
from images import *

place = Layout("layout")
image = put_image(place, "amd64", [archive({"hello": b"amd64"})])
other = put_image(place, "arm64", [archive({"hello": b"arm64"})])
put_index(place, [image, other], "images")

place.put_blob(b"{}")
place.put_blob(b"notes")
artifact = json.dumps({
    "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/vnd.example.notes",
    "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest(b"{}"), "size": 2},
    "layers": [{"mediaType": "text/plain", "digest": digest(b"notes"), "size": 5}]}).encode()
place.put_manifest(artifact, OCI_MANIFEST, None)
entry = {
    "mediaType": OCI_MANIFEST, "digest": digest(artifact), "size": len(artifact),
    "artifactType": "application/vnd.example.notes", "platform": image["platform"]}
put_index(place, [image, entry], "artifact")
END

# describe LAYOUT TAG: the digest of the index, and the artifactType of its second entry.
describe() {
    "$python" - "$1" "$2" <<'END'
import json
import sys

entries = json.load(open(sys.argv[1] + "/index.json"))["manifests"]
name = "org.opencontainers.image.ref.name"
digest = [each["digest"] for each in entries if each["annotations"][name] == sys.argv[2]][0]
index = json.load(open(sys.argv[1] + "/blobs/" + digest.replace(":", "/")))
print(digest[:19], index["manifests"][1].get("artifactType", "no artifactType"))
END
}

for tag in images artifact; do
    skopeo copy --quiet --all "oci:layout:$tag" "oci:copy:$tag" 2>errors || cannot_run "$(cat errors)"
done
images=$(describe layout images)
artifact=$(describe layout artifact)
compare "skopeo copy --all, an index of two images" "$images" "$images" "$(describe copy images)"
compare "skopeo copy --all, an index of an image and an artifact" "$artifact" "sha256:a88d3029f2fe no artifactType" \
    "$(describe copy artifact)"
finish
