import ImageModel

/// One repository at one place that answers for it: the registry itself, or a mirror.
package struct RegistryEndpoint: Hashable, Sendable {
    /// The place's name, for people: `docker.io`, `127.0.0.1:5000`.
    package let name: String
    /// Where the API begins: an address whose path ends in `/v2`.
    package let base: WebAddress
    /// The repository, such as `library/alpine`.
    package let repository: String
    /// The registry that a mirror is asked on behalf of (`ns=`, distribution-spec, "Registry Proxying").
    package let namespace: String?

    /// The reference's own registry; Docker Hub's API is at `registry-1.docker.io`.
    package init(reference: Reference, scheme: WebScheme) throws(WebAddressError) {
        let host = reference.registry == "docker.io" ? "registry-1.docker.io" : reference.registry
        name = reference.registry
        base = try WebAddress(parsing: "\(scheme.rawValue)://\(host)/v2")
        repository = reference.repository
        namespace = nil
    }

    /// The manifest or index that `reference` names: a tag, or a digest.
    package func manifest(_ reference: String) -> WebAddress { address("manifests/\(reference)") }

    /// The blob of that digest.
    package func blob(_ digest: Digest) -> WebAddress { address("blobs/\(digest)") }

    /// The repository's tags, `count` a page, from the one after `last` on.
    package func tags(count: Int? = nil, after last: String? = nil) -> WebAddress {
        var items: [(name: String, value: String)] = []
        if let count { items.append(("n", String(count))) }
        if let last { items.append(("last", last)) }
        return address("tags/list").adding(items)
    }

    /// What a token must allow: reading this repository, and no other.
    package var pullScope: String { "repository:\(repository):pull" }

    private func address(_ suffix: String) -> WebAddress {
        let address = base.appending(path: "\(repository)/\(suffix)")
        guard let namespace else { return address }
        return address.adding([("ns", namespace)])
    }
}
