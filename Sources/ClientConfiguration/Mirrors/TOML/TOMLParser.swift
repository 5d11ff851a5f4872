import MirrorModel
import RegistryProtocol
internal import TOMLKit

/// Parses TOML with toml++, within limits that protect its recursion.
enum TOMLParser {
    /// The deepest nesting of values that is accepted.
    static let depthLimit = 64
    /// The largest number of dots in one line that is accepted.
    private static let dotLimit = 1000

    /// The values in `bytes`, the content of `file`; ``TOMLScanner`` must have accepted it.
    static func table(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> [String: TOMLNode] {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(.notText, at: .file(path: file))
        }
        // A name with a million parts would nest the parser's tables as deeply, and it frees them by recursion.
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let dots = line.count { $0 == UInt8(ascii: ".") }
            guard dots <= dotLimit else {
                throw ConfigurationError(.tooDeep(limit: dotLimit), at: .file(path: file, line: index + 1))
            }
        }
        return try nodes(of: try parsed(text, file: file), depth: 0, file: file)
    }

    private static func parsed(_ text: String, file: String) throws(ConfigurationError) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch {
            let error = error as? TOMLParseError
            throw ConfigurationError(
                .syntax(language: "TOML", reason: error?.description ?? "the parser did not report a reason"),
                at: .file(path: file, line: error?.source.begin.line))
        }
    }

    private static func nodes(
        of table: TOMLTable, depth: Int, file: String
    ) throws(ConfigurationError) -> [String: TOMLNode] {
        var nodes: [String: TOMLNode] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            nodes[key] = try node(value, depth: depth + 1, file: file)
        }
        return nodes
    }

    private static func node(
        _ value: any TOMLValueConvertible, depth: Int, file: String
    ) throws(ConfigurationError) -> TOMLNode {
        guard depth <= depthLimit else { throw ConfigurationError(.tooDeep(limit: depthLimit), at: .file(path: file)) }
        if let text = value.string { return .text(text) }
        if let flag = value.bool { return .flag(flag) }
        if let table = value.table { return .table(try nodes(of: table, depth: depth, file: file)) }
        guard let array = value.array else { return .other }
        var list: [TOMLNode] = []
        for element in array { list.append(try node(element, depth: depth + 1, file: file)) }
        return .list(list)
    }
}

/// A TOML value, as far as registry settings use it.
indirect enum TOMLNode: Hashable, Sendable {
    /// A string.
    case text(String)
    /// A boolean.
    case flag(Bool)
    /// An array.
    case list([TOMLNode])
    /// A table.
    case table([String: TOMLNode])
    /// A number, a date or a time.
    case other
}
