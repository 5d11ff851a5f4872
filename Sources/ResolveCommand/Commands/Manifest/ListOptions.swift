import ArgumentParser
import ImageResolver

/// The options of the commands that ask registries about manifest lists.
struct ListOptions: ParsableArguments, Sendable {
    /// Connections and transfers.
    @OptionGroup
    var registry: RegistryOptions

    /// The options as the resolver takes them; an insecure registry is what docker means by it.
    func resolverOptions() -> ResolverOptions {
        var options = registry.resolverOptions()
        options.insecureMayBePlain = true
        return options
    }
}
