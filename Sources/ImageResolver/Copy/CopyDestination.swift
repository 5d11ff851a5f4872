import ErrorMapping
import ImageModel
import ImageStore
import RegistryClient
import RegistryProtocol

/// A repository that an image is copied to, the names of the copy there, and what these names refer to now.
struct CopyDestination: Sendable {
    /// The repository and the names of the copy.
    var target: CopyTarget
    /// The session that writes to the repository.
    let session: RegistrySession
    /// What the requested tags and digests refer to.
    private var heads: [String: ManifestHead] = [:]
    private var requested: Set<String> = []
    /// What the registry calls the copy if it uses another digest algorithm.
    private var otherNames: Set<Digest> = []
    /// The digest by which the registry serves the copy, once it was written there.
    var served: Digest?

    /// A repository that has not been requested yet.
    init(_ target: CopyTarget, _ session: RegistrySession) {
        self.target = target
        self.session = session
    }

    /// Requests what the tags, and the digest in the name, refer to, unless that is known.
    ///
    /// Where tags are moved, 404 to a HEAD is trusted: a registry that has the manifest in spite of it merely gets it again.
    mutating func request(
        _ slots: TransferSlots, existingTags: CopyRequest.ExistingTags
    ) async throws(ResolverError) {
        let names = (target.tags + [target.digest?.description].compactMap(\.self)).filter { !requested.contains($0) }
        guard !names.isEmpty else { return }
        let (session, repository) = (session, target.reference)
        let absence: AbsenceProof =
            switch existingTags {
            case .move: .head
            case .keep, .moveIfForced: .get
            }
        let found = try await slots.each(names, cancelled: .interrupted) { name throws(ResolverError) in
            try await mapError(
                { ResolverError(copy: $0, to: repository) },
                awaiting: try await session.manifestHead(name, absence: absence))
        }
        for (name, head) in zip(names, found) { heads[name] = head }
        requested.formUnion(names)
    }

    /// The one document that all names refer to; `nil` if a name is free or they differ.
    var common: ManifestHead? {
        let names = target.tags.isEmpty ? [target.digest?.description].compactMap(\.self) : target.tags
        guard let first = names.first.flatMap({ heads[$0] }) else { return nil }
        return names.allSatisfy { heads[$0]?.digest == first.digest } ? first : nil
    }

    /// Recognizes `document` if a name refers to it under a digest of another algorithm.
    mutating func recognize(_ document: Document) throws(ResolverError) {
        for named in Set(heads.values.map(\.digest)) where named.algorithm != document.digest.algorithm {
            let own = try mapError(
                ResolverError.init(store:), try Digest.of(document.bytes, algorithm: named.algorithm))
            if own == named { otherNames.insert(named) }
        }
    }

    /// Whether `name` refers to that document.
    func has(_ digest: Digest, under name: String) -> Bool {
        guard let current = heads[name]?.digest else { return false }
        return current == digest || otherNames.contains(current)
    }

    /// Whether all names refer to that document.
    func hasEverywhere(_ digest: Digest) -> Bool {
        let names = target.tags.isEmpty ? [target.digest?.description].compactMap(\.self) : target.tags
        return !names.isEmpty && names.allSatisfy { has(digest, under: $0) }
    }

    /// Refuses to replace what one of the tags refers to.
    func checkTags(_ digest: Digest, _ request: CopyRequest) throws(ResolverError) {
        let hint: String
        switch request.existingTags {
        case .move: return
        case .keep: hint = "without --keep-existing the tag is moved to the copy"
        case .moveIfForced where request.isForced: return
        case .moveIfForced: hint = "--force moves the tag to the copy"
        }
        for tag in target.tags where !has(digest, under: tag) {
            guard let current = heads[tag]?.digest else { continue }
            var error = ResolverError(
                .conflict, "the tag already refers to \(current), not to \(digest)", hint: hint)
            error.image = "\(target.reference.name):\(tag)"
            error.registry = target.reference.registry
            throw error
        }
    }

    /// The names of the copy, now that it is complete.
    func names(of digest: Digest) -> [CopiedImage.Target] {
        let names: [String?] = target.tags.isEmpty ? [nil] : target.tags
        return names.map { tag in
            let name = tag ?? digest.description
            let current = heads[name]?.digest
            let wasThere = has(digest, under: name)
            return CopiedImage.Target(
                name: target.reference.name, tag: tag, digest: (wasThere ? current : served) ?? digest,
                replaced: wasThere ? nil : current, wasThere: wasThere)
        }
    }
}

/// A repository that an image is copied to, and the names of the copy there.
struct CopyTarget: Sendable {
    /// The repository; its tag and digest are ignored.
    let reference: Reference
    /// The tags, without duplicates.
    private(set) var tags: [String] = []
    /// The digest that the user expects the copy to have.
    private(set) var digest: Digest?

    /// Prefixes of names that do not refer to a registry.
    private static let otherTransports = [
        "oci:", "oci-archive:", "docker-archive:", "docker-daemon:", "containers-storage:", "containerd:", "dir:",
    ]

    /// The repositories of a request, in the order in which they are named.
    static func targets(of request: CopyRequest) throws(ResolverError) -> [CopyTarget] {
        guard !request.targets.isEmpty || !request.repositories.isEmpty else {
            throw ResolverError(.usage, "no name for the copy")
        }
        for tag in request.tags where !Reference.isTag(tag) {
            throw ResolverError(.malformed, "'\(Printable.escaped(tag))' is not a tag")
        }
        var targets: [CopyTarget] = []
        for text in request.targets {
            let reference = try parsed(text)
            let index = targets.firstIndex { $0.reference.name == reference.name }
            var target = index.map { targets[$0] } ?? CopyTarget(reference: reference)
            // If the tags of the source are used, a target without a tag does not mean `latest`.
            let isWritten = reference.tag.map { text.hasSuffix(":\($0)") || reference.digest != nil } ?? false
            if let tag = reference.tag, isWritten || !request.allTagsOfDigest { target.add([tag]) }
            target.add(request.tags)
            try target.pin(to: reference.digest)
            if let index { targets[index] = target } else { targets.append(target) }
        }
        for text in request.repositories {
            let reference = try parsed(text)
            guard !targets.contains(where: { $0.reference.name == reference.name }) else { continue }
            targets.append(CopyTarget(reference: reference))
        }
        return targets
    }

    /// Adds tags.
    mutating func add(_ more: [String]) {
        for tag in more where !tags.contains(tag) { tags.append(tag) }
    }

    /// Refuses a copy with another digest than the one in the name.
    func check(_ copied: Digest) throws(ResolverError) {
        guard let digest, digest != copied else { return }
        throw ResolverError(
            .usage, "'\(reference.name)@\(digest)' cannot name the copy, whose digest is \(copied)",
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
        if let prefix = otherTransports.first(where: { text.utf8.starts(with: $0.utf8) }) {
            throw ResolverError(
                .usage, "'\(Printable.escaped(text))' is not a name at a registry: it begins with '\(prefix)'",
                hint: "resolve pull -o writes an image to a directory")
        }
        return try mapError({ (error: ReferenceError) in ResolverError.malformed(error) }, try Reference(parsing: text))
    }
}
