import ErrorMapping
import ImageModel
import PinModel
import PlatformModel
import RegistryClient

extension Resolver {
    /// Checks the digests that files pin: Dockerfiles, compose files, Kubernetes objects, Helm values, lists and others.
    ///
    /// Each image is asked for once. With `fixes`, the digest of a list replaces that of one of its entries; nothing else in
    /// the files changes, and a file is replaced as a whole or not at all.
    package func checkPins(in paths: [String], fixes: Bool) async throws(ResolverError) -> PinReport {
        try requireNetwork("pins are compared with what the registry has")
        let opened = paths.map { path in
            (path, Result { () throws(ResolverError) in try OpenedPinFile(path: path) })
        }
        var references: [Reference] = []
        var seen: Set<Reference> = []
        for case (_, .success(let file)) in opened {
            for pin in file.scan.pins where seen.insert(pin.reference).inserted { references.append(pin.reference) }
        }
        let found = try await slots.each(references, cancelled: .interrupted) { reference throws(ResolverError) in
            let result = await outcome { () async throws(ResolverError) in try await verdict(on: reference) }
            if case .failure(let error) = result, error.kind == .interrupted { throw error }
            return (reference, result)
        }
        let results = Dictionary(found) { first, _ in first }
        return PinReport(
            files: opened.map { path, file in
                switch file {
                case .success(let file): fixes ? Self.fixed(file, results) : CheckedPinFile(file, results)
                case .failure(let error): CheckedPinFile(unreadable: path, error)
                }
            })
    }

    /// The file with the digests of lists in place of those of their entries.
    private static func fixed(
        _ file: OpenedPinFile, _ results: [Reference: Result<PinVerdict, ResolverError>]
    ) -> CheckedPinFile {
        var checked = CheckedPinFile(file, results)
        let wanted = checked.pins.compactMap { pin in pin.better?.digest.map { (pin: pin.pin, digest: $0) } }
        let edit = PinEdit.replacing(wanted, in: file.bytes)
        guard !edit.replaced.isEmpty else { return checked }
        do throws(ResolverError) {
            try file.write(edit.bytes)
            let replaced = Set(edit.replaced)
            for index in checked.pins.indices {
                checked.pins[index].isRewritten = replaced.contains(checked.pins[index].pin)
            }
        } catch {
            checked.failure = error
        }
        return checked
    }

    /// What a reference with a digest stands for.
    private func verdict(on reference: Reference) async throws(ResolverError) -> PinVerdict {
        let image = reference.description
        return try await bounded(image) { _ throws(ResolverError) in
            let endpoints = try await network.endpoints(of: reference, image: image)
            let reader = PinReader(reference: reference, endpoints: endpoints, note: noting(image))
            return PinVerdict(try await reader.evidence())
        }
    }
}

/// Asks the registry what a reference with a digest stands for.
struct PinReader: Sendable {
    let reference: Reference
    let endpoints: EndpointSessions
    let note: @Sendable (String) -> Void

    /// The most nested lists of one list that are read.
    private static let mostLists = 64

    /// What the digest and the tag beside it name.
    func evidence() async throws(ResolverError) -> PinEvidence {
        guard let digest = reference.digest else { throw ResolverError(.internal, "a pin has no digest") }
        let origin = RegistryOrigin(reference.pinned(to: digest), at: endpoints, note: note)
        let root = try await origin.root()
        let tag = try await tag(beside: digest)
        guard case .manifest(let manifest) = root.content else { return PinEvidence(.list, tag: tag?.name) }
        var platform = tag?.platform
        if platform == nil { platform = try await self.platform(of: root, manifest, at: origin) }
        return PinEvidence(.manifest(platform), tag: tag?.name)
    }

    /// What the tag beside `digest` names, with the platform that its list declares for the digest.
    func tag(beside digest: Digest) async throws(ResolverError) -> (name: PinEvidence.Tag, platform: Platform?)? {
        guard let tag = reference.tag else { return nil }
        if await endpoints.current(tag)?.digest == digest { return (.same, nil) }
        let origin = RegistryOrigin(reference.unpinned, at: endpoints, note: note)
        let root: Document
        do throws(ResolverError) {
            root = try await origin.root()
        } catch {
            guard error.kind == .notFound else { throw error }
            return (.missing, nil)
        }
        guard root.digest != digest else { return (.same, nil) }
        guard case .index(let index) = root.content else { return (.manifest(root.digest), nil) }
        var remaining = Self.mostLists
        let entry = try await entry(for: digest, in: index, of: origin, remaining: &remaining)
        let isBlank = entry?.platform?.isBlank == true
        return (.list(root.digest, holdsPin: entry != nil), isBlank ? nil : entry?.platform)
    }

    /// The entry with this digest, also in nested lists.
    private func entry(
        for digest: Digest, in index: ImageIndex, of origin: RegistryOrigin, remaining: inout Int
    ) async throws(ResolverError) -> Descriptor? {
        if let entry = index.manifests.first(where: { $0.digest == digest }) { return entry }
        for entry in index.manifests where MediaType.isIndex(entry.mediaType) {
            guard remaining > 0 else { return nil }
            remaining -= 1
            guard case .index(let nested) = try await origin.document(entry).content else { continue }
            if let found = try await self.entry(for: digest, in: nested, of: origin, remaining: &remaining) {
                return found
            }
        }
        return nil
    }

    /// The platform in the config of a manifest; `nil` if it names none, or the manifest is not that of an image.
    private func platform(
        of root: Document, _ manifest: ImageManifest, at origin: RegistryOrigin
    ) async throws(ResolverError) -> Platform? {
        do throws(ResolverError) {
            return try await origin.imageIfAny(root, manifest)?.config.platform
        } catch {
            guard error.isAboutContent else { throw error }
            return nil
        }
    }
}
