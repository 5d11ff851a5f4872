import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve check`.
struct CheckCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check whether each platform of an image is what it claims to be.",
        discussion: """
            Compares index entries with configs, and follows what each image starts through its layers: scripts, links, \
            programs and their loaders. Nothing is unpacked or stored. The exit status is 4 if a platform is not what it \
            claims to be, and 0 if there are warnings only. With --pins, it is 4 if a digest in a file is that of one \
            platform's image in a list.
            """)
    /// The error follows the table, and does not repeat it.
    static let offers = ErrorRendering.Offers.brief

    @Argument(
        help: """
            The image, as [registry/]repository[:tag][@digest], oci:DIR[:TAG], oci-archive:FILE[:TAG] or \
            docker-archive:FILE[:TAG].
            """)
    var image: String?

    @OptionGroup(title: "Pins")
    var pins: PinOptions

    @Option(help: .value("file", "Also write the report as an HTML page; with - only that, to stdout."))
    var html: FilePath?

    @Flag(name: .customLong("no-layers"), help: "Read manifests and configs only, and request no layer.")
    var skipsLayers = false

    @Flag(
        name: .customLong("affinity"),
        help: "Print a node affinity for Kubernetes: the architectures of the platforms that have passed.")
    var printsAffinity = false

    @Flag(help: .wide)
    var wide = false

    @OptionGroup(title: "Platform")
    var platform: CheckedPlatformOptions

    @OptionGroup(title: "Platform")
    var host: HostOptions

    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { transfer.progress }

    func validate() throws {
        if let problem = pins.problem(image: image) { throw ValidationError(problem) }
        if printsAffinity && skipsLayers {
            throw ValidationError("--affinity needs the layers; leave out --no-layers")
        }
        if printsAffinity && html?.text == "-" { throw ValidationError("--affinity and --html - both need stdout") }
    }

    /// Prints the report, and then fails if a platform has not passed.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: resolverOptions(), events: console.report)
        guard let image else { return try await pins.check(by: resolver, console) }
        var request = CheckRequest(image: image)
        request.platforms = platform.platforms
        request.depth = skipsLayers ? .documents : .layers
        request.readsDespiteFailures = printsAffinity
        let report = try await resolver.check(request)
        let page = CheckPage(report, program: ProgramVersion.text)
        if html?.text == "-" {
            console.print(Array(page.text.utf8))
        } else {
            if let path = html?.text { try OutputFile.write(Array(page.text.utf8), to: path) }
            show(report, on: console)
        }
        if let error = report.error { throw error }
    }

    private func show(_ report: ImageCheckReport, on console: Console) {
        let rendering = CheckRendering(report)
        if printsAffinity && !mode.isJSON {
            if let affinity = report.affinity { console.print(AffinityRendering(affinity).lines) }
        } else if mode.isJSON {
            console.print([rendering.json.pretty])
        } else {
            let width = Terminal.tableWidth(isWide: wide)
            console.print(mode.isQuiet ? rendering.brief : rendering.lines(width: width))
        }
    }

    /// The values, with the environment of the process.
    private func resolverOptions() -> ResolverOptions {
        var options = ResolverOptions.withProcessEnvironment()
        options.allowMismatch = platform.allowMismatch
        host.apply(to: &options)
        connection.apply(to: &options)
        transfer.apply(to: &options)
        return options
    }
}
