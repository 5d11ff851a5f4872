import ArgumentParser
import ImageResolver

/// The options of the commands that ask registries about manifest lists.
struct ListOptions: ParsableArguments, Sendable {
    /// Connections.
    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    /// Transfers.
    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    /// The options as the resolver takes them; an insecure registry is what docker means by it.
    func resolverOptions() -> ResolverOptions {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        connection.apply(to: &options)
        transfer.apply(to: &options)
        options.insecureMayBePlain = true
        return options
    }
}
