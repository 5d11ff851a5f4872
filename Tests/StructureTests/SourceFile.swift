import Foundation
import TestSupport

/// One Swift file of the checkout.
struct SourceFile: Sendable {
    /// An import, and whether it stands where FoundationEssentials is not to be had.
    struct Import {
        let module: String
        let isFallback: Bool
        let line: Int
    }

    /// A function with a body.
    struct Function {
        let line: Int
        let length: Int
    }

    /// The path in the checkout.
    let path: String
    /// The file as it stands.
    let text: String
    /// The file taken apart.
    let swift: SwiftText

    /// Reads the file at `path` in the checkout.
    init(_ path: String) throws {
        self.path = path
        text = try String(contentsOfFile: Fixtures.checkout + "/" + path, encoding: .utf8)
        swift = SwiftText(text)
    }

    /// Whether it is of the tests, and not of the product.
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The target it belongs to.
    var target: String {
        let parts = path.split(separator: "/")
        return parts[0] == "Platforms" ? "PlatformTables" : String(parts[1])
    }

    /// The lines of the code, comments and text blanked.
    var lines: [Substring] { swift.code.split(separator: "\n", omittingEmptySubsequences: false) }

    /// What it imports.
    var imports: [Import] {
        var conditions: [(condition: String, isElse: Bool)] = []
        var found: [Import] = []
        for (index, line) in lines.enumerated() {
            let words = line.split { $0 == " " }
            guard let first = words.first else { continue }
            switch first {
            case "#if": conditions.append((words.dropFirst().joined(), false))
            case "#elseif", "#else": conditions[conditions.count - 1].isElse = true
            case "#endif": conditions.removeLast()
            default:
                guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy(Self.isModifier) else {
                    continue
                }
                let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
                let path = words[(place + 1)...].first { !kinds.contains($0) } ?? ""
                let isFallback = conditions.contains { $0 == ("canImport(FoundationEssentials)", true) }
                let module = path.split(separator: ".").first.map(String.init) ?? ""
                found.append(Import(module: module, isFallback: isFallback, line: index + 1))
            }
        }
        return found
    }

    /// The types it declares at top level.
    var types: [String] {
        let declaration = /^(?:[@\w()]+\s+)*(?:class|struct|enum|actor|protocol|typealias)\s+([A-Z]\w*)/
        return lines.compactMap { $0.prefixMatch(of: declaration).map { String($0.1) } }
    }

    /// The words in its code that begin with a capital.
    var words: Set<String> {
        let words = swift.code.utf8.split { byte in
            let isLetter = (0x41...0x5A).contains(byte & 0xDF)
            return !isLetter && byte != UInt8(ascii: "_") && !(0x30...0x39).contains(byte) && byte < 0x80
        }
        return Set(words.compactMap { (0x41...0x5A).contains($0.first ?? 0) ? String($0) : nil })
    }

    /// The functions, initialisers and subscripts, each with its length in lines.
    var functions: [Function] {
        let start = /^\s*(?:[@\w()]+\s+)*(?:func\s|init[?!]?[(<]|deinit\b|subscript[(<])/
        let lines = lines
        return lines.indices.compactMap { index in
            guard lines[index].firstMatch(of: start) != nil else { return nil }
            return Self.length(from: index, lines).map { Function(line: index + 1, length: $0) }
        }
    }

    /// The lines in which `expression` is found in the code.
    func lines(matching expression: Regex<Substring>) -> [String] {
        lines.enumerated().filter { $0.element.contains(expression) }.map { "\(path):\($0.offset + 1)" }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "private"].contains(word)
    }

    /// The lines from `start` to the brace that closes its body; nil for a requirement without one.
    private static func length(from start: Int, _ lines: [Substring]) -> Int? {
        var depth = 0
        var isOpen = false
        for index in start..<lines.count {
            if index > start, !isOpen, lines[index].contains(/\b(func|var|init|case)\b/) { return nil }
            for character in lines[index] {
                if character == "{" { depth += 1 }
                if character == "}" { depth -= 1 }
                isOpen = isOpen || depth > 0
                if isOpen ? depth == 0 : depth < 0 { return isOpen ? index - start + 1 : nil }
            }
        }
        return nil
    }
}
