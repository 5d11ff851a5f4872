import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve explain`.
struct ExplainCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "explain", _superCommandName: "resolve",
        abstract: "Show every entry of a manifest list: its rank or its refusal, and which one wins.",
        discussion: "Without an image, --index-file explains a list that lies in a file.")
    /// The table has been printed.
    static let offers = ErrorRendering.Offers.brief

    /// The image.
    @Argument(help: "The image, as [registry/]repository[:tag][@digest].")
    var image: String?

    /// A list in a file.
    @Option(help: .value("file", "Explain the manifest list in this file instead; - is stdin."))
    var indexFile: FilePath?

    /// Configs in a file.
    @Option(help: .value("file", "Image configs by digest, as JSON, for entries of --index-file without platform."))
    var configs: FilePath?

    /// What every network command takes.
    @OptionGroup
    var network: NetworkOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { network.registry.progress }

    /// The most bytes of a file of configs.
    private static let configsLimit = 64 << 20
    /// The most bytes of a manifest list.
    private static let indexLimit = 8 << 20

    /// Refuses anything but one list.
    func validate() throws {
        if image == nil && indexFile == nil { throw ValidationError("an image or --index-file is missing") }
        if image != nil && indexFile != nil { throw ValidationError("an image and --index-file exclude each other") }
        if configs != nil && indexFile == nil { throw ValidationError("--configs needs --index-file") }
        if configs?.text == "-" && indexFile?.text == "-" {
            throw ValidationError("stdin is one file: --configs or --index-file")
        }
    }

    /// Explains the image or the file.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let explanation = try await explanation(by: resolver)
        let rendering = ExplainRendering(explanation, pull: image.map { network.typed + [$0] })
        console.print(console.mode.isJSON ? [rendering.json.pretty] : rendering.lines)
        if let error = explanation.error { throw error }
    }

    /// The explanation of what was asked for.
    private func explanation(by resolver: Resolver) async throws(ResolverError) -> Explanation {
        if let image { return try await resolver.explain(image) }
        let path = indexFile?.text ?? "-"
        let index = try InputFile.contents(of: path, limit: Self.indexLimit)
        var configurations: [UInt8]?
        if let configs { configurations = try InputFile.contents(of: configs.text, limit: Self.configsLimit) }
        return try await resolver.explain(index: index, configs: configurations, name: path == "-" ? "stdin" : path)
    }
}
