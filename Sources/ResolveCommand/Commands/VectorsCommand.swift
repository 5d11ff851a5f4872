import ArgumentParser
import CommandRendering
import ImageResolver
import PlatformModel

/// `resolve vectors`.
struct VectorsCommand: LocalCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "vectors",
        abstract: "Apply the rules in bulk: a JSON object a line from stdin, an answer a line on stdout.",
        discussion: """
            The keys tell what is asked: host and candidates choose an entry; input reads a platform specifier; platform \
            formats one; normalize folds spellings; os and probes detect a host. A line that is none of these is answered \
            with an error, and the exit status at the end is 11.
            """)

    /// Tables over the built-in ones.
    @Option(name: .customLong("platforms"), help: .value("folder", "Tables that are laid over the built-in ones."))
    var tables: FolderPath?

    /// How errors are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Answers line by line, in order.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        var options = ResolverOptions()
        options.tables = tables?.text
        let host = try HostRules(options: options)
        let rules = VectorAnswers(catalog: host.catalog, host: host.hostReport.host.platform)
        var refused = 0
        do throws(StreamError) {
            var reader = try LineReader("-")
            while let lines = try reader.lines() {
                let answers = lines.filter { !$0.isEmpty }.map(rules.answer)
                refused += answers.count(where: \.isMalformed)
                writer.write(.result(Array(answers.map { $0.line + [UInt8(ascii: "\n")] }.joined())))
            }
        } catch {
            throw error.resolverError
        }
        guard refused == 0 else {
            throw ResolverError(.malformed, "\(Quantity.count(refused, "line")) could not be answered")
        }
    }
}
