import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve explain`.
struct ExplainCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how every entry of an index ranks or why it is refused, and which one is chosen.",
        discussion: "An index is a manifest list or an OCI index. --index-file reads one from a file instead.")
    /// The error follows the table, and does not repeat it.
    static let offers = ErrorRendering.Offers.brief

    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String?

    @Option(help: .value("file", "Explain the index in this file; - is stdin."))
    var indexFile: FilePath?

    @Option(
        help: .value(
            "file", "A JSON object of image configs by digest, for entries of --index-file without a platform."))
    var configs: FilePath?

    @Flag(help: "Also show what other clients would take: docker, containerd, ctr, CRI, podman, skopeo and others.")
    var clients = false

    @Option(
        name: .customLong("client"),
        help: .value("name[@version]", "Show one of those clients, in this version; may be repeated."))
    var named: [String] = []

    @Option(
        help: .value("file", "Also write an HTML page with the answers of all clients; with - only that, to stdout."))
    var html: FilePath?

    @Flag(help: .wide)
    var wide = false

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    /// The largest file of configs that is read, in bytes.
    private static let configsLimit = 64 << 20
    /// The largest index that is read, in bytes.
    private static let indexLimit = 8 << 20

    func validate() throws {
        if image == nil && indexFile == nil { throw ValidationError("an image or --index-file is missing") }
        if image != nil && indexFile != nil { throw ValidationError("an image and --index-file cannot be combined") }
        if configs != nil && indexFile == nil { throw ValidationError("--configs needs --index-file") }
        if configs?.text == "-" && indexFile?.text == "-" {
            throw ValidationError("only one of --configs and --index-file can be stdin")
        }
        if html?.text == "-" && mode.isJSON { throw ValidationError("--html - and --json cannot be combined") }
    }

    /// Writes the page if one is wanted, prints the table, and then fails if no entry is chosen.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let explanation = try await explanation(by: resolver)
        let pull = image.map { network.typed + [$0] }
        let page = ExplainPage(explanation, pull: pull, program: ProgramVersion.text)
        if html?.text == "-" {
            console.print(Array(page.text.utf8))
        } else {
            if let path = html?.text { try OutputFile.write(Array(page.text.utf8), to: path) }
            show(ExplainRendering(explanation, pull: pull), on: console)
        }
        if let error = explanation.error { throw error }
    }

    private func show(_ rendering: ExplainRendering, on console: Console) {
        if mode.isQuiet && !mode.isJSON {
            console.print(rendering.digest)
        } else {
            let width = Terminal.tableWidth(isWide: wide)
            console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines(width: width))
        }
    }

    private func explanation(by resolver: Resolver) async throws(ResolverError) -> Explanation {
        let compared: ComparedClients = named.isEmpty ? (clients || html != nil ? .all : .none) : .named(named)
        if let image { return try await resolver.explain(image, clients: compared) }
        let path = indexFile?.text ?? "-"
        let index = try InputFile.contents(of: path, limit: Self.indexLimit)
        var configurations: [UInt8]?
        if let configs { configurations = try InputFile.contents(of: configs.text, limit: Self.configsLimit) }
        return try await resolver.explain(
            index: index, configs: configurations, name: path == "-" ? "stdin" : path, clients: compared)
    }
}
