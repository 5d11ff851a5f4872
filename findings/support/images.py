"""Small valid images, and the few requests that put them into a registry or a layout folder."""

import gzip
import hashlib
import io
import json
import os
import tarfile
import urllib.error
import urllib.request

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def archive(files):
    """A tar of the named files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return out.getvalue()


class Registry:
    """A repository of the registry that the script started."""

    def __init__(self, repository):
        self.base = f"http://{os.environ['REGISTRY']}/v2/{repository}"

    def ask(self, method, path, body=None, **headers):
        url = path if path.startswith("http") else self.base + path
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, data=body, method=method, headers=named)
        try:
            answer = urllib.request.urlopen(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, answer.read()

    def put_blob(self, data):
        _, headers, _ = self.ask("POST", "/blobs/uploads/", b"")
        place = headers["Location"]
        place += ("&" if "?" in place else "?") + "digest=" + digest(data)
        status, _, body = self.ask("PUT", place, data, Content_Type="application/octet-stream")
        assert status == 201, (status, body)

    def put_manifest(self, data, media_type, tag):
        status, _, body = self.ask(
            "PUT", f"/manifests/{tag or digest(data)}", data, Content_Type=media_type)
        assert status == 201, (status, body)


class Layout:
    """A new OCI layout folder."""

    def __init__(self, folder):
        self.folder = folder
        self.entries = []
        os.makedirs(os.path.join(folder, "blobs", "sha256"))
        with open(os.path.join(folder, "oci-layout"), "w") as out:
            out.write('{"imageLayoutVersion":"1.0.0"}')

    def put_blob(self, data):
        with open(os.path.join(self.folder, "blobs", *digest(data).split(":")), "wb") as out:
            out.write(data)

    def put_manifest(self, data, media_type, tag):
        self.put_blob(data)
        if tag:
            self.entries.append({
                "mediaType": media_type, "digest": digest(data), "size": len(data),
                "annotations": {"org.opencontainers.image.ref.name": tag}})
            with open(os.path.join(self.folder, "index.json"), "w") as out:
                json.dump({"schemaVersion": 2, "manifests": self.entries}, out)


def put_image(place, architecture, layers, tag=None, docker=False, **config):
    """Puts an image of these layers (tar bytes) there; its entry for an index."""
    kind, config_kind, layer_kind = (
        (DOCKER_MANIFEST, DOCKER_CONFIG, DOCKER_LAYER) if docker
        else (OCI_MANIFEST, OCI_CONFIG, OCI_LAYER))

    def put(data, media_type):
        place.put_blob(data)
        return {"mediaType": media_type, "digest": digest(data), "size": len(data)}

    config_data = json.dumps({
        "created": "2026-01-01T00:00:00Z", "architecture": architecture, "os": "linux",
        "config": {"Cmd": ["/hello"]},
        "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
        "history": [{"created": "2026-01-01T00:00:00Z", "created_by": "finding"} for _ in layers],
        **config}).encode()
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": kind,
        "config": put(config_data, config_kind),
        "layers": [put(gzip.compress(layer, mtime=0), layer_kind) for layer in layers]}).encode()
    place.put_manifest(manifest, kind, tag)
    system = {"architecture": architecture, "os": config.get("os", "linux")}
    if "os.version" in config:
        system["os.version"] = config["os.version"]
    return {"mediaType": kind, "digest": digest(manifest), "size": len(manifest), "platform": system}


def put_index(place, entries, tag, media_type=OCI_INDEX, named=True):
    """Puts an index or a list there; named: whether it says its own media type. Its digest."""
    document = {"schemaVersion": 2, "mediaType": media_type, "manifests": entries}
    if not named:
        del document["mediaType"]
    data = json.dumps(document).encode()
    place.put_manifest(data, media_type, tag)
    return digest(data)
