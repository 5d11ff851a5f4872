import ArgumentParser
import CommandRendering
import ErrorMapping
import ImageResolver
import RegistryServer

/// `resolve serve`.
struct ServeCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve an OCI layout as a read-only registry.",
        discussion: "The first line on stdout is: serving DIR on http://HOST:PORT.")
    static let connects = false

    @Argument(help: .value("dir", "The directory of an OCI layout, such as `resolve pull -o` writes."))
    var folder: FolderPath

    @Option(help: .value("host:port", "The address to listen on; port 0 selects a free port."))
    var listen = ListenAddress.standard

    @Option(
        help: .value(
            "repository",
            "The repository to serve (default: the one that the layout names, or else the directory's name)."))
    var name: String?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// Serves until the command is interrupted.
    func perform(_ console: Console) async throws(ResolverError) {
        let server = RegistryServer(
            layout: folder.text, repository: name, host: listen.host, port: listen.port,
            requestLog: { request in console.report(.request { request.description }) })
        let running = try await mapError(ResolverError.init(serving:), awaiting: try await server.start())
        console.print(["serving \(folder.text) on \(listen.url(port: running.port))"])
        try await mapError(ResolverError.init(serving:), awaiting: try await running.untilCancelled())
    }
}

extension ResolverError {
    fileprivate init(serving error: ServerError) {
        let kind: Kind =
            switch error {
            case .unreadable: .disk
            case .index, .repositoryName: .malformed
            case .listen, .ended: .network
            // Requests are refused with a status for the client; the server goes on.
            case .request: .internal
            }
        self.init(kind, error.description)
    }
}
