import ArgumentParser
import CommandRendering
import HostProbe
import ImageResolver
import PlatformModel

/// `resolve host`.
struct HostCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "host",
        abstract: "Show this machine's platform and the platforms that it accepts.",
        discussion: "Each fact is shown with its source and its status: proved, assumed or unknown.")

    @OptionGroup(title: "Platform")
    var host: HostOptions

    @Option(name: .customLong("record"), help: .value("file", "Save the raw probe results; - is stdout."))
    var recording: FilePath?

    @Flag(name: .customLong("list"), help: "List the names that --host knows, each with its platform.")
    var listsNames = false

    @Flag(help: .wide)
    var wide = false

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    func validate() throws {
        if listsNames && (recording != nil || host.host != nil) {
            throw ValidationError("--list cannot be combined with --host or --record")
        }
        if recording != nil && host.host != nil { throw ValidationError("--record and --host cannot be combined") }
    }

    /// Saves the probe results if requested, and prints the report.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        if let path = recording?.text {
            let bytes = HostProbe.record().encoded()
            guard path != "-" else { return writer.write(.result(bytes)) }
            try OutputFile.write(bytes, to: path)
            writer.write(.event(.note("the probe results are saved in \(path)"), at: 0))
        }
        var options = ResolverOptions.withProcessEnvironment()
        host.apply(to: &options)
        let rules = try HostRules(options: options)
        if listsNames {
            let names = NamedHostsRendering(try rules.namedHosts())
            return writer.print(mode.isJSON ? [names.json.pretty] : names.lines)
        }
        let rendering = HostRendering(rules.hostReport, accepts: try rules.acceptedPlatforms())
        writer.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines(width: Terminal.tableWidth(isWide: wide)))
    }
}
