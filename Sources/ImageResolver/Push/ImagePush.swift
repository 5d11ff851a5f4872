import ImageModel
import RegistryClient
import PlatformModel
import RegistryProtocol

/// Pushes one image from this machine: choose, see that all is there, bring blobs and manifests, give the tag.
struct ImagePush: Sendable {
    let request: PushRequest
    let source: OpenSource
    /// Where the image lies.
    let local: LocalBlobs
    let slots: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void
    let rules: @Sendable () async throws(ResolverError) -> HostRules

    /// Brings the image to `destination`; nothing is written there before all that is pushed was found here.
    func run(to destination: CopyDestination) async throws(ResolverError) -> CopiedImage {
        var destination = destination
        var account = CopyAccount(image: request.source, start: ProcessFacts.now())
        let choice = try await choice(of: try await source.origin.root())
        let document = choice.document
        var gathering = LocalGathering(origin: source.origin, local: local, entries: choice.entries)
        let content = try await gathering.content(of: document)
        try await destination.ask(slots)
        try destination.target.check(document.digest)
        events(.resolved(image: request.source, digest: document.digest, platform: nil, word: choice.word))
        if let note = choice.note { events(.note("\(request.source): \(note)")) }
        if destination.common?.digest != document.digest {
            do throws(CopyError) {
                try await push(document, content, to: destination, &account)
            } catch {
                throw ResolverError(copy: error, to: destination.target.reference)
            }
        }
        return account.image(choice, [destination])
    }

    private func choice(of root: Document) async throws(ResolverError) -> CopyChoice {
        guard !request.platforms.isEmpty else { return CopyChoice(all: root) }
        let rules = try await rules()
        guard case .some(let wanted) = try rules.wanted.selection(request.platforms) else {
            return CopyChoice(all: root)
        }
        for one in wanted { rules.warnings(about: one).forEach(events) }
        let chooser = CopyChooser(
            origin: source.origin, selector: rules.selector(request.source, source), narrowing: .filter,
            keepsAttestations: false)
        let choice = try await chooser.choice(of: root, for: wanted)
        for remark in try await chooser.confirm(root, for: wanted) { events(remark.event(about: request.source)) }
        return choice
    }

    private func push(
        _ document: Document, _ content: LocalContent, to destination: CopyDestination, _ account: inout CopyAccount
    ) async throws(CopyError) {
        let (image, events) = (request.source, events)
        let target = destination.target
        let origin = CopyOrigin(content, knownAs: source.formerName, to: target.reference)
        let copier = ImageCopier(to: destination.session, slots: slots) { $0.tell(events, image: image) }
        let outcome = try await copier.copy(
            [CopyRoot(document.descriptor, bytes: document.bytes, tags: target.tags)], from: origin)
        account.add(outcome)
        let referrers = ReferrersCopier(
            from: origin, to: destination.session, by: copier, slots: slots, replacesTags: false,
            warn: { events(.warning("\(image): \($0)")) })
        try await referrers.list(outcome)
    }
}
