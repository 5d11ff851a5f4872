import ArgumentParser
import CommandRendering
import HostProbe
import ImageResolver
import PlatformModel

/// `resolve host`.
struct HostCommand: LocalCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "host", _superCommandName: "resolve",
        abstract: "Say what this machine is, and which platforms it accepts.",
        discussion: "Every fact stands with its source, and with how sure it is: proved, assumed or unknown.")

    /// The host and what it may take.
    @OptionGroup(title: "Platform")
    var host: HostOptions

    /// Where the probes' answers go.
    @Option(name: .customLong("record"), help: .value("file", "Save the raw answers of the probes; - is stdout."))
    var recording: FilePath?

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Refuses to record what is not probed.
    func validate() throws {
        if recording != nil && host.host != nil { throw ValidationError("--record and --host exclude each other") }
    }

    /// Records the host or reports on it.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        if let path = recording?.text {
            let bytes = HostProbe.record().encoded()
            guard path != "-" else { return writer.write(.result(bytes)) }
            do throws(StreamError) {
                try OutputFile.write(bytes, to: path)
            } catch {
                throw error.resolverError
            }
            writer.write(.event(.note("the answers of the probes are in \(path)"), at: 0))
        }
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        host.apply(to: &options)
        let rules = try HostRules(options: options)
        let rendering = HostRendering(rules.hostReport, accepts: try rules.acceptedPlatforms())
        writer.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}
