/// An image config as JSON has it.
///
/// Platform and layers must be of the right types; what only describes the running of the image may be anything, for
/// it does not decide whether the image suits a host.
struct ImageConfigWire: Decodable {
    /// The platform fields, which stand at the top.
    let platform: PlatformWire
    /// The field `created`.
    let created: String?
    /// The field `rootfs.diff_ids`.
    let diffIDs: [String]
    /// The field `config.Entrypoint`.
    let entrypoint: [String]
    /// The field `config.Cmd`.
    let command: [String]

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
    }

    /// Decodes the fields that are needed.
    init(from decoder: any Decoder) throws {
        platform = try PlatformWire(from: decoder)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        created = try? fields.decode(String.self, forKey: .created)
        diffIDs = try fields.decodeIfPresent(Root.self, forKey: .rootfs)?.diffIDs ?? []
        let run = try? fields.nestedContainer(keyedBy: RunKeys.self, forKey: .config)
        entrypoint = Self.words(run, .entrypoint)
        command = Self.words(run, .command)
    }

    /// A list of words, or one word that stands alone.
    private static func words(_ run: KeyedDecodingContainer<RunKeys>?, _ key: RunKeys) -> [String] {
        guard let run else { return [] }
        if let list = try? run.decode([String].self, forKey: key) { return list }
        return (try? run.decode(String.self, forKey: key)).map { [$0] } ?? []
    }
}
