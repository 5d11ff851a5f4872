import ArgumentParser
import CommandRendering
import ImageResolver
import RegistryServer

/// `resolve serve`.
struct ServeCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "serve", _superCommandName: "resolve",
        abstract: "Serve an OCI layout as a read-only registry.",
        discussion: "The first line on stdout says where: serving DIR on http://HOST:PORT.")

    /// The layout.
    @Argument(help: "The folder of an OCI layout, such as `resolve pull -o` writes.")
    var folder: FolderPath

    /// Where to listen.
    @Option(help: .value("host:port", "The address to listen on; port 0 is any free one."))
    var listen = ListenAddress.usual

    /// The repository.
    @Option(help: .value("repository", "The repository's name, unless the one in the layout's names or the folder's."))
    var name: String?

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Serves until the command is stopped.
    func perform(_ console: Console) async throws(ResolverError) {
        let server = RegistryServer(
            layout: folder.text, repository: name, host: listen.host, port: listen.port,
            requestLog: { console.report(.request(line: $0.description)) })
        do throws(ServerError) {
            let running = try await server.start()
            console.print(["serving \(folder.text) on \(listen.url(port: running.port))"])
            try await running.untilCancelled()
        } catch {
            throw ResolverError(error.kind, error.description)
        }
    }
}

extension ServerError {
    /// The subject, for the exit status.
    fileprivate var kind: ResolverError.Kind {
        switch self {
        case .unreadable: .disk
        case .index, .repositoryName: .malformed
        case .listen, .ended: .network
        }
    }
}

extension ListenAddress: ExpressibleByArgument {
    /// Reads the option's text.
    package init?(argument: String) {
        self.init(parsing: argument)
    }

    /// How the default stands in the help.
    package var defaultValueDescription: String { description }
}
