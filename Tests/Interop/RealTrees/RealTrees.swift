import Foundation
import TestSupport
import Testing

/// Images of real packages, in one OCI layout that is made once and kept with what is built.
struct RealTrees: Sendable {
    /// One image: Debian's packages and Python's wheels, a layer each.
    struct Tree: Sendable, CustomTestStringConvertible {
        /// The name, which is the image's tag.
        let name: String
        /// Debian's name of the architecture.
        let architecture: String
        /// The image's command, or nothing for an image of data.
        let command: [String]
        /// The packages, from the lowest layer up.
        let packages: [String]

        var testDescription: String { name }

        /// The platform that the image claims.
        var platform: SamplePlatform {
            switch architecture {
            case "armhf": "linux/arm/v7"
            case "armel": "linux/arm/v5"
            case "i386": "linux/386"
            case "ppc64el": "linux/ppc64le"
            case "mips64el": "linux/mips64le"
            default: SamplePlatform("linux/\(architecture)")
            }
        }
    }

    /// A layer that `layers.sh` has made.
    private struct Layer {
        let digest: String
        let size: Int
        let compression: String
        let diffID: String
    }

    /// The rows of `trees.tsv`.
    static let trees: [Tree] = {
        let path = Fixtures.root + "/trees/trees.tsv"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().map { line in
            let fields = line.split(separator: "\t").map(String.init)
            let words = { (text: String) in text.split(separator: " ").map(String.init) }
            return Tree(
                name: fields[0], architecture: fields[1], command: fields[2] == "-" ? [] : words(fields[2]),
                packages: words(fields[3]))
        }
    }()

    /// The layout with every tree, made with the first use.
    static let shared = Result { try RealTrees() }

    /// The folder of the layout.
    let path = Fixtures.checkout + "/.build/real-trees"
    private let layers: [String: Layer]

    private init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let folder = Fixtures.root + "/trees"
        try TestSupport.runChecked("bash", [folder + "/layers.sh", folder + "/trees.tsv", path], timeoutSeconds: 1200)
        let table = try String(contentsOfFile: path + "/layers.tsv", encoding: .utf8)
        layers = Dictionary(
            table.split(separator: "\n").map { line in
                let fields = line.split(separator: "\t").map(String.init)
                let layer = Layer(
                    digest: "sha256:" + fields[2], size: Int(fields[3]) ?? 0, compression: fields[4],
                    diffID: "sha256:" + fields[5])
                return (fields[0] + ":" + fields[1], layer)
            }, uniquingKeysWith: { $1 })
        try Data(#"{"imageLayoutVersion":"1.0.0"}"#.utf8).write(to: URL(fileURLWithPath: path + "/oci-layout"))
        let entries = try Self.trees.map { tree in
            try entry(
                packages: tree.packages.map { $0 + ":" + tree.architecture }, files: [], command: tree.command,
                claiming: tree.platform, tag: tree.name)
        }
        let planted = try PlantedFault.all.map { fault in
            try entry(
                packages: fault.packages, files: fault.files, command: fault.command,
                claiming: SamplePlatform(fault.platform), tag: fault.tag)
        }
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries + planted))])
        try Data(index.bytes).write(to: URL(fileURLWithPath: path + "/index.json"))
    }

    /// The image with a tag, as the command line names it.
    func image(_ tag: String) -> String {
        "oci:\(path):\(tag)"
    }

    /// The uncompressed tar of a package's layer.
    func tar(_ package: String, _ architecture: String) throws -> [UInt8] {
        guard let layer = layers[package + ":" + architecture] else { throw MissingTool(name: package) }
        let file = blobFile(layer.digest)
        switch layer.compression {
        case "gzip": return try TestSupport.runChecked("gzip", ["-dc", file]).stdout
        case "zstd": return try TestSupport.runChecked("zstd", ["-dcq", file]).stdout
        default: return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        }
    }

    /// Writes the manifest and the config of an image, and a last layer of `files`; the image's entry in the layout.
    private func entry(
        packages: [String], files: [LayerFile], command: [String], claiming platform: SamplePlatform, tag: String
    ) throws -> JSONText {
        var descriptors: [JSONText] = []
        var diffIDs: [JSONText] = []
        for package in packages {
            guard let layer = layers[package] else { throw MissingTool(name: package) }
            let suffix = layer.compression == "none" ? "" : "+" + layer.compression
            descriptors.append(
                .object([
                    ("mediaType", .string("application/vnd.oci.image.layer.v1.tar" + suffix)),
                    ("digest", .string(layer.digest)), ("size", .number(layer.size)),
                ]))
            diffIDs.append(.string(layer.diffID))
        }
        let builder = ImageBuilder()
        if !files.isEmpty {
            let layer = builder.layer(files)
            try write(layer.blob)
            descriptors.append(.object(layer.blob.descriptor))
            diffIDs.append(.string(layer.diffID))
        }
        let members: [(String, JSONText)] = command.isEmpty ? [] : [("Cmd", .array(command.map { .string($0) }))]
        var config: [(String, JSONText)] = [
            ("architecture", .string(platform.architecture)), ("os", .string(platform.os)),
            ("config", .object(members)),
            ("rootfs", .object([("type", .string("layers")), ("diff_ids", .array(diffIDs))])),
        ]
        if let variant = platform.variant { config.append(("variant", .string(variant))) }
        let configBlob = SampleBlob(
            mediaType: "application/vnd.oci.image.config.v1+json", bytes: JSONText.object(config).bytes)
        try write(configBlob)
        let manifest = JSONText.object([
            ("schemaVersion", .number(2)), ("mediaType", .string("application/vnd.oci.image.manifest.v1+json")),
            ("config", .object(configBlob.descriptor)), ("layers", .array(descriptors)),
        ])
        let root = SampleBlob(mediaType: "application/vnd.oci.image.manifest.v1+json", bytes: manifest.bytes)
        try write(root)
        let names = JSONText.strings(["org.opencontainers.image.ref.name": tag])
        return .object(root.descriptor + [("annotations", names)])
    }

    private func write(_ blob: SampleBlob) throws {
        try Data(blob.bytes).write(to: URL(fileURLWithPath: blobFile(blob.digest)))
    }

    private func blobFile(_ digest: String) -> String {
        path + "/blobs/" + digest.replacingOccurrences(of: ":", with: "/")
    }
}
