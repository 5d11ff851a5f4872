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

    /// The image's repository at `source`, spoken to by `scheme`, or by the one that comes first there.
    package init(_ source: EndpointConfiguration, scheme: WebScheme? = nil) {
        name = source.reference.registry
        base = source.base.withScheme(scheme ?? source.schemes.first)
        repository = source.reference.repository
        namespace = source.namespace
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

    /// What is attached to the document of that digest.
    package func referrers(of digest: Digest) -> WebAddress { address("referrers/\(digest)") }

    /// What `target`, a path with its query, means at this place.
    package func page(_ target: String) -> WebAddress { WebAddress(base, target: Array(target.utf8)) }

    /// The root of the API, which says whether one is let in (distribution-spec, "Determining Support").
    package var root: WebAddress { base.appending(path: "") }

    /// What a token must allow: reading this repository, and no other.
    package var pullScope: String { "repository:\(repository):pull" }

    /// What a token must allow for writing: reading besides, for what is there already is not sent.
    package var pushScope: String { "repository:\(repository):pull,push" }

    /// Where an upload is opened.
    package var uploads: WebAddress { address("blobs/uploads/") }

    /// Where a blob of another repository of the registry is asked for, so that it need not be sent.
    package func mount(_ digest: Digest, from source: String) -> WebAddress {
        uploads.adding([("mount", digest.description), ("from", source)])
    }

    private func address(_ suffix: String) -> WebAddress {
        let address = base.appending(path: "\(repository)/\(suffix)")
        guard let namespace else { return address }
        return address.adding([("ns", namespace)])
    }
}
