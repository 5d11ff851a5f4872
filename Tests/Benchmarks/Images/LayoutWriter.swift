import Foundation
import TestSupport

/// Writes images as OCI layouts: an index with one manifest, a config, and layers.
///
/// Layers of random bytes call themselves uncompressed tar archives, so that no program compresses them, and nobody unpacks
/// them.
struct LayoutWriter {
    /// The layout's folder.
    let folder: String

    /// Writes the image of `plan` under the tag `1`.
    func write(_ plan: ImagePlan) throws -> BenchmarkImage {
        let blobs = folder + "/blobs/sha256"
        try FileManager.default.createDirectory(atPath: blobs, withIntermediateDirectories: true)
        switch plan.content {
        case .bytes(let sizes):
            let layers = try writeLayers(sizes, seed: plan.seed, to: blobs)
            return try write(plan, layers, diffIDs: layers.map(\.digest), files: nil)
        case .files(let plans):
            let scratch = try TemporaryFolder(in: folder)
            let written = try LayerFiles(scratch: scratch).write(plans, seed: plan.seed, to: blobs)
            let layers = try moved(written.layers.map(\.path), "application/vnd.oci.image.layer.v1.tar+gzip", to: blobs)
            return try write(plan, layers, diffIDs: written.layers.map(\.diffID), files: written.files)
        }
    }

    private func write(
        _ plan: ImagePlan, _ layers: [BenchmarkBlob], diffIDs: [String], files: TreeFiles?
    ) throws -> BenchmarkImage {
        let blobs = folder + "/blobs/sha256"
        let config = try write(
            .object([
                ("architecture", .string("amd64")), ("os", .string("linux")),
                ("config", .object([("Cmd", .array([.string("/bin/sh")]))])),
                (
                    "rootfs",
                    .object([("type", .string("layers")), ("diff_ids", .array(diffIDs.map { .string($0) }))])
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
        return BenchmarkImage(plan: plan, documents: [index, manifest, config], layers: layers, files: files)
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

    private func writeLayers(_ sizes: [Int], seed: UInt64, to blobs: String) throws -> [BenchmarkBlob] {
        var generator = SeededGenerator(seed: seed)
        let paths = sizes.indices.map { "\(blobs)/layer-\($0)" }
        for (path, size) in zip(paths, sizes) {
            try RandomFile.write(path, size: size, from: &generator)
        }
        return try moved(paths, "application/vnd.oci.image.layer.v1.tar", to: blobs)
    }

    /// Gives the files at `paths` the names of their digests.
    private func moved(_ paths: [String], _ mediaType: String, to blobs: String) throws -> [BenchmarkBlob] {
        try zip(paths, FileDigests.sha256(of: paths)).map { path, hash in
            let size = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
            let blob = BenchmarkBlob(kind: "blobs", mediaType: mediaType, digest: "sha256:" + hash, size: size)
            try FileManager.default.moveItem(atPath: path, toPath: blobs + "/" + blob.hexadecimal)
            return blob
        }
    }
}
