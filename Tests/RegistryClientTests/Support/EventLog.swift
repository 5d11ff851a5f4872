import RegistryClient
import Synchronization

/// What sessions and fetches have told, in order; a lock, because they tell it from any thread.
final class EventLog: Sendable {
    private let sessions = Mutex<[SessionEvent]>([])
    private let blobs = Mutex<[BlobEvent]>([])

    /// Takes an event of a session.
    func note(_ event: SessionEvent) { sessions.withLock { $0.append(event) } }

    /// Takes an event of a blob.
    func note(_ event: BlobEvent) { blobs.withLock { $0.append(event) } }

    /// The warnings so far.
    var warnings: [String] {
        sessions.withLock { $0 }.compactMap { if case .warning(let text) = $0 { text } else { nil } }
    }

    /// The lines about requests so far.
    var requests: [String] {
        sessions.withLock { $0 }.compactMap { if case .request(let text) = $0 { text } else { nil } }
    }

    /// The waits before retries so far.
    var waits: [Int] {
        sessions.withLock { $0 }.compactMap { event in
            guard case .retried(_, _, _, let milliseconds, _) = event else { return nil }
            return milliseconds
        }
    }

    /// Everything so far as text, to be searched for what must not be there.
    var everything: String {
        sessions.withLock { $0 }.map { "\($0)" }.joined(separator: "\n")
    }

    /// What happened to blobs so far.
    var blobEvents: [BlobEvent] { blobs.withLock { $0 } }
}
