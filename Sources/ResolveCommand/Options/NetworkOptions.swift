import ArgumentParser
import ImageResolver

/// The options that every network command takes.
struct NetworkOptions: ParsableArguments, Sendable {
    /// The platform wanted.
    @OptionGroup(title: "Platform")
    var platform: PlatformOptions

    /// The host and what it may take.
    @OptionGroup(title: "Platform")
    var host: HostOptions

    /// Connections and transfers.
    @OptionGroup
    var registry: RegistryOptions

    /// The options that another command needs to make the same choice, as they were typed.
    var typed: [String] {
        platform.typed + host.typed + registry.connection.typed
    }

    /// The options as the resolver takes them, with the environment of the process.
    func resolverOptions() -> ResolverOptions {
        var options = registry.resolverOptions()
        platform.apply(to: &options)
        host.apply(to: &options)
        return options
    }
}
