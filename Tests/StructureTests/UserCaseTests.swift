import Foundation
import TestSupport
import Testing

/// The tables of user cases in `Tests/Fixtures/cases`, and the tests that run their rows.
struct UserCaseTests {
    @Test func `every row is whole, and stands once`() throws {
        var seen: Set<String> = []
        for path in try Checkout.paths() where path.hasPrefix("Tests/Fixtures/cases/") {
            let lines = try text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.first == "id\tsource\tinput\tresult", "\(path)")
            for line in lines.dropFirst() where !line.isEmpty {
                let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
                #expect(cells.count == 4 && !cells.contains(""), "\(path): \(line)")
                #expect(seen.insert(String(cells[0])).inserted, "\(path): \(cells[0]) stands twice")
            }
        }
        #expect(!seen.isEmpty)
    }

    @Test func `each row has a test, and each test's row is in a table`() throws {
        var rows: Set<String> = []
        var marked: Set<String> = []
        for path in try Checkout.paths() {
            if path.hasPrefix("Tests/Fixtures/cases/") {
                for line in try text(of: path).split(separator: "\n").dropFirst() {
                    rows.insert(String(line.prefix { $0 != "\t" }))
                }
            } else if path.hasPrefix("Tests/"), path.hasSuffix(".swift"), !path.hasSuffix("/UserCase.swift") {
                for match in try text(of: path).matches(of: /\.userCase\(([^)]*)\)/) {
                    marked.formUnion(match.1.matches(of: /"([^"]+)"/).map { String($0.1) })
                }
            }
        }
        #expect(rows.subtracting(marked).sorted() == [], "rows without a test")
        #expect(marked.subtracting(rows).sorted() == [], "tests without a row")
    }

    private func text(of path: String) throws -> String {
        try String(contentsOfFile: Fixtures.checkout + "/" + path, encoding: .utf8)
    }
}
