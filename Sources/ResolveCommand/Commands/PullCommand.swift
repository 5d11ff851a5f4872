import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve pull`.
struct PullCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: "Pull images, each for this host or for the requested platforms.",
        discussion: """
            Prints one line per image: repository@sha256:… of the platform's manifest. --platform may be repeated; it also \
            accepts 'host', which is the default, and 'all'.
            """)
    static let fetchesLayers = true

    @Argument(help: "The images, each as [registry/]repository[:tag][@digest].")
    var images: [String] = []

    @Option(
        name: .customLong("file"),
        help: .value("list", "A file with one image per line, each with an optional --platform=P; - is stdin."))
    var list: FilePath?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: .value(
            "dir",
            """
            The OCI layout to write, as DIR or oci:DIR[:NAME], where NAME is listed instead of the tag (default: the local \
            store). Environment: RESOLVE_HOME, or else XDG_DATA_HOME, for the local store.
            """),
        completion: .directory, transform: PullOutput.init(parsing:))
    var destination: PullOutput?

    @Flag(name: .customLong("keep-going"), help: "Continue with the other images after one has failed.")
    var keepsGoing = false

    @Flag(
        name: .customLong("verify"),
        help: """
            Hash the blobs that are already present, too, and fetch damaged ones again. Otherwise only their sizes are \
            compared.
            """)
    var verifiesPresent = false

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    /// The largest list that is read, in bytes.
    private static let listLimit = 16 << 20

    func validate() throws {
        if images.isEmpty && list == nil { throw ValidationError("an image or --file is missing") }
    }

    /// Pulls the images one after the other, and prints each when it is complete.
    ///
    /// The error of a single image is thrown unchanged. The error of one of several images is printed, and the command ends
    /// with ``ResolverError/Kind/partial``. All images share the time limit. Partial files, from which a failed pull can
    /// resume, are removed only if no image failed.
    func perform(_ console: Console) async throws(ResolverError) {
        let requests = try requests()
        let destination = destination ?? .localStore
        if let name = destination.imageName, requests.count > 1 {
            throw ResolverError(
                .usage, "the name '\(Shown.text(name))' of -o is for one image, but \(requests.count) are given",
                hint: "leave it out to list each image by its tag")
        }
        let resolver = Resolver(options: network.resolverOptions(), events: console.report).withClockRunning()
        var failures = 0
        var tried = 0
        for var request in requests {
            request.verifiesPresent = verifiesPresent
            tried += 1
            do throws(ResolverError) {
                console.print(try await resolver.pull(request, to: destination, finishes: false))
            } catch {
                guard requests.count > 1, error.kind != .interrupted else { throw error }
                failures += 1
                console.print(error)
                if !keepsGoing { break }
            }
        }
        guard failures > 0 else { return try await resolver.finish(destination) }
        throw Self.partial(failures: failures, of: requests.count, notTried: requests.count - tried)
    }

    /// The images of the arguments and of `--file`.
    private func requests() throws(ResolverError) -> [PullRequest] {
        let requests = images.map { PullRequest(image: $0) }
        guard let path = list?.text else { return requests }
        let name = path == "-" ? "stdin" : path
        guard let text = String(validating: try InputFile.contents(of: path, limit: Self.listLimit), as: UTF8.self)
        else { throw ResolverError(.malformed, "\(name) is not UTF-8 text") }
        let listed = try PullRequest.list(text, name: name)
        guard !listed.isEmpty else { throw ResolverError(.usage, "\(Shown.text(name)) names no image") }
        return requests + listed
    }

    private static func partial(failures: Int, of count: Int, notTried: Int) -> ResolverError {
        let sentence = "\(failures) of \(Quantity.count(count, "image")) failed"
        guard notTried > 0 else { return ResolverError(.partial, sentence) }
        return ResolverError(
            .partial, sentence + ", \(notTried) not tried",
            hint: "use --keep-going to continue with the other images after a failure")
    }
}
