import Foundation
import TestSupport
import Testing

/// Comments, messages and documents cite only what a reader of the repository has: its own files, or public specifications.
///
/// The names of specifications' files are lower-case (`image-layout.md`), those of documents in a repository are not.
struct CitationTests {
    /// The files of the repository and their folders, by path.
    private let paths: Set<String>
    /// The files, by name.
    private let names: Set<String>

    init() throws {
        let files = try Checkout.paths()
        names = Set(files.map { String($0.split(separator: "/").last ?? "") })
        paths = files.reduce(into: []) { paths, file in
            let parts = file.split(separator: "/")
            for count in parts.indices { paths.insert(parts[...count].joined(separator: "/")) }
        }
    }

    @Test func `every cited file and article is in the repository`() throws {
        var wrong: [String] = []
        for path in paths.sorted() where Self.isChecked(path) {
            let text = try String(contentsOfFile: Fixtures.checkout + "/" + path, encoding: .utf8)
            wrong += missing(in: text, of: path).map { "\(path) cites \($0)" }
        }
        #expect(wrong == [])
    }

    @Test(arguments: [
        ("see README.md and Sources/ImageResolver", []),
        ("see GUIDE.md, section 2", ["GUIDE.md"]),
        ("the DocC article `Store`, not the DocC article `Shop`", ["Shop"]),
        ("run Tests/Missing/run.sh", ["Tests/Missing/run.sh"]),
        ("declared in Missing.swift", ["Missing.swift"]),
        ("as ../shared says", ["../shared"]),
        ("https://example.com/Sources/Other and example/repo/README.md", []),
        ("OCI image-spec v1.1, image-layout.md", []),
    ])
    func `a missing file is found, and a specification's is not one`(text: String, expected: [String]) {
        #expect(missing(in: text, of: "Sources/Example.swift") == expected)
    }

    /// What the text of the file at `path` cites and does not exist.
    private func missing(in text: String, of path: String) -> [String] {
        // In the tables, the last cell names a source elsewhere, which may be a README of its own.
        let documents =
            path.hasSuffix(".tsv") ? [] : Self.matches(of: /(?:^|[^\w\/.*<$-])([A-Z][A-Z0-9_-]*\.md)\b/, in: text)
        let articles = Self.matches(of: /DocC article `(\w+)`/, in: text) + Self.matches(of: /<doc:(\w+)>/, in: text)
        let files = Self.matches(of: /(?:^|[^\w\/.$}-])((?:Sources|Tests|Platforms|Scripts)\/[\w.+\/-]*\w)/, in: text)
        let sources = Self.matches(of: /(?:^|[^\w\/.*+-])([A-Z]\w*(?:\+\w+)?\.swift)\b/, in: text)
        return documents.filter { !names.contains($0) }
            + articles.filter { !paths.contains("Sources/ImageResolver/ImageResolver.docc/\($0).md") }
            + files.filter { !paths.contains($0) && !Self.placeholders.contains($0) }
            + sources.filter { !names.contains($0) }
            + (text.contains("../shared") ? ["../shared"] : [])
    }

    private static func matches(of expression: Regex<(Substring, Substring)>, in text: String) -> [String] {
        text.matches(of: expression).map { String($0.1) }
    }

    /// Names with a placeholder in them.
    private static let placeholders = ["Tests/Fixtures/golden/help/COMMAND.txt"]

    /// Whether a file's citations are checked. Fixtures are documents of other projects, and this file has wrong examples.
    private static func isChecked(_ path: String) -> Bool {
        let endings = [".swift", ".c", ".h", ".md", ".sh", ".tsv", "/run"]
        let isExcluded = path.hasPrefix("Tests/Fixtures/") || path == "Tests/StructureTests/CitationTests.swift"
        return !isExcluded && (endings.contains { path.hasSuffix($0) } || path == "Makefile")
    }
}
