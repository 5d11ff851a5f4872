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

            An archive is an uncompressed tar file that Docker, podman, containerd and skopeo load under the name that was \
            pulled. FILE.tar, oci-archive:FILE, docker-archive:FILE and -, for stdout, contain all images; k3s:DIR has one \
            archive for each image. With -, the results go to stderr.
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
            "output",
            """
            The OCI layout to write, as DIR or oci:DIR[:NAME], where NAME is listed instead of the tag, or the archive, as \
            FILE.tar, oci-archive:FILE[:NAME], docker-archive:FILE[:NAME], - or k3s:DIR (default: the local store). \
            Environment: RESOLVE_HOME, or else XDG_DATA_HOME, for the local store.
            """),
        completion: .directory, transform: PullOutput.init(parsing:))
    var destination: PullOutput?

    @Flag(
        name: .customLong("keep-going"),
        help: "Continue with the other images after one has failed, except into one archive.")
    var keepsGoing = false

    @Flag(
        name: .customLong("incremental"),
        help: "With -o k3s:DIR, neither fetch nor write archives that have the same content already.")
    var isIncremental = false

    @Flag(
        name: .customLong("verify"),
        help: """
            Hash the blobs that are already present, too, and fetch damaged ones again. Otherwise only their sizes are \
            compared.
            """)
    var verifiesPresent = false

    @Flag(
        name: .customLong("check"),
        help: """
            Check the layers while they arrive, as 'resolve check' does; an image is not listed if one of its platforms is not \
            what it claims to be.
            """)
    var checksPlatforms = false

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    /// The largest list that is read, in bytes.
    private static let listLimit = 16 << 20

    mutating func validate() throws {
        if images.isEmpty && list == nil { throw ValidationError("an image or --file is missing") }
        if isIncremental {
            guard case .archives(let folder, _) = destination else {
                throw ValidationError("--incremental is for -o k3s:DIR")
            }
            destination = .archives(folder, onlyChanged: true)
        }
        if case .standardOutput = destination, Terminal.outputWidth() != nil {
            throw ValidationError("an archive is not written to a terminal; redirect stdout, or name a file with -o")
        }
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
        // One archive has all images or does not exist, so their results come last.
        var pulled: [[PulledImage]] = []
        let isAlone = requests.count == 1
        for var request in requests {
            request.verifiesPresent = verifiesPresent
            request.checksPlatforms = checksPlatforms
            tried += 1
            do throws(ResolverError) {
                let images = try await resolver.pull(
                    request, to: destination, finishes: isAlone && destination.isOneArchive)
                if destination.isOneArchive { pulled.append(images) } else { console.print(images) }
            } catch {
                guard requests.count > 1, error.kind != .interrupted else { throw error }
                failures += 1
                console.print(error)
                // One archive cannot have only some of the images.
                if !keepsGoing || destination.isOneArchive { break }
            }
        }
        guard failures > 0 else {
            try await resolver.finish(destination)
            for images in pulled { console.print(images, to: destination == .standardOutput ? .error : .output) }
            return
        }
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
