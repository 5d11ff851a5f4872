/// The keys of one mapping, read by name and kind.
struct Fields {
    /// The line on which the mapping begins.
    let line: Int
    private let entries: [YAMLEntry]
    private let texts: TextReader

    /// The mapping that `node` is; `key` is where it stands.
    init(_ node: YAMLNode, key: String, texts: TextReader) throws(TaskProblem) {
        self.texts = texts
        line = node.line
        switch node.content {
        case .mapping(let entries): self.entries = entries
        case .scalar where node.isNull: entries = []
        default: throw TaskProblem(node.line, .kind(key: key, found: node.kind, wanted: "a mapping"))
        }
    }

    /// The keys that are none of `known`.
    func unknown(_ known: [String], step: String? = nil) -> [TaskFile.UnknownProperty] {
        entries.filter { !known.contains($0.key) }.map { entry in
            TaskFile.UnknownProperty(
                line: entry.line, step: step, name: entry.key,
                nearest: EditDistance.nearest(to: entry.key, among: known)?.text)
        }
    }

    /// The line of a key.
    func line(of key: String) -> Int { entry(key)?.line ?? line }

    /// Whether the key is there, with a value or without.
    func has(_ key: String) -> Bool { entry(key) != nil }

    /// A key's node; `nil` where there is none, or no value.
    func node(_ key: String) -> YAMLNode? {
        guard let node = entry(key)?.value, !node.isNull else { return nil }
        return node
    }

    /// A text.
    func text(_ key: String) throws(TaskProblem) -> TaskText? {
        guard let node = node(key) else { return nil }
        return try texts.text(node, key: key)
    }

    /// A list of texts; a lone text is a list of one.
    func list(_ key: String) throws(TaskProblem) -> [TaskText]? {
        guard let node = node(key) else { return nil }
        guard case .sequence(let nodes) = node.content else {
            guard case .scalar = node.content else {
                throw TaskProblem(node.line, .kind(key: key, found: node.kind, wanted: "a list"))
            }
            return [try texts.text(node, key: key)]
        }
        return try nodes.map { node throws(TaskProblem) in try texts.text(node, key: key) }
    }

    /// A number; `other` where there is none.
    func number(_ key: String, or other: TaskNumber) throws(TaskProblem) -> TaskNumber {
        guard let text = try text(key) else { return other }
        return try TaskNumber(key, text)
    }

    /// Yes or no; no where nothing is said.
    func flag(_ key: String) throws(TaskProblem) -> Bool {
        guard let text = try text(key) else { return false }
        switch text.unexpanded.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw TaskProblem(text.line, .flag(key: key, text: text.unexpanded))
        }
    }

    /// The mappings of a list.
    func mappings(_ key: String) throws(TaskProblem) -> [Fields] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let nodes) = node.content else {
            throw TaskProblem(node.line, .kind(key: key, found: node.kind, wanted: "a list of mappings"))
        }
        return try nodes.map { node throws(TaskProblem) in try Fields(node, key: key, texts: texts) }
    }

    /// All keys with their texts.
    func allTexts() throws(TaskProblem) -> [(key: String, text: TaskText)] {
        try entries.map { entry throws(TaskProblem) in (entry.key, try texts.text(entry.value, key: entry.key)) }
    }

    private func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key == key } }
}
