import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve cat`.
struct CatCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print one file of an image.",
        discussion: """
            Reads the layers from the top down until one decides what is at the path, and follows symbolic links inside the \
            image. Nothing is unpacked or stored, and nothing is printed before the layer is verified. Exit status 6 if the \
            image has no such file, and 64 if it is a directory or a device.
            """)

    @Argument(
        help: """
            The image, as [registry/]repository[:tag][@digest], oci:DIR[:TAG], oci-archive:FILE[:TAG] or \
            docker-archive:FILE[:TAG].
            """)
    var image: String

    @Argument(help: "The path of the file, from the root of the image.")
    var path: String

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        if path.isEmpty { throw ValidationError("the path of the file is empty") }
    }

    /// Prints the bytes of the file, unchanged.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report)
        try await resolver.cat(path, of: image)
    }
}
