import Foundation
import TestSupport

/// Writes images as OCI layouts: an index with one manifest, a config, and layers of random bytes.
///
/// The layers call themselves uncompressed tar archives, so that no program compresses them, and nobody unpacks them.
struct LayoutWriter {
    /// The layout's folder.
    let folder: String

    /// Writes the image of `plan` under the tag `1`.
    func write(_ plan: ImagePlan) throws -> BenchmarkImage {
        let blobs = folder + "/blobs/sha256"
        try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
        let layers = try writeLayers(plan, to: blobs)
        let config = try write(
            .object([
                ("architecture", .string("amd64")), ("os", .string("linux")),
                (
                    "rootfs",
                    .object([("type", .string("layers")), ("diff_ids", .array(layers.map { .string($0.digest) }))])
                ),
            ]), kind: "blobs", mediaType: "application/vnd.oci.image.config.v1+json", to: blobs)
        let manifestType = "application/vnd.oci.image.manifest.v1+json"
        let manifest = try write(
            .object([
                ("schemaVersion", .number(2)), ("mediaType", .string(manifestType)),
                ("config", .object(config.descriptor)), ("layers", .array(layers.map { .object($0.descriptor) })),
            ]), kind: "manifests", mediaType: manifestType, to: blobs)
        let platform = JSONText.strings(["architecture": "amd64", "os": "linux"])
        let index = try write(
            Self.index(of: manifest, adding: ("platform", platform)), kind: "manifests", mediaType: Self.indexType,
            to: blobs)
        let tag = JSONText.strings(["org.opencontainers.image.ref.name": "1"])
        try Data(Self.index(of: index, adding: ("annotations", tag)).bytes).write(
            to: URL(fileURLWithPath: folder + "/index.json"))
        try Data(#"{"imageLayoutVersion":"1.0.0"}"#.utf8).write(to: URL(fileURLWithPath: folder + "/oci-layout"))
        return BenchmarkImage(plan: plan, documents: [index, manifest, config], layers: layers)
    }

    private static let indexType = "application/vnd.oci.image.index.v1+json"

    private static func index(of blob: BenchmarkBlob, adding member: (String, JSONText)) -> JSONText {
        .object([
            ("schemaVersion", .number(2)), ("mediaType", .string(indexType)),
            ("manifests", .array([.object(blob.descriptor + [member])])),
        ])
    }

    private func write(_ value: JSONText, kind: String, mediaType: String, to blobs: String) throws -> BenchmarkBlob {
        let bytes = value.bytes
        let blob = BenchmarkBlob(
            kind: kind, mediaType: mediaType, digest: SampleDigest.sha256(of: bytes), size: bytes.count)
        try Data(bytes).write(to: URL(fileURLWithPath: blobs + "/" + blob.hexadecimal))
        return blob
    }

    private func writeLayers(_ plan: ImagePlan, to blobs: String) throws -> [BenchmarkBlob] {
        var generator = SeededGenerator(seed: plan.seed)
        let paths = plan.layerSizes.indices.map { "\(blobs)/layer-\($0)" }
        for (path, size) in zip(paths, plan.layerSizes) {
            try RandomFile.write(path, size: size, from: &generator)
        }
        let hashes = try FileDigests.sha256(of: paths)
        return try zip(paths, zip(hashes, plan.layerSizes)).map { path, layer in
            let blob = BenchmarkBlob(
                kind: "blobs", mediaType: "application/vnd.oci.image.layer.v1.tar", digest: "sha256:" + layer.0,
                size: layer.1)
            try FileManager.default.moveItem(atPath: path, toPath: blobs + "/" + blob.hexadecimal)
            return blob
        }
    }
}
