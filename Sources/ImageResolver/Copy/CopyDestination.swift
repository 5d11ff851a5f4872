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
