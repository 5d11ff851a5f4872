import MirrorModel
import RegistryProtocol
internal import TOMLKit

/// The parser: texts in, values out.
enum TOMLText {
    /// How deep values may stand in each other, and how many dots a line may have.
    static let depthLimit = 64
    private static let dotLimit = 1000

    /// Why a text is not read.
    struct Failure: Error {
        /// What is wrong.
        let problem: SettingProblem
        /// The line on which it is, if it is known.
        let line: Int?
    }

    /// The values of a text that ``TOMLScanner`` has passed.
    static func table(_ bytes: [UInt8]) throws(Failure) -> [String: TOMLNode] {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(problem: .notText, line: nil)
        }
        // A name of a million parts would make the parser's tables as deep: it takes them apart by recursion.
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let dots = line.count { $0 == UInt8(ascii: ".") }
            guard dots <= dotLimit else { throw Failure(problem: .tooDeep(limit: dotLimit), line: index + 1) }
        }
        return try nodes(of: try parsed(text), depth: 0)
    }

    private static func parsed(_ text: String) throws(Failure) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw Failure(
                problem: .syntax(language: "TOML", reason: error.description), line: error.source.begin.line)
        } catch {
            throw Failure(problem: .syntax(language: "TOML", reason: "the parser gives no reason"), line: nil)
        }
    }

    private static func nodes(of table: TOMLTable, depth: Int) throws(Failure) -> [String: TOMLNode] {
        var nodes: [String: TOMLNode] = [:]
        for key in table.keys {
            guard let value = table[key] else { continue }
            nodes[key] = try node(value, depth: depth + 1)
        }
        return nodes
    }

    private static func node(_ value: any TOMLValueConvertible, depth: Int) throws(Failure) -> TOMLNode {
        guard depth <= depthLimit else { throw Failure(problem: .tooDeep(limit: depthLimit), line: nil) }
        if let text = value.string { return .text(text) }
        if let flag = value.bool { return .flag(flag) }
        if let table = value.table { return .table(try nodes(of: table, depth: depth)) }
        guard let array = value.array else { return .other }
        var list: [TOMLNode] = []
        for element in array { list.append(try node(element, depth: depth + 1)) }
        return .list(list)
    }
}
