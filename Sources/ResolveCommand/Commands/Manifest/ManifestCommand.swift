import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest`, with docker's verbs.
struct ManifestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Create a manifest list from images, and push it.",
        discussion: """
            Takes the verbs, arguments and options of docker manifest, but needs no engine. 'create' keeps a list on this \
            machine until 'push --purge' or 'rm' removes it; 'create --push' keeps none. Like docker's, --insecure also permits \
            plain HTTP. Environment: RESOLVE_HOME.
            """,
        subcommands: [
            ManifestCreateCommand.self, ManifestAnnotateCommand.self, ManifestInspectCommand.self,
            ManifestPushCommand.self, ManifestRemoveCommand.self, ManifestListsCommand.self, ListMetadataCommand.self,
        ])
}

/// `resolve manifest ls`.
struct ManifestListsCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List the manifest lists on this machine with their platforms.")

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Prints one line per list.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError) {
        let lists = try Resolver(options: .withProcessEnvironment()).lists()
        let json = JSONValue.list(lists.map { ListRendering($0).json })
        writer.print(mode.isJSON ? [json.pretty] : ListRendering.lines(lists))
    }
}

/// `resolve manifest rm`.
struct ManifestRemoveCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove manifest lists from this machine; lists at the registry are not affected.")
    static let connects = false

    @Argument(help: .value("list", "The manifest lists, each as [registry/]repository[:tag]."))
    var lists: [String]

    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// Removes all lists that exist. The error of a single list is thrown unchanged, those of several are printed.
    func perform(_ console: Console) async throws(ResolverError) {
        let resolver = Resolver(options: .withProcessEnvironment(), events: console.report)
        var failures = 0
        for list in lists {
            do throws(ResolverError) {
                try await resolver.removeList(list)
            } catch {
                guard lists.count > 1, error.kind != .interrupted else { throw error }
                failures += 1
                console.print(error)
            }
        }
        guard failures > 0 else { return }
        throw ResolverError(.partial, "\(failures) of \(Quantity.count(lists.count, "list")) could not be removed")
    }
}
