import ArgumentParser
import CommandRendering

/// The options for how results are printed.
struct OutputOptions: ParsableArguments, Sendable {
    /// Results and errors for programs.
    @Flag(name: .customLong("json"), help: "Print results on stdout, and errors on stderr, as JSON.")
    var isJSON = false

    /// Nothing but results.
    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Print results only: no progress, notes or warnings.")
    var isQuiet = false

    /// Every request.
    @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Print a line for each request, without secrets.")
    var isVerbose = false

    /// The options together.
    var mode: OutputMode {
        OutputMode(isJSON: isJSON, isQuiet: isQuiet, isVerbose: isVerbose)
    }

    /// Refuses what contradicts itself.
    func validate() throws {
        if isQuiet && isVerbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }
}
