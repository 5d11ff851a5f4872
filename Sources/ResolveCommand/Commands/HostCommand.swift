import ArgumentParser
import CommandRendering
import HostProbe
import ImageResolver
import PlatformModel

/// `resolve host`.
struct HostCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "host",
        abstract: "Show this machine's platform and the platforms that it accepts.",
        // More than twelve options are left out, and without an argument they would not be shown as optional.
        usage: "resolve host [<options>]",
        discussion: """
            Each fact is shown with its source and its status: proved, assumed or unknown. A recording contains no \
            name, address or serial number. Environment, for --engines: DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG, \
            DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, CONTAINER_HOST, CONTAINERD_ADDRESS, XDG_RUNTIME_DIR.
            """)
    static let connects = false

    @OptionGroup(title: "Platform")
    var host: HostOptions

    @Option(name: .customLong("record"), help: .value("file", "Save the raw probe results; - is stdout."))
    var recording: FilePath?

    @Flag(
        name: .customLong("engines"),
        help: "Also ask Docker, podman and containerd for their platform, store and settings, and compare them.")
    var asksEngines = false

    @Flag(name: .customLong("list"), help: "List the names that --host knows, each with its platform.")
    var listsNames = false

    @Flag(help: .wide)
    var wide = false

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    func validate() throws {
        if listsNames && (recording != nil || host.host != nil || asksEngines) {
            throw ValidationError("--list cannot be combined with --host, --record or --engines")
        }
        if recording != nil && host.host != nil { throw ValidationError("--record and --host cannot be combined") }
        // Another machine's engines cannot be asked.
        if asksEngines && host.host != nil { throw ValidationError("--engines and --host cannot be combined") }
    }

    /// Saves the probe results if requested, and prints the report.
    func perform(_ console: Console) async throws(ResolverError) {
        if let path = recording?.text {
            let bytes = HostProbe.record().encoded()
            guard path != "-" else { return console.print(bytes) }
            try OutputFile.write(bytes, to: path)
            console.report(.note("the probe results are saved in \(path)"))
        }
        var options = ResolverOptions.withProcessEnvironment()
        host.apply(to: &options)
        let rules = try HostRules(options: options)
        if listsNames {
            let names = NamedHostsRendering(try rules.namedHosts())
            return console.print(mode.isJSON ? [names.json.pretty] : names.lines)
        }
        let accepts = try rules.acceptedPlatforms()
        let engines = asksEngines ? EngineRendering(await rules.engines()) : nil
        let rendering = HostRendering(rules.hostReport, accepts: accepts, engines: engines)
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines(width: Terminal.tableWidth(isWide: wide)))
    }
}
