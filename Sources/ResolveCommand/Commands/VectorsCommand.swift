import ArgumentParser
import CommandRendering
import ImageResolver
import PlatformModel

/// `resolve vectors`.
struct VectorsCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Apply the rules in bulk: one JSON object per line on stdin, one answer per line on stdout.",
        discussion: """
            The keys determine the question: 'host' and 'candidates' choose an entry, 'input' parses a platform specifier, \
            'platform' formats one, 'normalize' normalizes spellings, 'os' and 'probes' detect a host. Any other line is \
            answered with an error, and the exit status is 11.
            """)

    @Option(
        name: .customLong("platforms"), help: .value("dir", "A directory of tables that overlay the built-in ones."))
    var tables: FolderPath?

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Answers line by line, in order.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        var options = ResolverOptions()
        options.tables = tables?.text
        let host = try HostRules(options: options)
        let rules = VectorAnswers(catalog: host.catalog, host: host.hostReport.host.platform)
        var failures = 0
        var reader = try LineReader("-")
        while let lines = try reader.lines() {
            let answers = lines.filter { !$0.isEmpty }.map(rules.answer)
            failures += answers.count(where: \.isMalformed)
            writer.write(.result(Array(answers.map { $0.line + [UInt8(ascii: "\n")] }.joined())))
        }
        guard failures == 0 else {
            throw ResolverError(.malformed, "\(Quantity.count(failures, "line")) could not be answered")
        }
    }
}

/// Reads the lines of a file as they arrive.
private struct LineReader: ~Copyable {
    /// The longest line, in bytes; the rest of a longer one is discarded.
    private static let longestLine = 16 << 20

    private let file: InputFile
    /// The start of a line that is not complete.
    private var rest: [UInt8] = []
    private var hasEnded = false

    /// Opens `path`; `-` is stdin.
    init(_ path: String) throws(ResolverError) {
        file = try InputFile(path)
    }

    /// The lines that have arrived since the last call, without line breaks; `nil` at the end.
    ///
    /// It waits only until some bytes have arrived, so that a program can send one line and wait for its answer.
    mutating func lines() throws(ResolverError) -> [[UInt8]]? {
        guard !hasEnded else { return nil }
        let block = try file.block()
        guard !block.isEmpty else {
            hasEnded = true
            return rest.isEmpty ? nil : [rest]
        }
        var parts = block.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let last = parts.popLast() ?? []
        guard let first = parts.first else {
            append(last)
            return []
        }
        append(first)
        let complete = [rest] + parts.dropFirst().map(Array.init)
        rest = Array(last)
        return complete
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        rest += bytes.prefix(max(0, Self.longestLine - rest.count))
    }
}
