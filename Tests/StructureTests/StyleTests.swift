import Foundation
import TestSupport
import Testing

/// The rules of style that a machine can count.
struct StyleTests {
    private let sources: [SourceFile]
    private let all: [SourceFile]

    init() throws {
        all = try Checkout.swiftFiles()
        sources = all.filter { !$0.isTest }
    }

    @Test func `a file has at most 400 lines`() {
        let long = all.filter { $0.lines.count > 401 }.map { "\($0.path): \($0.lines.count - 1)" }
        #expect(long == [])
    }

    @Test func `a function has at most 60 lines`() {
        let long = all.flatMap { file in
            file.functions.filter { $0.length > 60 }.map { "\(file.path):\($0.line): \($0.length)" }
        }
        #expect(long == [])
    }

    @Test func `nothing in the sources can trap by force or share without proof`() {
        let forbidden: [(String, Regex<Substring>)] = [
            ("try!", /\btry!/), ("as!", /\bas!/), ("fatalError", /\bfatalError\(/),
            ("force unwrap", /[\w)\]]!(?![=\w])/),
            ("@unchecked Sendable", /@unchecked\s+Sendable/), ("nonisolated(unsafe)", /nonisolated\(unsafe\)/),
        ]
        for (name, expression) in forbidden {
            #expect(sources.flatMap { $0.lines(matching: expression) } == [], "\(name)")
        }
    }

    @Test func `nothing is left open in words`() {
        let words = ["TO" + "DO", "FIX" + "ME"]
        let open = all.filter { file in words.contains { file.text.contains($0) } }
        #expect(open.map(\.path) == [])
    }

    @Test func `no architecture is named in code: names are data`() throws {
        let names = try architectureNames()
        #expect(names.count > 20)
        var named: [String] = []
        for file in sources where !Floors.architectureNamesAllowed.keys.contains(where: { file.path.hasPrefix($0) }) {
            // A sentence may name one; a text of one word is a name.
            for literal in file.swift.literals where !literal.text.contains(" ") {
                let parts = literal.text.split(separator: "/").map(String.init)
                if parts.contains(where: names.contains) {
                    named.append("\(file.path):\(literal.line) \"\(literal.text)\"")
                }
            }
        }
        #expect(named == [])
    }

    /// Every name and alias in the table of architectures.
    private func architectureNames() throws -> Set<String> {
        let table = try String(contentsOfFile: Fixtures.checkout + "/Platforms/architectures.tsv", encoding: .utf8)
        let rows = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
        let names = rows.flatMap { row -> [Substring] in
            let cells = row.split(separator: "\t", omittingEmptySubsequences: false)
            return cells.count > 1 ? [cells[0]] + cells[1].split(separator: " ") : []
        }
        return Set(names.map { String($0.prefix { $0 != "=" }) }).subtracting(["-", ""])
    }
}
