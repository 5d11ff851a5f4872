import Foundation
import TestSupport
import Testing

/// What README.md says is so.
@Suite struct ReadmeTests {
    private let readme: Readme
    private let resolve: Resolve

    init() throws {
        readme = try Readme()
        resolve = try Resolve()
    }

    @Test func `it is under 200 lines, and has no line that waits to be written`() {
        #expect(readme.lines.count < 200)
        #expect(!readme.lines.contains("TRANSCRIPT"))
    }

    @Test func `its transcripts are what the commands print`() throws {
        let image = try DemoImage()
        let commands = readme.commands.filter { $0.words.first == "resolve" }
        #expect(Set(commands.compactMap { $0.words.dropFirst().first }).isSuperset(of: ["explain", "pull"]))
        for command in commands {
            let words = command.words.dropFirst().map {
                $0.replacingOccurrences(of: "127.0.0.1:5000", with: image.authority)
            }
            let result = try resolve.run(words)
            #expect(result.status == 0, "\(command.words): \(result.errors)")
            // A terminal shows stderr too, and there the results come last; where the README has nothing, bars move.
            let printed = Self.normalized(result.errors + result.output, image).filter { !$0.contains(" blobs, ") }
            #expect(printed == command.output.map(Self.withoutTime), "\(command.words)")
        }
    }

    @Test func `every make target it names is one`() throws {
        let makefile = try String(contentsOfFile: Fixtures.checkout + "/Makefile", encoding: .utf8)
        let targets = readme.lines.joined(separator: " ").matches(of: /(?:`|\$ )make (\w+)/).map { String($0.1) }
        #expect(Set(targets).isSuperset(of: ["demo", "test", "install", "uninstall", "docs", "bench"]))
        for target in targets { #expect(makefile.contains("\n\(target):"), "\(target)") }
    }

    @Test func `its commands are those of the help`() throws {
        let rows = readme.rows(ofTablesHeaded: "command")
        let named = rows.compactMap { $0.first?.split(separator: " ").dropFirst().first }
            .map { $0.filter { $0 != "`" } }
        let help = try resolve.run("--help").output
        let section = help.components(separatedBy: "SUBCOMMANDS:\n").last ?? ""
        let offered = section.split(separator: "\n")
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.contains("'resolve help") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(named.sorted() == offered.sorted())
    }

    @Test func `its exit statuses are those of the help`() throws {
        let cells = readme.rows(ofTablesHeaded: "code").joined()
        let named = Set(cells.flatMap(Self.numbers))
        let help = try resolve.run("--help").output
        let section = help.components(separatedBy: "Exit status:").last?.components(separatedBy: "\n\n").first ?? ""
        let offered = Set(Self.numbers(section))
        #expect(offered.count > 10)
        #expect(offered.subtracting(named) == [])
        // One that the help does not name is for commands still to come.
        #expect(named.subtracting(offered).isSubset(of: [14]))
    }

    @Test func `every option it names exists`() throws {
        let commands = readme.rows(ofTablesHeaded: "command").compactMap { $0.first?.split(separator: " ") }
            .compactMap { $0.count > 1 ? $0[1].filter { $0 != "`" } : nil }
        let helps = try commands.map { try resolve.run($0, "--help").output }.joined()
        #expect(readme.options.isSuperset(of: ["--platform", "--host", "--json"]))
        // Those of tar and sha256sum stand in blocks for a shell.
        let others: Set = ["--help", "--strip-components", "--check", "--ignore-missing"]
        for option in readme.options where !others.contains(option) {
            #expect(helps.contains(option + " ") || helps.contains(option + "]"), "\(option)")
        }
    }

    private static func normalized(_ printed: String, _ image: DemoImage) -> [String] {
        printed.replacingOccurrences(of: image.authority, with: "127.0.0.1:5000")
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast().map(withoutTime)
    }

    /// `done, 1.9 MiB in 16 ms` without the time.
    private static func withoutTime(_ line: String) -> String {
        guard line.contains(": done, "), let end = line.range(of: " in ", options: .backwards) else { return line }
        return String(line[..<end.lowerBound])
    }

    private static func numbers(_ text: String) -> [Int] {
        text.split { !$0.isNumber }.compactMap { Int($0) }
    }
}
