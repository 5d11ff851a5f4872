import ArgumentParser
import CommandRendering

/// Options for how results are printed.
protocol OutputFlags {
    /// The values of the options.
    var mode: OutputMode { get }
}

/// Output options of commands that use the network.
struct OutputOptions: ParsableArguments, OutputFlags, Sendable {
    @Flag(name: .customLong("json"), help: "Print results on stdout, and errors on stderr, as JSON.")
    var isJSON = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Print results only: no progress, notes or warnings.")
    var isQuiet = false

    @Flag(
        name: [.customShort("v"), .customLong("verbose")],
        help: "Print one line per request to stderr, without secrets.")
    var isVerbose = false

    var mode: OutputMode {
        OutputMode(isJSON: isJSON, isQuiet: isQuiet, isVerbose: isVerbose)
    }

    func validate() throws {
        if isQuiet && isVerbose { throw ValidationError("--quiet and --verbose cannot be combined") }
    }
}

extension ArgumentHelp {
    /// Help for `--wide`.
    static let wide = ArgumentHelp("Print tables in full on a terminal, too, instead of fitting its width.")
}

/// Output options of commands that do not use the network.
struct LocalOutputOptions: ParsableArguments, OutputFlags, Sendable {
    @Flag(name: .customLong("json"), help: "Print results on stdout, and errors on stderr, as JSON.")
    var isJSON = false

    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Print results only: no notes or warnings.")
    var isQuiet = false

    var mode: OutputMode {
        OutputMode(isJSON: isJSON, isQuiet: isQuiet)
    }
}
