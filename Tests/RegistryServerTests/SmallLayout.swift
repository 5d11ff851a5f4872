import Foundation
import ImageModel
import ImageStore
import TestSupport

/// An image layout with one image for two platforms, small enough to read.
struct SmallLayout {
    let folder: TemporaryFolder
    /// The layer: 1000 bytes, each equal to its offset modulo 251.
    let layer: Digest
    /// The manifest for linux/amd64, without a `mediaType` of its own.
    let manifest: Digest
    /// Docker's manifest for linux/arm64.
    let dockerManifest: Digest
    /// The index of both.
    let index: Digest

    /// The layer's bytes.
    static let layerBytes = (0..<1000).map { UInt8($0 % 251) }

    /// Writes the layout; each element of `names` is an index entry with these annotations.
    init(names: [[String: String]] = [["org.opencontainers.image.ref.name": "docker.io/demo/app:1"]]) throws {
        folder = try TemporaryFolder()
        try folder.write("oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        layer = try Self.put(Self.layerBytes, in: folder)
        let config = try Self.put(Array(#"{"os":"linux","architecture":"amd64"}"#.utf8), in: folder)
        let content = { [layer] (configType: String, layerType: String) in
            """
            "config":{"mediaType":"\(configType)","digest":"\(config)","size":37},\
            "layers":[{"mediaType":"\(layerType)","digest":"\(layer)","size":1000}]
            """
        }
        let oci = content(MediaType.ociConfig, "application/vnd.oci.image.layer.v1.tar")
        let docker = content(MediaType.dockerConfig, "application/vnd.docker.image.rootfs.diff.tar")
        manifest = try Self.put(Array("{\"schemaVersion\":2,\(oci)}".utf8), in: folder)
        dockerManifest = try Self.put(
            Array("{\"schemaVersion\":2,\"mediaType\":\"\(MediaType.dockerManifest)\",\(docker)}".utf8),
            in: folder
        )
        let both = ImageIndex(manifests: [
            try Self.descriptor(MediaType.ociManifest, manifest, folder),
            try Self.descriptor(MediaType.dockerManifest, dockerManifest, folder),
        ])
        index = try Self.put(both.encoded(), in: folder)
        var entries: [Descriptor] = []
        for annotations in names {
            var entry = try Self.descriptor(MediaType.ociIndex, index, folder)
            entry.annotations = annotations
            entries.append(entry)
        }
        try list(entries)
    }

    /// Replaces `index.json`.
    func list(_ entries: [Descriptor]) throws {
        try folder.write("index.json", ImageIndex(manifests: entries).encoded())
    }

    /// An entry for a blob of the layout.
    func entry(_ mediaType: String, _ digest: Digest, named name: String) throws -> Descriptor {
        var entry = try Self.descriptor(mediaType, digest, folder)
        entry.annotations = ["org.opencontainers.image.ref.name": name]
        return entry
    }

    /// The path of a blob.
    func path(_ digest: Digest) -> String {
        folder.file("blobs/\(digest.algorithm.rawValue)/\(digest.hex)")
    }

    /// The bytes of a file in the folder.
    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
    }

    /// Writes a blob.
    func put(_ bytes: [UInt8]) throws -> Digest {
        try Self.put(bytes, in: folder)
    }

    private static func put(_ bytes: [UInt8], in folder: TemporaryFolder) throws -> Digest {
        let digest = try Digest.of(bytes)
        try folder.write("blobs/sha256/\(digest.hex)", bytes)
        return digest
    }

    private static func descriptor(
        _ mediaType: String,
        _ digest: Digest,
        _ folder: TemporaryFolder
    ) throws -> Descriptor {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("blobs/sha256/\(digest.hex)")))
        return Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count))
    }
}
