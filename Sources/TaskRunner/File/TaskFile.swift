import YAMLParsing

/// A task file, with its variables still in place.
package struct TaskFile: Hashable, Sendable {
    /// The version of the format.
    package var version: TaskVersion
    /// The time limit, in seconds, of steps that do not set their own.
    package var stepTimeout: TaskNumber
    /// The working directory of steps that do not set their own; `/workspace` is the context.
    package var workingDirectory: TaskText?
    /// Variables for each step, as `name=value`.
    package var environment: [TaskText]
    /// The secrets that the steps use.
    package var secrets: [TaskSecret]
    /// The networks that containers share.
    package var networks: [TaskNetwork]
    /// The volumes of files for containers.
    package var volumes: [TaskVolume]
    /// The steps, in file order.
    package var steps: [TaskStep]
    /// The properties that the format does not have.
    package var unknownProperties: [UnknownProperty]
}

/// The versions of the format.
package enum TaskVersion: String, Hashable, Sendable {
    /// The version before the first; files that name it are otherwise the same.
    case preview = "1.0-preview-1"
    /// The first version.
    case plain = "v1.0.0"
    /// The version with aliases.
    case withAliases = "v1.1.0"

    /// The version of files that do not name one.
    package static let latest = withAliases
}

/// A secret, whose value comes from the environment or from a local file.
package struct TaskSecret: Hashable, Sendable {
    /// The line of the entry.
    package let line: Int
    /// The name, as in `{{.Secrets.id}}`.
    package let id: String
    /// The key vault that Azure would use; it is never contacted.
    package let keyVault: TaskText?
    /// The identity that Azure would use.
    package let clientID: TaskText?
}

/// A network that containers share.
package struct TaskNetwork: Hashable, Sendable {
    package let name: TaskText
    package let driver: TaskText?
    package let ipv6: Bool
    /// Whether the network already exists.
    package let skipsCreation: Bool
    /// Whether steps that name no network use it.
    package let isDefault: Bool
}

/// A folder of files for containers.
package struct TaskVolume: Hashable, Sendable {
    /// The line of the entry.
    package let line: Int
    package let name: String
    /// The files, in file order.
    package let files: [File]

    /// A file of a volume.
    package struct File: Hashable, Sendable {
        package let name: String
        /// The bytes, as base64.
        package let content: TaskText
    }
}

/// Reads task files.
package struct TaskFileReader {
    /// Reads a file that `alias.src` names.
    package typealias FileSource = (String) throws(TaskError) -> [UInt8]

    private static let properties = [
        "version", "stepTimeout", "workingDirectory", "env", "secrets", "networks", "volumes", "alias", "steps",
    ]

    private let node: YAMLNode
    private let root: Fields
    /// Reads strings without replacing aliases.
    private let plain: TextReader
    private var version = TaskVersion.latest

    /// Reads a task file; `file` reads the files of aliases that it names.
    package static func read(
        _ bytes: [UInt8],
        file: FileSource = { path throws(TaskError) in
            throw TaskError(0, .file(path: path, reason: "alias files are not supported here"))
        }
    ) throws(TaskError) -> TaskFile {
        let source = try MarkedSource(bytes)
        guard let root = try YAMLTree.read(source.bytes) else { throw TaskError(0, .empty) }
        var reader = try TaskFileReader(root: root, source: source)
        reader.version = try reader.readVersion()
        let aliases = try reader.aliases(file: file)
        return try reader.task(TextReader(source: source, aliases: aliases))
    }

    private init(root: YAMLNode, source: MarkedSource) throws(TaskError) {
        node = root
        plain = TextReader(source: source)
        self.root = try Fields(root, key: "task", texts: plain)
    }

    private func readVersion() throws(TaskError) -> TaskVersion {
        guard let text = try root.text("version") else { return .latest }
        guard let version = TaskVersion(rawValue: text.unexpanded.lowercased()) else {
            throw TaskError(text.line, .version(text.unexpanded))
        }
        return version
    }

    /// The aliases of the file and of the files that it names; none before v1.1.0.
    private func aliases(file: FileSource) throws(TaskError) -> AliasTable {
        guard version == .withAliases else { return AliasTable() }
        var own: [(name: String, text: TaskText)] = []
        if let section = root.node("alias") {
            let fields = try Fields(section, key: "alias", texts: plain)
            if let values = fields.node("values") {
                own += try Fields(values, key: "values", texts: plain).allTexts().map { ($0.key, $0.text) }
            }
            // The later of two files takes precedence.
            for text in try (fields.list("src") ?? []).reversed() { own += try names(from: text, file: file) }
        }
        return try AliasTable(own)
    }

    private func names(
        from text: TaskText, file: FileSource
    ) throws(TaskError) -> [(name: String, text: TaskText)] {
        let path = text.unexpanded
        guard !path.contains("://") else { throw TaskError(text.line, .aliasURL(path)) }
        do throws(TaskError) {
            let source = try MarkedSource(try file(path))
            let reader = TextReader(source: source)
            guard let root = try YAMLTree.read(source.bytes) else { throw TaskError(0, .empty) }
            let fields = try Fields(root, key: path, texts: reader)
            return try fields.allTexts().map { ($0.key, TaskText(line: text.line, parts: $0.text.parts)) }
        } catch {
            if case .file(_, .file(let path, let reason)) = error {
                throw TaskError(text.line, .file(path: path, reason: reason))
            }
            throw TaskError(text.line, .file(path: path, reason: error.description))
        }
    }

    private func task(_ texts: TextReader) throws(TaskError) -> TaskFile {
        let root = try Fields(node, key: "task", texts: texts)
        let timeout = try root.number("stepTimeout", or: TaskNumber("stepTimeout", 600))
        guard let list = root.node("steps"), case .sequence(let nodes) = list.content, !nodes.isEmpty else {
            throw TaskError(root.line(of: "steps"), .noSteps)
        }
        var steps = StepReader(texts: texts, timeout: timeout)
        for node in nodes { try steps.read(node) }
        var unknown = root.unknown(Self.properties)
        if let alias = root.node("alias") {
            unknown += try Fields(alias, key: "alias", texts: plain).unknown(["values", "src"])
        }
        if version != .withAliases {
            let reason = "aliases need version \(TaskVersion.withAliases.rawValue)"
            unknown += root.unknown(Self.properties.filter { $0 != "alias" }, ignored: ["alias": reason])
                .filter { $0.name == "alias" }
        }
        return TaskFile(
            version: version, stepTimeout: timeout, workingDirectory: try root.text("workingDirectory"),
            environment: try root.list("env") ?? [],
            secrets: try root.mappings("secrets").map { fields throws(TaskError) in try Self.secret(fields) },
            networks: try root.mappings("networks").map { fields throws(TaskError) in try Self.network(fields) },
            volumes: try root.mappings("volumes").map { fields throws(TaskError) in try Self.volume(fields, texts) },
            steps: steps.steps, unknownProperties: unknown + steps.unknownProperties)
    }

    private static func secret(_ fields: Fields) throws(TaskError) -> TaskSecret {
        guard let id = try fields.text("id") else { throw TaskError(fields.line, .nameless(key: "secrets")) }
        return TaskSecret(
            line: fields.line, id: id.unexpanded, keyVault: try fields.text("keyvault"),
            clientID: try fields.text("clientID"))
    }

    private static func network(_ fields: Fields) throws(TaskError) -> TaskNetwork {
        guard let name = try fields.text("name") else { throw TaskError(fields.line, .nameless(key: "networks")) }
        return TaskNetwork(
            name: name, driver: try fields.text("driver"), ipv6: try fields.flag("ipv6"),
            skipsCreation: try fields.flag("skipCreation"), isDefault: try fields.flag("isDefault"))
    }

    private static func volume(_ fields: Fields, _ texts: TextReader) throws(TaskError) -> TaskVolume {
        guard let name = try fields.text("name") else { throw TaskError(fields.line, .nameless(key: "volumes")) }
        let files = try fields.node("secret").map { node throws(TaskError) in
            try Fields(node, key: "secret", texts: texts).allTexts()
        }
        return TaskVolume(
            line: fields.line, name: name.unexpanded,
            files: (files ?? []).map { TaskVolume.File(name: $0.key, content: $0.text) })
    }
}
