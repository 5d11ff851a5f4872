import ErrorMapping
import PlatformModel

/// The relevant fields of an image config: platform, creation time, uncompressed layers and program.
///
/// OCI image-spec v1.1, config.md.
public struct ImageConfig: Hashable, Sendable {
    /// The platform that the image was built for; `nil` if no architecture is stated.
    public let platform: Platform?
    /// The creation time, as written.
    public let created: String?
    /// The digests of the uncompressed layers, lowest first.
    public let diffIDs: [Digest]
    /// The program to run, with its first arguments.
    public let entrypoint: [String]
    /// The arguments after ``entrypoint``, or the program if that is empty.
    public let command: [String]
    /// The environment variables, as `NAME=value`.
    package let environment: [String]
    /// The directory in which the program starts; empty if none is stated.
    package let workingDirectory: String
    /// The directories over which volumes are mounted.
    package let volumes: [String]

    /// Whether it reads as the config of an image: it states a platform, or lists layers. An artifact's config does not.
    package var describesImage: Bool {
        platform?.os.isEmpty == false || !diffIDs.isEmpty
    }

    /// Reads a config.
    ///
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    public init(parsing bytes: [UInt8]) throws(ManifestError) {
        try self.init(try DocumentReader.decode(ImageConfigWire.self, from: bytes), position: "")
    }

    /// Reads a table of configs: a JSON object with digests as keys.
    package static func table(parsing bytes: [UInt8]) throws(ManifestError) -> [Digest: ImageConfig] {
        let wires = try DocumentReader.decode([String: ImageConfigWire].self, from: bytes)
        var table: [Digest: ImageConfig] = [:]
        for (text, wire) in wires {
            let digest = try mapError({ ManifestError.digest($0, position: text) }, try Digest(parsing: text))
            table[digest] = try ImageConfig(wire, position: "\(text).")
        }
        return table
    }

    private init(_ wire: ImageConfigWire, position: String) throws(ManifestError) {
        platform = wire.platform.architecture?.isEmpty == false ? wire.platform.platform : nil
        created = wire.created
        var diffIDs: [Digest] = []
        for (index, text) in wire.diffIDs.enumerated() {
            let position = "\(position)rootfs.diff_ids[\(index)]"
            diffIDs.append(try mapError({ ManifestError.digest($0, position: position) }, try Digest(parsing: text)))
        }
        self.diffIDs = diffIDs
        entrypoint = wire.entrypoint
        command = wire.command
        environment = wire.environment
        workingDirectory = wire.workingDirectory
        volumes = wire.volumes
    }
}

/// An image config as decoded from JSON.
///
/// Platform and layers must have the right types; the fields for running the image may have any, since they do not
/// determine whether the image suits a host.
struct ImageConfigWire: Decodable {
    /// The platform fields, at the top level.
    let platform: PlatformWire
    /// The field `created`.
    let created: String?
    /// The field `rootfs.diff_ids`.
    let diffIDs: [String]
    /// The field `config.Entrypoint`.
    let entrypoint: [String]
    /// The field `config.Cmd`.
    let command: [String]
    /// The field `config.Env`.
    let environment: [String]
    /// The field `config.WorkingDir`.
    let workingDirectory: String
    /// The keys of the field `config.Volumes`, sorted.
    let volumes: [String]

    private enum CodingKeys: String, CodingKey {
        case created, rootfs, config
    }

    private struct Root: Decodable {
        let diffIDs: [String]?

        enum CodingKeys: String, CodingKey {
            case diffIDs = "diff_ids"
        }
    }

    private enum RunKeys: String, CodingKey {
        case entrypoint = "Entrypoint"
        case command = "Cmd"
        case environment = "Env"
        case workingDirectory = "WorkingDir"
        case volumes = "Volumes"
    }

    /// The value of a key in `Volumes`: an empty object, which is not looked at.
    private struct Volume: Decodable {}

    /// Decodes the relevant fields.
    init(from decoder: any Decoder) throws {
        platform = try PlatformWire(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        created = try? fields.decode(String.self, forKey: .created)
        diffIDs = try fields.decodeIfPresent(Root.self, forKey: .rootfs)?.diffIDs ?? []
        let run = try? fields.nestedContainer(keyedBy: RunKeys.self, forKey: .config)
        entrypoint = Self.words(run, .entrypoint)
        command = Self.words(run, .command)
        environment = Self.words(run, .environment)
        workingDirectory = (try? run?.decode(String.self, forKey: .workingDirectory)) ?? ""
        volumes = (try? run?.decode([String: Volume].self, forKey: .volumes))?.keys.sorted() ?? []
    }

    /// A list of strings, or a single string.
    private static func words(_ run: KeyedDecodingContainer<RunKeys>?, _ key: RunKeys) -> [String] {
        guard let run else { return [] }
        if let list = try? run.decode([String].self, forKey: key) { return list }
        return (try? run.decode(String.self, forKey: key)).map { [$0] } ?? []
    }
}
