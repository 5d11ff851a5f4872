import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve why`.
struct WhyCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say why the program of an image does not start, and what helps.",
        discussion: """
            Follows the entrypoint, or the program at a path, through links, scripts and loaders in all layers. With \
            --host the image is judged for that host too. With --error a text that a shell or a runtime printed is \
            explained, with or without an image. Nothing is stored. The exit status is 0 whatever is found, unless \
            --exit-code is given.
            """)
    /// The error follows the report, and does not repeat it.
    static let offers = ErrorRendering.Offers.brief

    @Argument(
        help: """
            The image, as [registry/]repository[:tag][@digest], oci:DIR[:TAG], oci-archive:FILE[:TAG] or \
            docker-archive:FILE[:TAG].
            """)
    var image: String?

    @Argument(help: "A program in the image, by its path or by its name in PATH (default: what the image starts).")
    var path: String?

    // The shell `-bash` begins its messages with a hyphen.
    @Option(
        name: .customLong("error"), parsing: .unconditional,
        help: .value("text", "A text that was printed when the image did not start."))
    var text: String?

    @Flag(name: .customLong("exit-code"), help: "End with status 4 if the image does not start.")
    var setsExitCode = false

    @Flag(help: .wide)
    var wide = false

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        if image == nil && text == nil { throw ValidationError("an image or --error is missing") }
        if image == nil && setsExitCode { throw ValidationError("--exit-code needs an image") }
    }

    /// Prints what was found, and fails only with `--exit-code`.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        let answer = try await resolver.why(StartQuestion(image: image, path: path, text: text))
        let rendering = WhyRendering(answer, typed: image.map { network.typed + [$0] } ?? [])
        if mode.isJSON {
            console.print([rendering.json.pretty])
        } else {
            console.print(mode.isQuiet ? rendering.brief : rendering.lines(width: Terminal.tableWidth(isWide: wide)))
        }
        if setsExitCode, let error = answer.report?.error { throw error }
    }
}
