import ImageModel

/// The API addresses of one repository at one endpoint: the registry itself, or a mirror.
package struct RegistryEndpoint: Hashable, Sendable {
    /// The endpoint's name for people: `docker.io`, `127.0.0.1:5000`.
    package let name: String
    /// The root of the API: an address whose path ends in `/v2`.
    package let base: WebAddress
    /// The repository, such as `library/alpine`.
    package let repository: String
    /// The registry that a mirror stands in for (`ns=`, distribution-spec, "Registry Proxying").
    package let namespace: String?

    /// The image's repository at a configured endpoint, using `scheme` or the first scheme that is configured.
    package init(_ configuration: EndpointConfiguration, scheme: WebScheme? = nil) {
        name = configuration.reference.registry
        base = configuration.base.withScheme(scheme ?? configuration.schemes.first)
        repository = configuration.reference.repository
        namespace = configuration.namespace
    }

    /// The manifest or index named by `reference`: a tag or a digest.
    package func manifest(_ reference: String) -> WebAddress { address("manifests/\(reference)") }

    /// The blob with this digest.
    package func blob(_ digest: Digest) -> WebAddress { address("blobs/\(digest)") }

    /// The repository's tags after `last`, `count` per page.
    package func tags(count: Int? = nil, after last: String? = nil) -> WebAddress {
        var items: [(name: String, value: String)] = []
        if let count { items.append(("n", String(count))) }
        if let last { items.append(("last", last)) }
        return address("tags/list").adding(items)
    }

    /// The documents attached to the one with this digest.
    package func referrers(of digest: Digest) -> WebAddress { address("referrers/\(digest)") }

    /// The address of `target`, a path with its query, on this server.
    package func page(_ target: String) -> WebAddress { WebAddress(base, target: Array(target.utf8)) }

    /// The root of the API, which reports whether access is granted (distribution-spec, "Determining Support").
    package var root: WebAddress { base.appending(path: "") }

    /// The token scope for reading this repository.
    package var pullScope: String { "repository:\(repository):pull" }

    /// The token scope for writing; it includes reading because existing content is looked up and not sent again.
    package var pushScope: String { "repository:\(repository):pull,push" }

    /// The address that starts an upload.
    package var uploads: WebAddress { address("blobs/uploads/") }

    /// The address that mounts a blob from another repository of the registry, which saves uploading it.
    package func mount(_ digest: Digest, from source: String) -> WebAddress {
        uploads.adding([("mount", digest.description), ("from", source)])
    }

    private func address(_ suffix: String) -> WebAddress {
        let address = base.appending(path: "\(repository)/\(suffix)")
        guard let namespace else { return address }
        return address.adding([("ns", namespace)])
    }
}

/// The result of a `HEAD` request for a manifest.
///
/// Many registries do not support it well: they respond with 404, 405 or 401, or omit the digest. The manifest is then
/// requested with `GET`.
package struct ManifestHead: Hashable, Sendable {
    /// The digest that the registry claims; the manifest's bytes must still be verified against it.
    package let digest: Digest
    /// The media type, without parameters.
    package let mediaType: String?
    /// The manifest's size in bytes, if the registry reports it.
    package let size: Int64?

    /// The facts about a manifest whose bytes are known.
    package init(digest: Digest, mediaType: String?, size: Int64?) {
        self.digest = digest
        self.mediaType = mediaType
        self.size = size
    }

    /// Reads a response head; `nil` when it does not contain a usable digest.
    package init?(_ head: HTTPHead) {
        guard head.status == 200, let text = head.headers.first("Docker-Content-Digest"),
            let digest = try? Digest(parsing: text)
        else { return nil }
        self.digest = digest
        mediaType = head.contentType
        size = head.contentLength
    }
}
