import PlatformModel

/// What is needed of an image's config: its platform, its age, its layers before compression and what it runs.
///
/// OCI image-spec v1.1, config.md.
public struct ImageConfig: Hashable, Sendable {
    /// The platform the image was built for; nil where no architecture is named.
    public let platform: Platform?
    /// When the image was made, as written.
    public let created: String?
    /// The digests of the uncompressed layers, lowest first.
    public let diffIDs: [Digest]
    /// The program to run, with its first arguments.
    public let entrypoint: [String]
    /// The arguments that follow ``entrypoint``, or the program where there is none.
    public let command: [String]

    /// Reads a config.
    ///
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    public init(parsing bytes: [UInt8]) throws(ManifestError) {
        try self.init(try DocumentReader.decode(ImageConfigWire.self, from: bytes), position: "")
    }

    /// Reads a table of configs: a JSON object from the digest of each to the config.
    package static func table(parsing bytes: [UInt8]) throws(ManifestError) -> [Digest: ImageConfig] {
        let wires = try DocumentReader.decode([String: ImageConfigWire].self, from: bytes)
        var table: [Digest: ImageConfig] = [:]
        for (text, wire) in wires {
            let digest: Digest
            do throws(DigestError) {
                digest = try Digest(parsing: text)
            } catch {
                throw .descriptor(.digest(error), position: text)
            }
            table[digest] = try ImageConfig(wire, position: "\(text).")
        }
        return table
    }

    private init(_ wire: ImageConfigWire, position: String) throws(ManifestError) {
        platform = wire.platform.architecture?.isEmpty == false ? wire.platform.platform : nil
        created = wire.created
        var diffIDs: [Digest] = []
        for (index, text) in wire.diffIDs.enumerated() {
            do {
                diffIDs.append(try Digest(parsing: text))
            } catch {
                throw .descriptor(.digest(error), position: "\(position)rootfs.diff_ids[\(index)]")
            }
        }
        self.diffIDs = diffIDs
        entrypoint = wire.entrypoint
        command = wire.command
    }
}
