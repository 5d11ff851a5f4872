/// Reads a task file into its model.
package struct TaskFileReader {
    /// The bytes of a file that `alias.src` names; the reason where it cannot be read.
    package typealias FileSource = (String) throws(TaskProblem) -> [UInt8]

    private static let properties = [
        "version", "stepTimeout", "workingDirectory", "env", "secrets", "networks", "volumes", "alias", "steps",
    ]

    private let root: Fields
    private let plain: TextReader
    private var version = TaskVersion.latest

    /// Reads `bytes`; `file` gives the files that hold aliases.
    package static func read(
        _ bytes: [UInt8],
        file: FileSource = { path throws(TaskProblem) in
            throw TaskProblem(0, .file(path: path, reason: "it is not read here"))
        }
    ) throws(TaskProblem) -> TaskFile {
        let source = try MarkedSource(bytes)
        var reader = try TaskFileReader(root: try Self.tree(source.bytes), source: source)
        reader.version = try reader.readVersion()
        let aliases = try reader.aliases(file: file)
        return try reader.task(TextReader(source: source, aliases: aliases))
    }

    private init(root: YAMLNode, source: MarkedSource) throws(TaskProblem) {
        plain = TextReader(source: source)
        self.root = try Fields(root, key: "task", texts: plain)
        self.node = root
    }

    private let node: YAMLNode

    /// The tree of a file, with problems in our words.
    static func tree(_ bytes: [UInt8]) throws(TaskProblem) -> YAMLNode {
        do throws(YAMLProblem) {
            return try YAMLTree.read(bytes)
        } catch {
            throw TaskProblem(error.line, .yaml(error))
        }
    }

    private func readVersion() throws(TaskProblem) -> TaskVersion {
        guard let text = try root.text("version") else { return .latest }
        guard let version = TaskVersion(rawValue: text.unexpanded.lowercased()) else {
            throw TaskProblem(text.line, .version(text.unexpanded))
        }
        return version
    }

    /// What the file's `alias` says, with the files that it names; nothing before v1.1.0.
    private func aliases(file: FileSource) throws(TaskProblem) -> AliasTable {
        guard version == .withAliases else { return AliasTable() }
        var own: [(name: String, text: TaskText)] = []
        if let section = root.node("alias") {
            let fields = try Fields(section, key: "alias", texts: plain)
            if let values = fields.node("values") {
                own += try Fields(values, key: "values", texts: plain).allTexts().map { ($0.key, $0.text) }
            }
            // Of two files the later decides.
            for text in try (fields.list("src") ?? []).reversed() { own += try names(from: text, file: file) }
        }
        return try AliasTable(own)
    }

    private func names(
        from text: TaskText, file: FileSource
    ) throws(TaskProblem) -> [(name: String, text: TaskText)] {
        let path = text.unexpanded
        guard !path.contains("://") else { throw TaskProblem(text.line, .aliasURL(path)) }
        do throws(TaskProblem) {
            let source = try MarkedSource(try file(path))
            let reader = TextReader(source: source)
            let fields = try Fields(try Self.tree(source.bytes), key: path, texts: reader)
            return try fields.allTexts().map { ($0.key, TaskText(line: text.line, parts: $0.text.parts)) }
        } catch {
            if case .file = error.reason { throw TaskProblem(text.line, error.reason) }
            throw TaskProblem(text.line, .file(path: path, reason: error.description))
        }
    }

    private func task(_ texts: TextReader) throws(TaskProblem) -> TaskFile {
        let root = try Fields(node, key: "task", texts: texts)
        let timeout = try root.number("stepTimeout", or: TaskNumber("stepTimeout", 600))
        guard let list = root.node("steps"), case .sequence(let nodes) = list.content, !nodes.isEmpty else {
            throw TaskProblem(root.line(of: "steps"), .noSteps)
        }
        var steps = StepReader(texts: texts, timeout: timeout)
        for node in nodes { try steps.read(node) }
        var unknown = root.unknown(Self.properties)
        if let alias = root.node("alias") {
            unknown += try Fields(alias, key: "alias", texts: plain).unknown(["values", "src"])
        }
        return TaskFile(
            version: version, stepTimeout: timeout, workingDirectory: try root.text("workingDirectory"),
            environment: try root.list("env") ?? [],
            secrets: try root.mappings("secrets").map { fields throws(TaskProblem) in try Self.secret(fields) },
            networks: try root.mappings("networks").map { fields throws(TaskProblem) in try Self.network(fields) },
            volumes: try root.mappings("volumes").map { fields throws(TaskProblem) in try Self.volume(fields, texts) },
            steps: steps.steps, unknownProperties: unknown + steps.unknownProperties)
    }

    private static func secret(_ fields: Fields) throws(TaskProblem) -> TaskSecret {
        guard let id = try fields.text("id") else { throw TaskProblem(fields.line, .nameless(key: "secrets")) }
        return TaskSecret(
            line: fields.line, id: id.unexpanded, keyVault: try fields.text("keyvault"),
            clientID: try fields.text("clientID"))
    }

    private static func network(_ fields: Fields) throws(TaskProblem) -> TaskNetwork {
        guard let name = try fields.text("name") else { throw TaskProblem(fields.line, .nameless(key: "networks")) }
        return TaskNetwork(
            name: name, driver: try fields.text("driver"), ipv6: try fields.flag("ipv6"),
            skipsCreation: try fields.flag("skipCreation"), isDefault: try fields.flag("isDefault"))
    }

    private static func volume(_ fields: Fields, _ texts: TextReader) throws(TaskProblem) -> TaskVolume {
        guard let name = try fields.text("name") else { throw TaskProblem(fields.line, .nameless(key: "volumes")) }
        let files = try fields.node("secret").map { node throws(TaskProblem) in
            try Fields(node, key: "secret", texts: texts).allTexts()
        }
        return TaskVolume(
            line: fields.line, name: name.unexpanded,
            files: (files ?? []).map { TaskVolume.File(name: $0.key, content: $0.text) })
    }
}
