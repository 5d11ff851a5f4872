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

            docker and podman load each image into the engine, while layers still arrive; one that the engine has already is \
            not sent. The engines are those of DOCKER_HOST, the Docker context or CONTAINER_HOST, or else those with a socket in \
            a usual place.

            rootfs:DIR unpacks one image into a new or empty directory, which appears when it is complete: as root with the \
            owners of the image, otherwise with the caller's.

            containerd[:NAMESPACE] stores the image in containerd and, as root, unpacks it into a snapshotter. Environment: \
            CONTAINERD_NAMESPACE (default: default).
            """)
    static let fetchesLayers = true

    @OptionGroup
    var sources: ImageListOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: .value(
            "output",
            """
            The OCI layout to write, as DIR or oci:DIR[:NAME], where NAME is listed instead of the tag, or the archive, as \
            FILE.tar, oci-archive:FILE[:NAME], docker-archive:FILE[:NAME], - or k3s:DIR, or the engine, as docker, podman or \
            containerd[:NAMESPACE], or rootfs:DIR for the files of the image (default: the local store). \
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
        name: .customLong("devices"),
        help: "With -o rootfs:DIR, create the devices of the image, too, as root.")
    var makesDevices = false

    @Option(
        name: .customLong("containerd-address"),
        help: .value(
            "path",
            """
            With -o containerd, the socket of containerd (default: /run/containerd/containerd.sock). Environment: \
            CONTAINERD_ADDRESS.
            """),
        completion: .file())
    var containerdAddress: String?

    @Option(
        help: .value(
            "name",
            """
            With -o containerd, the snapshotter that the layers are unpacked into, overlayfs or native (default: that of the \
            namespace, otherwise overlayfs). Environment: CONTAINERD_SNAPSHOTTER.
            """))
    var snapshotter: String?

    @Flag(
        name: .customLong("no-unpack"),
        help: "With -o containerd, store the image only; containerd unpacks it when it creates a container.")
    var isNotUnpacked = false

    @Option(
        name: .customLong("split-size"),
        help: .value(
            "bytes", "Split an archive in a file into FILE.001, FILE.002 and so on of this size, such as 500M."))
    var splitSize: ByteAmount?

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

    @Flag(
        name: .customLong("artifact"),
        help: """
            Also pull what is not an image, such as a Helm chart or a model, to the local store or a layout.
            """)
    var takesArtifacts = false

    @Option(
        help: .value(
            "seconds",
            "Wait a random time up to this before the first request, so that many machines do not send theirs at once.")
    )
    var splay: Splay?

    @OptionGroup
    var lock: LockOptions

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    mutating func validate() throws {
        if sources.isEmpty && !lock.isLocked { throw ValidationError("an image or --file is missing") }
        if isIncremental {
            guard case .archives(let folder, _) = destination else {
                throw ValidationError("--incremental is for -o k3s:DIR")
            }
            destination = .archives(folder, onlyChanged: true)
        }
        if makesDevices {
            guard case .rootFileSystem(let path, _) = destination else {
                throw ValidationError("--devices is for -o rootfs:DIR")
            }
            destination = .rootFileSystem(path, makesDevices: true)
        }
        try applyContainerdOptions()
        if let splitSize {
            guard case .archive(let path, let name, _) = destination else {
                throw ValidationError("--split-size is for an archive in a file, such as -o FILE.tar")
            }
            destination = .archive(path, name: name, partSize: splitSize.bytes)
        }
        if case .standardOutput = destination, Terminal.outputWidth() != nil {
            throw ValidationError("an archive is not written to a terminal; redirect stdout, or name a file with -o")
        }
    }

    /// Adds the options for containerd to the output.
    private mutating func applyContainerdOptions() throws {
        let given = [
            "--containerd-address": containerdAddress != nil, "--snapshotter": snapshotter != nil,
            "--no-unpack": isNotUnpacked,
        ]
        guard let option = given.filter(\.value).keys.min() else { return }
        guard case .containerd(var target) = destination else {
            throw ValidationError("\(option) is for -o containerd")
        }
        guard snapshotter == nil || !isNotUnpacked else {
            throw ValidationError("--snapshotter and --no-unpack exclude each other")
        }
        target.address = containerdAddress
        target.snapshotter = snapshotter
        target.unpacks = !isNotUnpacked
        destination = .containerd(target)
    }

    /// Pulls the images, several at once, and prints each when it and those before it are complete.
    ///
    /// The error of a single image is thrown unchanged. The error of one of several images is printed, and the command ends
    /// with ``ResolverError/Kind/partial``. All images share the time limit. Partial files, from which a failed pull can
    /// resume, are removed only if no image failed.
    func perform(_ console: Console) async throws(ResolverError) {
        let options = network.resolverOptions()
        let requests = try requests(isOffline: options.offline, console)
        let destination = destination ?? .localStore
        if let name = destination.imageName, requests.count > 1 {
            throw ResolverError(
                .usage, "the name '\(Shown.text(name))' of -o is for one image, but \(requests.count) are given",
                hint: "leave it out to list each image by its tag")
        }
        if destination.isForOneImage, requests.count > 1 {
            throw ResolverError(.usage, "the output is for one image, but \(requests.count) are given")
        }
        var generator = SystemRandomNumberGenerator()
        try await splay?.wait(console, using: &generator)
        let resolver = Resolver(options: options, events: console.report).withClockRunning()
        let stream: ConsoleMessage.Stream = destination == .standardOutput ? .error : .output
        guard requests.count > 1 else {
            for request in requests {
                let images = try await resolver.pull(request, to: destination, finishes: destination.isOneArchive)
                if !destination.isOneArchive { console.print(images) }
                try await resolver.finish(destination)
                if destination.isOneArchive { console.print(images, to: stream) }
            }
            return
        }
        let outcomes = try await resolver.pull(requests, to: destination, keepsGoing: keepsGoing) { _, outcome in
            switch outcome {
            case .done(let images): if !destination.isOneArchive { console.print(images) }
            case .failed(let error): console.print(error)
            case .skipped: break
            }
        }
        let failures = outcomes.compactMap(\.failure).count
        if destination.isOneArchive, failures == 0 {
            // One archive has all images or does not exist, so their results come last.
            for case .done(let images) in outcomes { console.print(images, to: stream) }
        }
        if console.showsProgress { console.log(PullTable(requests.map(\.image), outcomes).lines) }
        guard failures > 0 else { return }
        let skipped = outcomes.count { if case .skipped = $0 { true } else { false } }
        throw ImageListOptions.partial(
            failures: failures, of: requests.count, skipped: skipped, needsAll: destination.isOneArchive)
    }

    /// The images, with the options that apply to each.
    private func requests(isOffline: Bool, _ console: Console) throws(ResolverError) -> [PullRequest] {
        try lock.locking(sources.requests(), isOffline: isOffline, console.report).map { request in
            var request = request
            request.verifiesPresent = verifiesPresent
            request.checksPlatforms = checksPlatforms
            request.takesArtifacts = takesArtifacts
            return request
        }
    }
}
