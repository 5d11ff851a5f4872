import RegistryProtocol

/// All that is said about the places of one image, by whomever.
package struct MirrorConfiguration: Hashable, Sendable {
    /// The command line.
    package var options: MirrorOptions
    /// containerd's file for the image's registry, if there is one.
    package var hosts: HostsFile?
    /// podman's tables.
    package var rules: RegistryRules
    /// Docker's file, if there is one.
    package var engine: EngineFile?

    /// Nothing said, unless said here.
    package init(
        options: MirrorOptions = MirrorOptions(), hosts: HostsFile? = nil, rules: RegistryRules = RegistryRules(),
        engine: EngineFile? = nil
    ) {
        self.options = options
        self.hosts = hosts
        self.rules = rules
        self.engine = engine
    }
}
