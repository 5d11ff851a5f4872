import ImageModel

/// A key of `auths` or `credHelpers`: the repositories that its entry applies to.
///
/// Two conventions share these files. Podman writes `registry[:port][/namespace…]`, and the longest key that is a prefix
/// of the repository takes precedence. Docker writes a registry's name or address (`https://index.docker.io/v1/`): a key
/// with a scheme or a trailing slash stands for the whole registry, regardless of its path. The port is significant in both.
package struct CredentialKey: Hashable, Sendable {
    /// The registry in the form of `Reference`: lowercase, with the names of Docker Hub mapped to `docker.io`.
    package let registry: String
    /// The leading components of the repository's name; empty for the whole registry.
    package let path: [String]
    /// Whether the key is an address, which has lower precedence than a matching name.
    package let isAddress: Bool

    /// Reads `text`; every string is a key, although it may match no registry.
    package init(_ text: String) {
        var rest = Substring(text)
        let scheme = ["https://", "http://"].first { text.lowercased().hasPrefix($0) }
        rest = rest.dropFirst(scheme?.count ?? 0)
        isAddress = scheme != nil || rest.last == "/"
        let parts = rest.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        registry = Self.folded((parts.first ?? "").lowercased())
        path = isAddress ? [] : Array(parts.dropFirst())
    }

    /// How specifically the key matches, higher being more specific; nil if it does not match.
    package func closeness(to reference: Reference) -> Int? {
        guard registry == Self.folded(reference.registry.lowercased()), !registry.isEmpty else { return nil }
        let wanted = reference.repository.split(separator: "/").map(String.init)
        guard wanted.starts(with: path) else { return nil }
        return 2 * path.count + (isAddress ? 0 : 1)
    }

    /// The keys in `texts` that match `reference`, the most specific first, then in alphabetical order.
    package static func matches(among texts: some Sequence<String>, for reference: Reference) -> [String] {
        let fitting = texts.compactMap { text in
            CredentialKey(text).closeness(to: reference).map { (closeness: $0, text: text) }
        }
        return fitting.sorted { ($1.closeness, $0.text) < ($0.closeness, $1.text) }.map(\.text)
    }

    /// The addresses under which helpers may store credentials for the registry, the likelier first.
    ///
    /// Docker stores the account of Docker Hub under an address, podman under the name.
    package static func serverAddresses(of reference: Reference) -> [String] {
        reference.registry == hub ? ["https://index.docker.io/v1/", hub] : [reference.registry]
    }

    /// The key under which Docker stores a login for the registry.
    package static func loginKey(of reference: Reference) -> String {
        serverAddresses(of: reference).first ?? reference.registry
    }

    private static let hub = "docker.io"

    private static func folded(_ registry: String) -> String {
        ["index.docker.io", "registry-1.docker.io"].contains(registry) ? hub : registry
    }
}
