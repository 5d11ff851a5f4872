import ImageModel

/// A key of `auths` or `credHelpers`, read: the repositories for which its entry counts.
///
/// Two conventions share these files. Podman writes `registry[:port][/namespace…]`, and the longest key that is a prefix
/// of the repository wins. Docker writes a registry's name or address (`https://index.docker.io/v1/`): a key with a scheme
/// or a slash at its end stands for the whole registry, whatever its path. A port counts in both.
package struct CredentialKey: Hashable, Sendable {
    /// The registry as `Reference` writes it: lower case, Docker Hub's names folded into `docker.io`.
    package let registry: String
    /// The leading parts of the repository's name; empty for the whole registry.
    package let path: [String]
    /// Whether the key names an address, and so yields to a plain name that matches as well.
    package let isAddress: Bool

    /// Reads `text`; any text is a key, if perhaps one that suits no registry.
    package init(_ text: String) {
        var rest = Substring(text)
        let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
        rest = rest.dropFirst(scheme?.count ?? 0)
        isAddress = scheme != nil || rest.last == "/"
        let parts = rest.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        registry = Self.folded((parts.first ?? "").lowercased())
        path = isAddress ? [] : Array(parts.dropFirst())
    }

    /// How closely the key fits, the larger the closer; nil when it is for something else.
    package func closeness(to reference: Reference) -> Int? {
        guard registry == Self.folded(reference.registry.lowercased()), !registry.isEmpty else { return nil }
        let wanted = reference.repository.split(separator: "/").map(String.init)
        guard wanted.starts(with: path) else { return nil }
        return 2 * path.count + (isAddress ? 0 : 1)
    }

    /// The keys of `texts` that fit `reference`, the closest first; equals in alphabetical order.
    package static func matches(among texts: some Sequence<String>, for reference: Reference) -> [String] {
        let fitting = texts.compactMap { text in
            CredentialKey(text).closeness(to: reference).map { (closeness: $0, text: text) }
        }
        return fitting.sorted { ($1.closeness, $0.text) < ($0.closeness, $1.text) }.map(\.text)
    }

    /// What helpers may know the registry under, the likelier first.
    ///
    /// Docker stores Docker Hub's account under an address, podman under the plain name.
    package static func serverAddresses(of reference: Reference) -> [String] {
        reference.registry == hub ? ["https://index.docker.io/v1/", hub] : [reference.registry]
    }

    /// The key under which Docker keeps a login for the registry.
    package static func loginKey(of reference: Reference) -> String {
        serverAddresses(of: reference).first ?? reference.registry
    }

    private static let hub = "docker.io"

    private static func folded(_ registry: String) -> String {
        ["index.docker.io", "registry-1.docker.io"].contains(registry) ? hub : registry
    }
}
