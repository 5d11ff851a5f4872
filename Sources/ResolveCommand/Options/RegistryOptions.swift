import ArgumentParser
import CommandRendering
import ImageResolver

/// The options of the commands that speak to a registry, whatever this machine is.
struct RegistryOptions: ParsableArguments, Sendable {
    /// Connections.
    @OptionGroup(title: "Registry")
    var connection: ConnectionOptions

    /// Transfers.
    @OptionGroup(title: "Transfer")
    var transfer: TransferOptions

    /// How progress is asked for.
    var progress: ProgressStyle.Choice { transfer.progress }

    /// The options as the resolver takes them, with the environment of the process.
    func resolverOptions() -> ResolverOptions {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        connection.apply(to: &options)
        transfer.apply(to: &options)
        return options
    }
}
