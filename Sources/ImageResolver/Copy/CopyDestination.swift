import ImageModel
import RegistryClient
import RegistryProtocol

/// One repository that an image is copied to, and what its tags stand for there.
struct CopyDestination: Sendable {
    /// The repository, with the tags that the copy gets.
    var target: CopyTarget
    /// The session that writes there.
    let session: RegistrySession
    /// What was asked so far, by tag or digest: what stands there.
    private var heads: [String: ManifestHead] = [:]
    private var asked: Set<String> = []

    /// A repository that nothing has been asked of.
    init(_ target: CopyTarget, _ session: RegistrySession) {
        self.target = target
        self.session = session
    }

    /// Asks for what stands under the tags, and under the digest that the user has named.
    mutating func ask(_ slots: TransferSlots) async throws(ResolverError) {
        try await ask(target.tags + [target.digest?.description].compactMap(\.self), slots)
    }

    /// Asks for what stands under some names, unless that is known.
    mutating func ask(_ names: [String], _ slots: TransferSlots) async throws(ResolverError) {
        let open = names.filter { !asked.contains($0) }
        guard !open.isEmpty else { return }
        let session = session
        do throws(CopyError) {
            let found = try await slots.each(open) { name throws(CopyError) in
                do throws(FetchError) {
                    return try await session.manifestHead(name)
                } catch {
                    throw .target(error)
                }
            }
            for (name, head) in zip(open, found) { heads[name] = head }
            asked.formUnion(open)
        } catch {
            throw ResolverError(copy: error, to: target.reference)
        }
    }

    /// The one document that all the names stand for; `nil` where a name is free, or they differ.
    var common: ManifestHead? {
        let names = target.tags.isEmpty ? [target.digest?.description].compactMap(\.self) : target.tags
        guard let first = names.first.flatMap({ heads[$0] }) else { return nil }
        return names.allSatisfy { heads[$0]?.digest == first.digest } ? first : nil
    }

    /// Whether that name stands for that document.
    func has(_ digest: Digest, under name: String) -> Bool { heads[name]?.digest == digest }

    /// Refuses to replace what one of the tags stands for.
    func checkTags(_ digest: Digest) throws(ResolverError) {
        for tag in target.tags {
            guard let standing = heads[tag]?.digest, standing != digest else { continue }
            var error = ResolverError(
                .conflict, "the tag exists and stands for \(standing); the copy is \(digest)",
                hint: "--force lets the tag stand for the copy")
            error.image = "\(target.reference.name):\(tag)"
            error.registry = target.reference.registry
            throw error
        }
    }
}

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
