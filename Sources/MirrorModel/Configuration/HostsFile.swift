import RegistryProtocol

/// What containerd's `hosts.toml` says about one registry.
///
/// Grammar: containerd, docs/hosts.md.
package struct HostsFile: Hashable, Sendable {
    /// One table of the file.
    package struct Host: Hashable, Sendable {
        /// Where the API begins; `nil` at the end of the list for the registry itself.
        package var base: WebAddress?
        /// What it is trusted with.
        package var capabilities = EndpointCapabilities.all
        /// Whose certificates count.
        package var trust = TrustSettings()
        /// More header fields.
        package var headers = HTTPHeaders()
        /// The table's place.
        package var source: SettingSource

        /// A host of which nothing more is said.
        package init(base: WebAddress?, source: SettingSource) {
            self.base = base
            self.source = source
        }

        /// In the clear where the address says so; but where certificates are spoken of, TLS comes first.
        ///
        /// containerd 2 does the same, except at port 80.
        package var schemes: SchemeOrder {
            guard let base else { return .only(.https) }
            let speaksOfTLS = trust != TrustSettings() && base.effectivePort != 80
            return base.isSecure || !speaksOfTLS ? .only(base.scheme) : .securedFirst
        }
    }

    /// The `[host]` tables, in the order of the file.
    package var hosts: [Host]
    /// Who is asked after them: `server` and the settings outside tables.
    package var server: Host

    /// The tables of one file.
    package init(hosts: [Host], server: Host) {
        self.hosts = hosts
        self.server = server
    }
}
