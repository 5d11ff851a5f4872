import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve export`.
struct ExportCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the files of an image as a tar archive.",
        discussion: """
            The archive has what a container sees: the layers laid over one another, without whiteouts, with owners by \
            number, times and extended attributes. With paths it has only what is there, and below it; of a file only the \
            layers from the top down are read that decide what it is. Equal images give equal archives. Layers at a \
            registry are fetched to the disk first and removed afterwards; nothing is unpacked, and nothing is written \
            before all layers that are read are verified. Exit status 6 if the image has no such path. GNU tar gives \
            directories their times with --delay-directory-restore.
            """)

    @Argument(
        help: """
            The image, as [registry/]repository[:tag][@digest], oci:DIR[:TAG], oci-archive:FILE[:TAG] or \
            docker-archive:FILE[:TAG].
            """)
    var image: String

    @Argument(
        help: """
            Paths from the root of the image. A link at the end of a path is exported itself, unless a '/' follows (default: \
            all files).
            """)
    var paths: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The file, or - for stdout. An existing file is replaced when the new one is complete.", valueName: "file"),
        completion: .file())
    var destination = "-"

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    static var fetchesLayers: Bool { true }

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        if paths.contains("") { throw ValidationError("a path is empty") }
        if destination.isEmpty { throw ValidationError("the name of the file is empty") }
        if destination == "-", Terminal.outputWidth() != nil {
            throw ValidationError("an archive is not written to a terminal; redirect stdout, or name a file with -o")
        }
    }

    /// Writes the archive.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        try await resolver.export(paths, of: image, to: destination == "-" ? .standardOutput : .file(destination))
    }
}
