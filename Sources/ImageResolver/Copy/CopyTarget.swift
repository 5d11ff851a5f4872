import ImageModel

/// One repository that an image is copied to, and the names that it gets there.
struct CopyTarget: Sendable {
    /// The repository; its tag and digest mean nothing.
    let reference: Reference
    /// The tags, each once.
    private(set) var tags: [String] = []
    /// The digest that the user says it has.
    private(set) var digest: Digest?

    /// What stands before places that are no registry.
    private static let otherPlaces = [
        "oci:", "oci-archive:", "docker-archive:", "docker-daemon:", "containers-storage:", "containerd:", "dir:",
    ]

    /// The repositories of a request, in the order in which they are named.
    static func targets(of request: CopyRequest) throws(ResolverError) -> [CopyTarget] {
        guard !request.targets.isEmpty || !request.repositories.isEmpty else {
            throw ResolverError(.usage, "the copy has no name")
        }
        for tag in request.tags where !Reference.isTag(tag) {
            throw ResolverError(.malformed, "'\(Printable.escaped(tag))' is no tag")
        }
        var targets: [CopyTarget] = []
        for text in request.targets {
            let reference = try parsed(text)
            let place = targets.firstIndex { $0.reference.name == reference.name }
            var target = place.map { targets[$0] } ?? CopyTarget(reference: reference)
            // Where the source's tags are taken over, nobody asked for `latest` by leaving the tag out.
            let isWritten = reference.tag.map { text.hasSuffix(":\($0)") || reference.digest != nil } ?? false
            if let tag = reference.tag, isWritten || !request.allTagsOfDigest { target.add([tag]) }
            target.add(request.tags)
            try target.pin(to: reference.digest)
            if let place { targets[place] = target } else { targets.append(target) }
        }
        for text in request.repositories {
            let reference = try parsed(text)
            guard !targets.contains(where: { $0.reference.name == reference.name }) else { continue }
            targets.append(CopyTarget(reference: reference))
        }
        return targets
    }

    /// Takes more tags.
    mutating func add(_ more: [String]) {
        for tag in more where !tags.contains(tag) { tags.append(tag) }
    }

    /// The names of the copy, for people.
    func name(_ tag: String?) -> String {
        tag.map { "\(reference.name):\($0)" } ?? reference.name
    }

    /// Refuses a copy of another digest than the name says.
    func check(_ copied: Digest) throws(ResolverError) {
        guard let digest, digest != copied else { return }
        throw ResolverError(
            .usage, "'\(reference.name)@\(digest)' cannot stand for the copy, whose digest is \(copied)",
            hint: "name the copy by a tag")
    }

    private mutating func pin(to named: Digest?) throws(ResolverError) {
        guard let named else { return }
        guard digest == nil || digest == named else {
            throw ResolverError(.usage, "'\(reference.name)' is named with two digests")
        }
        digest = named
    }

    private static func parsed(_ text: String) throws(ResolverError) -> Reference {
        if let place = otherPlaces.first(where: { text.utf8.starts(with: $0.utf8) }) {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' is no name at a registry: it begins with '\(place)'",
                hint: "resolve pull -o writes images to other places")
        }
        do throws(ReferenceError) {
            return try Reference(parsing: text)
        } catch {
            throw ResolverError(.malformed, error.description)
        }
    }
}
