import MirrorModel
import RegistryProtocol
import YAMLParsing

/// A mapping in a YAML file, with access by key.
struct YAMLSection {
    private let entries: [YAMLEntry]
    private let line: Int
    private let file: String

    /// The root of the file; `nil` for an empty one.
    init?(parsing bytes: [UInt8], file: String) throws(ConfigurationError) {
        let root = try YAMLTree.read(bytes) { fault, line, _ in
            ConfigurationError(Self.problem(fault), at: .file(path: file, line: line > 0 ? line : nil))
        }
        guard let root else { return nil }
        guard case .mapping(let entries) = root.content else {
            throw ConfigurationError(
                .syntax(language: "YAML", reason: "the file is not a mapping"), at: .file(path: file))
        }
        self.init(entries: entries, line: root.line, file: file)
    }

    private init(entries: [YAMLEntry], line: Int, file: String) {
        self.entries = entries
        self.line = line
        self.file = file
    }

    private static func problem(_ fault: YAMLFault) -> ConfigurationError.Problem {
        switch fault {
        case .noLibrary: .unreadable(reason: fault.description)
        case .size(let limit): .tooLarge(limit: limit)
        case .syntax(let reason): .syntax(language: "YAML", reason: reason)
        case .secondDocument, .duplicateKey, .complexKey, .unknownAnchor, .tag, .nul, .depth, .nodes:
            .syntax(language: "YAML", reason: fault.description)
        }
    }

    /// The location of the mapping.
    func source() -> SettingSource { .file(path: file, line: line) }

    /// Whether `key` is present with a value.
    func has(_ key: String) -> Bool { value(key) != nil }

    /// The mapping at `key`; `nil` if it is missing or empty.
    func section(_ key: String) throws(ConfigurationError) -> YAMLSection? {
        guard let value = value(key) else { return nil }
        return try section(value, key: key)
    }

    /// The keys, in the order of the file.
    var keys: [String] { entries.map(\.key) }

    /// The string at `key`; `nil` if it is missing or empty.
    func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = value(key) else { return nil }
        let text = try text(value, key: key)
        return text.isEmpty ? nil : text
    }

    /// All keys with their strings and locations, in the order of the file.
    func texts() throws(ConfigurationError) -> [(key: String, text: String, source: SettingSource)] {
        var texts: [(key: String, text: String, source: SettingSource)] = []
        for entry in entries {
            texts.append(
                (entry.key, try text(entry.value, key: entry.key), .file(path: file, line: entry.line)))
        }
        return texts
    }

    /// The boolean at `key`, in any spelling of YAML 1.1; `false` if it is missing.
    func flag(_ key: String) throws(ConfigurationError) -> Bool {
        guard let value = value(key) else { return false }
        if case .scalar(let text, isPlain: true) = value.content {
            if ["true", "yes", "on", "y"].contains(text.asciiLowercased) { return true }
            if ["false", "no", "off", "n"].contains(text.asciiLowercased) { return false }
        }
        throw wrong(key, .flag, at: value)
    }

    /// The strings in the list at `key`, with their locations.
    func list(_ key: String) throws(ConfigurationError) -> [(text: String, source: SettingSource)] {
        guard let value = value(key) else { return [] }
        guard case .sequence(let nodes) = value.content else { throw wrong(key, .texts, at: value) }
        var texts: [(text: String, source: SettingSource)] = []
        for node in nodes {
            guard case .scalar(let text, _) = node.content else { throw wrong(key, .texts, at: node) }
            texts.append((text, .file(path: file, line: node.line)))
        }
        return texts
    }

    private func value(_ key: String) -> YAMLNode? {
        entries.first { $0.key == key && !$0.value.isNull }?.value
    }

    private func section(_ node: YAMLNode, key: String) throws(ConfigurationError) -> YAMLSection {
        guard case .mapping(let entries) = node.content else { throw wrong(key, .table, at: node) }
        return YAMLSection(entries: entries, line: node.line, file: file)
    }

    private func text(_ node: YAMLNode, key: String) throws(ConfigurationError) -> String {
        guard case .scalar(let text, _) = node.content else { throw wrong(key, .text, at: node) }
        return text
    }

    private func wrong(_ key: String, _ shape: ConfigurationError.Shape, at node: YAMLNode)
        -> ConfigurationError
    {
        ConfigurationError(.shape(key: key, shape: shape), at: .file(path: file, line: node.line))
    }
}
