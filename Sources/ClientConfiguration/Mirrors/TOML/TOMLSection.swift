import MirrorModel
import RegistryProtocol

/// A table of a TOML file, with the locations of its keys.
///
/// Keys are found in any case, as by the TOML readers of podman and containerd.
struct TOMLSection: Sendable {
    private let values: [String: TOMLNode]
    private let path: [String]
    private let file: String
    private let lines: TOMLLines

    private init(values: [String: TOMLNode], path: [String], file: String, lines: TOMLLines) {
        self.values = values
        self.path = path
        self.file = file
        self.lines = lines
    }

    /// The root table of the file at the path `file`, whose content is `bytes`.
    init(parsing bytes: [UInt8], file: String) throws(ConfigurationError) {
        let statements = try TOMLScanner.statements(in: bytes, file: file)
        let values = try TOMLParser.table(bytes, file: file)
        self.init(values: values, path: [], file: file, lines: TOMLLines(statements, keys: TOMLKeys.parts))
    }

    /// Whether the table has no keys.
    var isEmpty: Bool { values.isEmpty }

    /// Whether the table contains `key`.
    func has(_ key: String) -> Bool { !spellings(of: key).isEmpty }

    /// The keys that are not among `known`, in the order of the file.
    func keys(besides known: [String]) -> [String] { keys.filter { !known.contains($0.asciiLowercased) } }

    /// The keys, in the order of the file.
    var keys: [String] { lines.ordered(values.keys, in: path) }

    /// The location of `key`, or of the table itself; `part` names it for people.
    func source(_ key: String? = nil, part: String? = nil) -> SettingSource {
        let written = key.map { [spellings(of: $0).first ?? $0] } ?? []
        return .file(path: file, line: lines.line(of: path + written), part: part)
    }

    /// The spellings of `key` in the table, in the order of the file.
    private func spellings(of key: String) -> [String] {
        let lowercased = key.asciiLowercased
        let found = values.keys.filter { $0.asciiLowercased == lowercased }
        return found.count < 2 ? found : lines.ordered(found, in: path)
    }

    /// The value at `key`.
    private func value(_ key: String) throws(ConfigurationError) -> TOMLNode? {
        let spellings = spellings(of: key)
        guard spellings.count < 2 else {
            let line = lines.line(of: path + [spellings[1]])
            throw ConfigurationError(.repeated(spellings[0], spellings[1]), at: .file(path: file, line: line))
        }
        return spellings.first.flatMap { values[$0] }
    }

    /// The string at `key`.
    func text(_ key: String) throws(ConfigurationError) -> String? {
        switch try value(key) {
        case nil: return nil
        case .text(let text): return text
        case .flag, .list, .table, .other: throw wrong(key, .text)
        }
    }

    /// All keys with their strings and locations, in the order of the file, for a table whose keys are names of the user's own.
    ///
    /// Such a table may be long, and is read at each start: nothing here looks at all keys for each of them.
    func texts() throws(ConfigurationError) -> [(key: String, text: String, source: SettingSource)] {
        var texts: [(key: String, text: String, source: SettingSource)] = []
        for key in keys {
            guard case .text(let text)? = values[key] else { throw wrong(key, .text) }
            texts.append((key, text, .file(path: file, line: lines.line(of: path + [key]))))
        }
        return texts
    }

    /// The boolean at `key`; `false` if it is missing.
    func flag(_ key: String) throws(ConfigurationError) -> Bool {
        switch try value(key) {
        case nil: return false
        case .flag(let flag): return flag
        case .text, .list, .table, .other: throw wrong(key, .flag)
        }
    }

    /// The strings at `key`; a single string is accepted if `shape` allows it.
    func texts(_ key: String, _ shape: ConfigurationError.Shape = .texts) throws(ConfigurationError) -> [String] {
        switch try value(key) {
        case nil: return []
        case .text(let text) where shape == .textOrTexts: return [text]
        case .list(let nodes):
            var texts: [String] = []
            for node in nodes {
                guard case .text(let text) = node else { throw wrong(key, shape) }
                texts.append(text)
            }
            return texts
        case .text, .flag, .table, .other: throw wrong(key, shape)
        }
    }

    /// The strings at `key`, single or in pairs: a string, a list of strings, or a list of pairs.
    func pairs(_ key: String) throws(ConfigurationError) -> [(first: String, second: String)] {
        switch try value(key) {
        case nil: return []
        case .text(let text): return [(text, "")]
        case .list(let nodes):
            var pairs: [(String, String)] = []
            for node in nodes {
                switch node {
                case .text(let text): pairs.append((text, ""))
                case .list(let parts):
                    guard parts.count == 2, case .text(let first) = parts[0], case .text(let second) = parts[1] else {
                        throw wrong(key, .pairs)
                    }
                    pairs.append((first, second))
                case .flag, .table, .other: throw wrong(key, .pairs)
                }
            }
            return pairs
        case .flag, .table, .other: throw wrong(key, .pairs)
        }
    }

    /// The address of a proxy at `key`; nil if it is missing or empty.
    func proxy(_ key: String) throws(ConfigurationError) -> ProxyAddress? {
        guard let text = try text(key), !text.isEmpty else { return nil }
        guard let proxy = ProxyAddress(parsing: text) else {
            throw ConfigurationError(.proxy(key: key, value: text), at: source(key))
        }
        return proxy
    }

    /// The table at `key`.
    func section(_ key: String) throws(ConfigurationError) -> TOMLSection? {
        guard try value(key) != nil, let written = spellings(of: key).first else { return nil }
        return try section(exactly: written)
    }

    /// The table at `key`, in this spelling only.
    func section(exactly key: String) throws(ConfigurationError) -> TOMLSection? {
        switch values[key] {
        case nil: return nil
        case .table(let inner): return TOMLSection(values: inner, path: path + [key], file: file, lines: lines)
        case .text, .flag, .list, .other: throw wrong(key, .table)
        }
    }

    /// The tables in the array at `key`, in all its spellings.
    func sections(_ key: String) throws(ConfigurationError) -> [TOMLSection] {
        var sections: [TOMLSection] = []
        for written in spellings(of: key) {
            guard case .list(let nodes)? = values[written] else { throw wrong(key, .tables) }
            for (index, node) in nodes.enumerated() {
                guard case .table(let inner) = node else { throw wrong(key, .tables) }
                sections.append(
                    TOMLSection(values: inner, path: path + [written, String(index)], file: file, lines: lines))
            }
        }
        return sections
    }

    /// The error for a key whose value does not have the form `shape`.
    private func wrong(_ key: String, _ shape: ConfigurationError.Shape) -> ConfigurationError {
        ConfigurationError(.shape(key: key, shape: shape), at: source(key))
    }
}
