import ImageModel
import ImageResolver
import Synchronization

/// Collects the events of a resolver.
final class ReportedEvents: Sendable {
    private let kept = Mutex<[ResolverEvent]>([])

    /// Adds one event.
    func take(_ event: ResolverEvent) {
        kept.withLock { $0.append(event) }
    }

    /// Every event so far.
    var events: [ResolverEvent] { kept.withLock { $0 } }

    /// The warnings so far.
    var warnings: [String] {
        events.compactMap { event in if case .warning(let text) = event { text } else { nil } }
    }

    /// The notes so far.
    var notes: [String] {
        events.compactMap { event in if case .note(let text) = event { text } else { nil } }
    }

    /// The complete blobs, and whether they were already present.
    var doneBlobs: [String: Bool] {
        var done: [String: Bool] = [:]
        for case .blobDone(let digest, _, let cached) in events { done["\(digest)"] = cached }
        return done
    }
}
