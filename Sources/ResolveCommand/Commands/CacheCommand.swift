import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve cache`.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Check the images in the local store.",
        discussion: "Environment: RESOLVE_HOME, or else XDG_DATA_HOME, for the local store.",
        subcommands: [CacheVerifyCommand.self])
}

/// `resolve cache verify`.
struct CacheVerifyCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Hash every blob of the local store, and name the damaged ones.",
        discussion: """
            Nothing is changed. Without --verify, a pull compares only the size of a blob that it finds; with it, the blob is \
            hashed, and fetched again if it is damaged. Exit status 5 if a blob is damaged or missing.
            """)
    static let connects = false

    @Argument(help: .value("dir", "The directory of an OCI layout (default: the local store)."))
    var folder: FolderPath?

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Prints the damaged blobs and the totals, and then fails if a blob is damaged.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: .withProcessEnvironment(), events: console.report)
        let verification = try await resolver.verifyStore(folder?.text)
        let rendering = VerificationRendering(verification)
        console.print(mode.isJSON ? [rendering.json.pretty] : rendering.lines)
        if let error = verification.error { throw error }
    }
}
