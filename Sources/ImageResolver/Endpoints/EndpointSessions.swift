import ImageModel
import RegistryClient

/// The sessions with the places of one image, in the order in which they are asked.
struct EndpointSessions: Sendable {
    /// Those with places that may say what a tag stands for.
    let tags: [RegistrySession]
    /// Those with places that may be asked for what has a digest.
    let digests: [RegistrySession]

    /// What the tag stands for at the first place that answers a HEAD, and that place; `nil` where none does.
    func current(_ tag: String) async -> (digest: Digest, place: RegistrySession)? {
        for (index, session) in tags.enumerated() {
            guard await session.end == nil else { continue }
            do throws(SessionError) {
                if let digest = try await session.digest(ofTag: tag) { return (digest, session) }
            } catch {
                // Who refuses a HEAD may answer a GET; who does not answer at all is not waited for again.
                guard case .transfer = error, index + 1 < tags.count, !Task.isCancelled else { continue }
                await session.passOver(.session(error, what: "manifest '\(tag)'"))
            }
        }
        return nil
    }
}
