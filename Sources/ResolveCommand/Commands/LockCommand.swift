import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// `resolve lock`.
struct LockCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Write the digests that images have now to resolve.lock, for pull --locked.",
        discussion: """
            Prints one line per image: registry/repository:tag@sha256:…. All platforms of an image are locked, or those of \
            --platform, which may be repeated. Images that are locked already and not named stay as they are. If one image \
            fails, nothing is written.
            """)

    @OptionGroup
    var sources: ImageListOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: .value("file", "The lock to write; - is stdout, which gets the lock alone (default: resolve.lock)."))
    var file: FilePath?

    @Flag(
        name: .customLong("check"),
        help: """
            Write nothing, and print which locked tags refer to another digest now; exit status 14 if one does. Without \
            images, all of the lock.
            """)
    var isCheck = false

    @OptionGroup
    var network: NetworkOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { network.transfer.progress }

    func validate() throws {
        if sources.isEmpty && !isCheck { throw ValidationError("an image or --file is missing") }
    }

    /// Locks the images and prints each, or compares them.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: network.resolverOptions(), events: console.report).withClockRunning()
        let lockFile = LockFile(file?.text ?? ImageLock.fileName)
        if isCheck { return try await check(lockFile, resolver, console) }
        let requests = try sources.requests()
        // A lock that cannot be read is an error before the first request.
        let isPrinted = lockFile.path == "-"
        let former = try isPrinted ? nil : lockFile.former()
        let images = try Self.succeeded(await resolver.lock(requests), console)
        if isPrinted { return console.print(ImageLock(images).encoded()) }
        try lockFile.add(images)
        for (request, image) in zip(requests, images) {
            let rendering = LockRendering(
                image, image: request.image, former: former?[image.name]?.root.digest, path: lockFile.path)
            console.print([mode.isJSON ? rendering.json.line : rendering.line])
            if let note = rendering.note { console.report(.note(note)) }
        }
    }

    private func check(_ file: LockFile, _ resolver: Resolver, _ console: Console) async throws(ResolverError) {
        let lock = try file.lock()
        var images: [LockedImage] = []
        for request in try sources.requests() {
            if let image = try lock.locking(request, file: file).locked { images.append(image) }
        }
        if sources.isEmpty { images = lock.images }
        let current = try Self.succeeded(await resolver.currentDigests(of: images), console)
        let rendering = LockCheckRendering(Array(zip(images, current)).map { (locked: $0.0, current: $0.1) })
        console.print(mode.isJSON ? rendering.json.map(\.line) : rendering.lines)
        if let error = rendering.error { throw error }
    }

    /// The values, if none is an error. The error of a single image is thrown, those of several are printed.
    private static func succeeded<Value>(
        _ results: [Result<Value, ResolverError>], _ console: Console
    ) throws(ResolverError) -> [Value] {
        var values: [Value] = []
        var failures: [ResolverError] = []
        for result in results {
            switch result {
            case .success(let value): values.append(value)
            case .failure(let error): failures.append(error)
            }
        }
        guard let first = failures.first else { return values }
        if let end = failures.first(where: { $0.kind == .interrupted }) { throw end }
        guard results.count > 1 else { throw first }
        failures.forEach(console.print)
        throw ImageListOptions.partial(failures: failures.count, of: results.count)
    }
}
