import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve list`.
struct ListCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all manifests of a repository with their tags, platforms, sizes and creation times.",
        discussion: """
            Includes indexes and the manifests in them, each once. The size is that of config and layers. What the registry \
            does not report is left out, or null in the JSON. With --quiet, only the digests are printed.
            """)

    @Argument(help: "The repository, as [registry/]repository.")
    var repository: String

    @OptionGroup
    var listing: ListingOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { listing.transfer.progress }

    func perform(_ console: Console) async throws(ResolverError) {
        try await listing.list(repository, on: console)
    }
}

/// `resolve manifest list-metadata`: `resolve list` with the name and options of `az acr`.
struct ListMetadataCommand: ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list-metadata",
        abstract: "List all manifests of a repository, like 'resolve list'.",
        discussion: """
            A registry without a dot is completed with .azurecr.io: -r team is team.azurecr.io. What only a registry at Azure \
            knows is null in the JSON.
            """)

    @Argument(help: "The repository, as [registry/]repository.")
    var repository: String?

    @Option(name: [.customShort("r"), .customLong("registry")], help: .value("registry", "The registry."))
    var registry: String?

    @Option(
        name: [.customShort("n"), .customLong("name")],
        help: .value("repository", "The repository, without its registry."))
    var name: String?

    @Option(
        name: [.customLong("suffix"), .customLong("tenant-suffix")],
        help: .value(
            "suffix", "The suffix of the tenant's registry names: -r team is team-suffix.azurecr.io."))
    var suffix: String?

    @OptionGroup
    var login: LoginOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: .value("format", "json prints the same as --json; table prints a table."))
    var format: ListingFormat?

    @OptionGroup(visibility: .hidden)
    var azure: AzureOptions

    @OptionGroup
    var listing: ListingOptions

    @OptionGroup(title: "Output")
    var output: OutputOptions

    var progress: ProgressStyle.Choice { listing.transfer.progress }

    func validate() throws {
        if RepositoryName(argument: repository, registry: registry, name: name) == nil {
            throw ValidationError("name one repository, as the argument or with --name")
        }
        if suffix != nil, registry.map(RepositoryName.isHost) ?? true {
            throw ValidationError("--suffix needs --registry with the name of a registry at Azure, without a dot")
        }
        if format == .table && output.isJSON { throw ValidationError("--json and --output table cannot be combined") }
    }

    func perform(_ console: Console) async throws(ResolverError) {
        guard let repository = RepositoryName(argument: repository, registry: registry, name: name, suffix: suffix)
        else {
            return
        }
        azure.report(on: console)
        try await listing.list(
            repository.text, login: login.login(on: console), isJSON: format == .json || format == .jsonc, on: console)
    }
}

/// The formats of `az` that have a counterpart here.
enum ListingFormat: String, CaseIterable, ExpressibleByArgument {
    case json
    case jsonc
    case table
}

/// Options of both commands.
struct ListingOptions: ParsableArguments, Sendable {
    @Option(help: .value("order", "Sort by creation time: time_asc or time_desc."))
    var orderby: ListingOrder?

    @Option(help: .value("count", "Show at most this many manifests."))
    var top: Int?

    @Flag(help: .wide)
    var wide = false

    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top \(top) is not a positive number") }
    }

    /// Prints the manifests of `repository`; with `--quiet`, only their digests.
    func list(
        _ repository: String, login: CopyRequest.Login? = nil, isJSON: Bool = false, on console: Console
    ) async throws(ResolverError) {
        var options = ResolverOptions.withProcessEnvironment()
        connection.apply(to: &options)
        transfer.apply(to: &options)
        let listing = try await Resolver(options: options, events: console.report).listing(
            of: repository, login: login)
        let rendering = ListingRendering(listing.arranged(by: orderby, first: top))
        guard !console.mode.isJSON, !isJSON else { return console.print([rendering.json.pretty]) }
        guard !console.mode.isQuiet else { return console.print(rendering.digests) }
        console.print(Terminal.tableWidth(isWide: wide).map(rendering.lines(width:)) ?? rendering.lines)
    }
}
