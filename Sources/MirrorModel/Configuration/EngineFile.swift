import RegistryProtocol

/// What Docker's `daemon.json` says about registries.
package struct EngineFile: Hashable, Sendable {
    /// An entry of `registry-mirrors`.
    package struct Mirror: Hashable, Sendable {
        /// Where the API begins.
        package let base: WebAddress
        /// The entry's place.
        package let source: SettingSource

        /// A mirror of Docker Hub.
        package init(base: WebAddress, source: SettingSource) {
            self.base = base
            self.source = source
        }
    }

    /// The mirrors of Docker Hub, in the order of the file; Docker uses them for no other registry.
    package var mirrors: [Mirror]
    /// Registries that HTTP, and certificates that nobody vouches for, are allowed for.
    package var insecure: [InsecureRegistry]

    /// The entries of one file.
    package init(mirrors: [Mirror] = [], insecure: [InsecureRegistry] = []) {
        self.mirrors = mirrors
        self.insecure = insecure
    }

    /// The entry that allows HTTP at `address`.
    package func insecurity(of address: WebAddress) -> InsecureRegistry? {
        insecure.first { $0.covers(address) }
    }
}
