import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// `resolve cache`.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "List, check, repair and prune the images in the local store or in an OCI layout.",
        discussion: "Environment: RESOLVE_HOME, or else XDG_DATA_HOME, for the local store.",
        subcommands: [CacheListCommand.self, CacheVerifyCommand.self, CachePruneCommand.self])
}

extension ArgumentHelp {
    /// Help for the directory of a store.
    fileprivate static let store = ArgumentHelp.value(
        "dir", "The directory of an OCI layout (default: the local store).")
}

/// `resolve cache ls`.
struct CacheListCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the images of the local store with their sizes.",
        discussion: """
            The size is what the store has of an image, 'unique' the part of it in blobs that no other image needs, 'added' \
            when its manifest was written.
            """)
    static let connects = false

    @Argument(help: .store)
    var folder: FolderPath?

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Prints the images and the totals.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: .withProcessEnvironment(), events: console.report)
        let rendering = StoreRendering(try await resolver.storedImages(folder?.text))
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }
}

/// `resolve cache verify`.
struct CacheVerifyCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Hash every blob of the local store, and name or repair the damaged ones.",
        discussion: """
            Without --repair, nothing is changed. A pull compares only the size of a blob that it finds; with pull --verify, \
            the blob is hashed, and fetched again if it is damaged. Exit status 5 if a blob is damaged or missing, and was not \
            repaired.
            """)
    // What connections need is loaded for a repair only.
    static let connects = false
    static let fetchesLayers = true

    @Argument(help: .store)
    var folder: FolderPath?

    @Flag(
        name: .customLong("repair"),
        help: """
            Fetch damaged and missing blobs again, by digest, from the registries in the names of their images; those of a \
            layout are copied from the local store, if that has them.
            """)
    var isRepair = false

    @OptionGroup
    var registry: RegistryOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { registry.transfer.progress }

    /// Prints the damaged blobs and the totals, and then fails if a blob is damaged.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: registry.resolverOptions(), events: console.report).withClockRunning()
        let verification =
            isRepair ? try await resolver.repairStore(folder?.text) : try await resolver.verifyStore(folder?.text)
        let rendering = VerificationRendering(verification)
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
        if let error = verification.error { throw error }
    }
}

/// `resolve cache prune`.
struct CachePruneCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove from the local store what no image needs, or all images but those in a list.",
        discussion: """
            Blobs that no image needs are removed, and parts of pulls that were interrupted more than seven days ago. With \
            --keep, images that the list does not name are removed, too. Processes that pull at the same time are waited \
            for, and lose nothing.
            """)
    static let connects = false

    @Argument(help: .store)
    var folder: FolderPath?

    @Option(
        name: .customLong("keep"),
        help: .value(
            "list",
            """
            The images to keep: a file as for pull --file, with one image per line, each with an optional --platform=P, or a \
            resolve.lock; - is stdin.
            """))
    var list: FilePath?

    @Flag(name: .customLong("dry-run"), help: "Change nothing, and print what would be removed.")
    var isDryRun = false

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Prints the images that were removed, and the totals.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: .withProcessEnvironment(), events: console.report)
        let pruned = try await resolver.pruneStore(folder?.text, keeping: try keeping(), isDryRun: isDryRun)
        let rendering = PruneRendering(pruned)
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
    }

    private func keeping() throws(ResolverError) -> StoreKeeping {
        guard let path = list?.text else { return .listed }
        let bytes = try InputFile.contents(of: path, limit: ImageListOptions.listLimit)
        return try StoreKeeping(parsing: bytes, name: path == "-" ? "stdin" : path)
    }
}
