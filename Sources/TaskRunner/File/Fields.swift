import YAMLParsing

/// The properties of one mapping, read by name and kind.
struct Fields {
    /// The line on which the mapping begins.
    let line: Int
    private let entries: [YAMLEntry]
    private let texts: TextReader

    /// Reads the mapping in `node`, the value of the property `key`.
    init(_ node: YAMLNode, key: String, texts: TextReader) throws(TaskError) {
        self.texts = texts
        line = node.line
        switch node.content {
        case .mapping(let entries): self.entries = entries
        case .scalar where node.isNull: entries = []
        default: throw TaskError(node.line, .kind(key: key, found: node.kind, wanted: "a mapping"))
        }
    }

    /// The properties whose names are not in `known`; `ignored` has the reasons for those without an effect.
    func unknown(
        _ known: [String], ignored: [String: String] = [:], step: String? = nil
    ) -> [UnknownProperty] {
        entries.filter { !known.contains($0.key) }.map { entry in
            let reason = ignored[entry.key]
            return UnknownProperty(
                line: entry.line, step: step, name: entry.key,
                nearest: reason == nil ? EditDistance.misspelt(entry.key, among: known + ignored.keys.sorted()) : nil,
                ignoredBecause: reason)
        }
    }

    /// The line of a key.
    func line(of key: String) -> Int { entry(key)?.line ?? line }

    /// Whether the mapping has the key, with or without a value.
    func has(_ key: String) -> Bool { entry(key) != nil }

    /// The node of a key; `nil` if the key or its value is missing.
    func node(_ key: String) -> YAMLNode? {
        guard let node = entry(key)?.value, !node.isNull else { return nil }
        return node
    }

    /// A string; `nil` if the key or its value is missing.
    func text(_ key: String) throws(TaskError) -> TaskText? {
        guard let node = node(key) else { return nil }
        return try texts.text(node, key: key)
    }

    /// A list of strings; a single string is a list of one.
    func list(_ key: String) throws(TaskError) -> [TaskText]? {
        guard let node = node(key) else { return nil }
        guard case .sequence(let nodes) = node.content else {
            guard case .scalar = node.content else {
                throw TaskError(node.line, .kind(key: key, found: node.kind, wanted: "a list"))
            }
            return [try texts.text(node, key: key)]
        }
        return try nodes.map { node throws(TaskError) in try texts.text(node, key: key) }
    }

    /// A number; `other` if it is missing.
    func number(_ key: String, or other: TaskNumber) throws(TaskError) -> TaskNumber {
        guard let text = try text(key) else { return other }
        return try TaskNumber(key, text)
    }

    /// A Boolean; false if it is missing.
    func flag(_ key: String) throws(TaskError) -> Bool {
        guard let text = try text(key) else { return false }
        switch text.unexpanded.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw TaskError(text.line, .flag(key: key, text: text.unexpanded))
        }
    }

    /// The mappings of a list.
    func mappings(_ key: String) throws(TaskError) -> [Fields] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let nodes) = node.content else {
            throw TaskError(node.line, .kind(key: key, found: node.kind, wanted: "a list of mappings"))
        }
        return try nodes.map { node throws(TaskError) in try Fields(node, key: key, texts: texts) }
    }

    /// All keys with their strings.
    func allTexts() throws(TaskError) -> [(key: String, text: TaskText)] {
        try entries.map { entry throws(TaskError) in (entry.key, try texts.text(entry.value, key: entry.key)) }
    }

    private func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key == key } }
}

/// A property that has no meaning in its mapping, or none here.
package struct UnknownProperty: Hashable, Sendable {
    /// The line of the property.
    package let line: Int
    /// The step that contains it, if any.
    package let step: String?
    /// The name of the property.
    package let name: String
    /// The known property that was probably meant.
    package let nearest: String?
    /// Why a property of ACR Tasks has no effect here; `nil` if the property is unknown.
    package let ignoredBecause: String?
}

extension YAMLTree where Failure == TaskError {
    /// The root of a task file, or of a file that belongs to one; `nil` if it has no value.
    static func read(_ bytes: [UInt8]) throws(TaskError) -> YAMLNode? {
        try read(bytes) { fault, line, column in TaskError(line, .yaml(fault, column: column)) }
    }
}
