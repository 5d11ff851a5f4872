import Foundation
import TestSupport
import Testing

/// The program on a terminal that script(1) provides.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
struct TerminalTests {
    private func pull(environment: [String: String]) throws -> (screen: String, output: String) {
        let registry = try MisbehavingRegistry()
        registry.add(SampleImages.single("linux/amd64", layerSize: 600_000), to: "app", tags: ["1"])
        registry.misbehave(on: .matching("/blobs/"), .slow(bytesPerSecond: 800_000))
        let home = try TemporaryFolder()
        let resolve = try ResolveBinary.path()
        let command = "\(resolve) pull \(registry.reference("app:1")) --platform linux/amd64 -o out > result"
        let result = try run(
            "script", ["-qefc", "stty cols 70 rows 20; " + command, "screen"],
            environment: TestEnvironment.clean(home: home.path, adding: environment), directory: home.path)
        #expect(result.status == 0)
        let screen = try String(contentsOfFile: home.file("screen"), encoding: .utf8)
        return (screen, try String(contentsOfFile: home.file("result"), encoding: .utf8))
    }

    @Test(.userCase("N13"), arguments: [([], true), (["--wide"], false)] as [([String], Bool)])
    func `tables fit a terminal of 80 columns unless they are to be wide`(options: [String], fits: Bool) throws {
        let registry = try MisbehavingRegistry()
        registry.add(SampleImages.sixPlatforms(), to: "app", tags: ["1"])
        let home = try TemporaryFolder()
        let words = [try ResolveBinary.path(), "inspect", registry.reference("app:1")] + options
        let result = try run(
            "script", ["-qefc", "stty cols 80; " + words.joined(separator: " "), "screen"],
            environment: TestEnvironment.clean(home: home.path, adding: ["TERM": "xterm"]), directory: home.path)
        #expect(result.status == 0)
        let screen = try String(contentsOfFile: home.file("screen"), encoding: .utf8)
        let table = screen.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("platform ") }.prefix(7)
        #expect(table.count == 7, "\(screen)")
        #expect(table.allSatisfy { $0.count < 80 } == fits)
    }

    @Test func `a terminal gets colored bars, and the result does not`() throws {
        let (screen, output) = try pull(environment: ["TERM": "xterm"])
        #expect(screen.contains("\u{1B}[32m="))
        #expect(screen.contains("\u{1B}[J"))
        #expect(screen.contains("total "))
        #expect(!output.contains("\u{1B}"))
        #expect(output.split(separator: "\n").count == 1)
    }

    @Test func `no line of the bars is wider than the terminal`() throws {
        let (screen, _) = try pull(environment: ["TERM": "xterm", "NO_COLOR": "1"])
        let bars = screen.split(whereSeparator: \.isNewline).filter { $0.contains("[=") || $0.hasPrefix("total ") }
        #expect(!bars.isEmpty)
        for bar in bars {
            let text = bar.split(separator: "\u{1B}[J").last ?? bar
            #expect(text.count < 70)
        }
    }

    @Test func `NO_COLOR removes the colors, not the bars`() throws {
        let (screen, _) = try pull(environment: ["TERM": "xterm", "NO_COLOR": "1"])
        #expect(screen.contains("[="))
        #expect(!screen.contains("\u{1B}[32m"))
    }

    @Test func `a dumb terminal gets lines without control sequences`() throws {
        let (screen, _) = try pull(environment: ["TERM": "dumb"])
        #expect(screen.contains("done, "))
        #expect(!screen.contains("\u{1B}"))
    }
}
