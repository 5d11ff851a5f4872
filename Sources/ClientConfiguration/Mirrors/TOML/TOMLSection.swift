import MirrorModel
import RegistryProtocol

/// A table of a TOML file that knows where it stands.
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

    /// The outermost table of the file at the path `file`, which holds `bytes`.
    init(parsing bytes: [UInt8], file: String) throws(SettingFault) {
        let statements: [TOMLStatement]
        do throws(TOMLScanner.Flaw) {
            statements = try TOMLScanner.statements(in: bytes)
        } catch {
            let problem = SettingProblem.syntax(language: "TOML", reason: error.reason)
            throw SettingFault(problem, at: .file(path: file, line: error.line))
        }
        do throws(TOMLText.Failure) {
            let values = try TOMLText.table(bytes)
            self.init(values: values, path: [], file: file, lines: TOMLLines(statements, keys: TOMLKeys.parts))
        } catch {
            throw SettingFault(error.problem, at: .file(path: file, line: error.line))
        }
    }

    /// Whether there is nothing in it.
    var isEmpty: Bool { values.isEmpty }

    /// Whether there is such a key.
    func has(_ key: String) -> Bool { values[key] != nil }

    /// The keys, in the order of the file.
    var keys: [String] { lines.ordered(values.keys, in: path) }

    /// Where `key` stands, or the table itself; `part` names it for people.
    func source(_ key: String? = nil, part: String? = nil) -> SettingSource {
        .file(path: file, line: lines.line(of: path + (key.map { [$0] } ?? [])), part: part)
    }

    /// The text of `key`.
    func text(_ key: String) throws(SettingFault) -> String? {
        switch values[key] {
        case nil: return nil
        case .text(let text): return text
        case .flag, .list, .table, .other: throw wrong(key, .text)
        }
    }

    /// The boolean of `key`; `false` where there is none.
    func flag(_ key: String) throws(SettingFault) -> Bool {
        switch values[key] {
        case nil: return false
        case .flag(let flag): return flag
        case .text, .list, .table, .other: throw wrong(key, .flag)
        }
    }

    /// The texts of `key`; a lone text counts where `shape` says so.
    func texts(_ key: String, _ shape: SettingShape = .texts) throws(SettingFault) -> [String] {
        switch values[key] {
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

    /// The texts of `key`, alone or in pairs: a text, a list of them, or a list of lists of two.
    func pairs(_ key: String) throws(SettingFault) -> [(first: String, second: String)] {
        switch values[key] {
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

    /// The table of `key`.
    func section(_ key: String) throws(SettingFault) -> TOMLSection? {
        switch values[key] {
        case nil: return nil
        case .table(let inner): return TOMLSection(values: inner, path: path + [key], file: file, lines: lines)
        case .text, .flag, .list, .other: throw wrong(key, .table)
        }
    }

    /// The tables of `key`, in their order.
    func sections(_ key: String) throws(SettingFault) -> [TOMLSection] {
        guard let value = values[key] else { return [] }
        guard case .list(let nodes) = value else { throw wrong(key, .tables) }
        var sections: [TOMLSection] = []
        for (index, node) in nodes.enumerated() {
            guard case .table(let inner) = node else { throw wrong(key, .tables) }
            sections.append(
                TOMLSection(values: inner, path: path + [key, String(index)], file: file, lines: lines))
        }
        return sections
    }

    /// The fault of a key with a value that is not of `shape`.
    private func wrong(_ key: String, _ shape: SettingShape) -> SettingFault {
        SettingFault(.shape(key: key, shape: shape), at: source(key))
    }
}
