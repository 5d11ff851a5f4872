import RegistryClient
import Synchronization

/// The events of sessions and fetches, in order; a lock guards them, because they arrive on any thread.
final class EventLog: Sendable {
    private let sessions = Mutex<[SessionEvent]>([])
    private let blobs = Mutex<[BlobEvent]>([])

    /// Records an event of a session.
    func note(_ event: SessionEvent) { sessions.withLock { $0.append(event) } }

    /// Records an event of a blob.
    func note(_ event: BlobEvent) { blobs.withLock { $0.append(event) } }

    /// The warnings so far.
    var warnings: [String] {
        sessions.withLock { $0 }.compactMap { if case .warning(let text) = $0 { text } else { nil } }
    }

    /// The lines about requests so far.
    var requests: [String] {
        sessions.withLock { $0 }.compactMap { if case .request(let text) = $0 { text() } else { nil } }
    }

    /// The waits before retries so far.
    var waits: [Int] {
        sessions.withLock { $0 }.compactMap { event in
            guard case .retried(_, _, _, let milliseconds, _) = event else { return nil }
            return milliseconds
        }
    }

    /// The endpoints reported as skipped so far.
    var skipped: [String] {
        sessions.withLock { $0 }.compactMap { if case .skipped(let endpoint, _) = $0 { endpoint } else { nil } }
    }

    /// Everything so far as text, to be searched for secrets.
    var everything: String {
        sessions.withLock { $0 }.map { "\($0)" }.joined(separator: "\n")
    }

    /// The events of blobs so far.
    var blobEvents: [BlobEvent] { blobs.withLock { $0 } }
}
