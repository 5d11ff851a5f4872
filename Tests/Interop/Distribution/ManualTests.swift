import Foundation
import TestSupport
import Testing

/// The manual pages, as man shows them.
@Suite(.timeLimit(.minutes(2))) struct ManualTests {
    private let folder: TemporaryFolder
    private let pages: [String]

    init() throws {
        folder = try TemporaryFolder()
        try runChecked(
            "sh", [Fixtures.checkout + "/Scripts/man-pages.sh", ResolveBinary.path(), folder.path], timeoutSeconds: 120)
        pages = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func shown(_ page: String) throws -> ProgramResult {
        try run(
            "man", ["--warnings", "-E", "UTF-8", "-l", folder.file(page)],
            environment: TestEnvironment.clean(
                home: folder.path, adding: ["MANWIDTH": "80", "MANPAGER": "cat", "LC_ALL": "C.UTF-8"]))
    }

    @Test func `every command has a page, which fits in 80 columns and which groff accepts`() throws {
        #expect(pages.count > 25)
        for page in pages {
            let result = try shown(page)
            #expect(result.status == 0 && result.errors.isEmpty, "\(page): \(result.errors)")
            let lines = result.output.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= 80 }, "\(page)")
            #expect(try folder.read(page).allSatisfy { $0 < 0x80 }, "\(page) is not ASCII")
        }
    }

    @Test func `a page says what the help of its command says`() throws {
        for page in pages where page != "resolve.1" {
            let words = page.dropLast(2).split(separator: "-", maxSplits: 2).dropFirst().map(String.init)
            let help = try run(ResolveBinary.path(), words + ["--help"]).output
            let text = try shown(page).output
            #expect(text.contains("resolve " + words.joined(separator: " ")), "\(page)")
            for option in Set(help.matches(of: /(?m)^  (?:-., )?(--[a-z0-9-]+)/).map { String($0.1) }) {
                #expect(text.contains(option), "\(page): \(option)")
            }
        }
    }

    @Test func `the page of pull has the sections of a manual, and its own options first`() throws {
        let text = try shown("resolve-pull.1").output
        let sections = text.split(separator: "\n").filter { $0.first?.isUppercase == true }
        let expected = ["NAME", "SYNOPSIS", "DESCRIPTION", "ARGUMENTS", "OPTIONS"]
        #expect(sections.dropFirst().prefix(5).map(String.init) == expected)
        #expect(sections.contains("SEE ALSO"))
        let own = try #require(text.range(of: "--keep-going"))
        let shared = try #require(text.range(of: "--mirror"))
        #expect(own.lowerBound < shared.lowerBound)
    }

    @Test func `the page of the program lists its commands and exit statuses`() throws {
        let text = try shown("resolve.1").output
        for part in ["resolve-pull(1)", "EXIT STATUS", "130, 143", "ENVIRONMENT"] {
            #expect(text.contains(part), "\(part)")
        }
    }
}
