import ArgumentParser
import CommandRendering

/// The options for how results are printed, of commands that ask nobody.
struct LocalOutputOptions: ParsableArguments, Sendable {
    /// Results and errors for programs.
    @Flag(name: .customLong("json"), help: "Print results on stdout, and errors on stderr, as JSON.")
    var isJSON = false

    /// Nothing but results.
    @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Print results only: no notes or warnings.")
    var isQuiet = false

    /// The options together.
    var mode: OutputMode {
        OutputMode(isJSON: isJSON, isQuiet: isQuiet)
    }
}
