import ImageStore
import Synchronization

/// When the state of a blob's part is brought up to date while the blob arrives, for whoever resumes after a kill.
///
/// All sinks of the blob share it: with many connections at once there is still one note at a time.
final class DurabilityNotes: Sendable {
    /// The bytes after which a note is due…
    private static let bytes: Int64 = 64 << 20
    /// …or the time after which it is.
    private static let nanoseconds: UInt64 = 2_000_000_000

    private let lastBytes: Atomic<Int64>
    private let lastTime = Atomic<UInt64>(0)

    /// Notes for a part of which so many bytes are noted already.
    init(noted bytes: Int64) {
        lastBytes = Atomic(bytes)
    }

    /// Whether a note of what is `held` is due, which counts as made then; `now` is a time in nanoseconds that does not run
    /// backwards.
    func isDue(_ held: ByteRanges, now: UInt64) -> Bool {
        let since = lastTime.load(ordering: .relaxed)
        guard since > 0 else {
            lastTime.store(now, ordering: .relaxed)
            return false
        }
        let isDue =
            held.byteCount - lastBytes.load(ordering: .relaxed) >= Self.bytes || now &- since >= Self.nanoseconds
        guard isDue else { return false }
        lastTime.store(now, ordering: .relaxed)
        lastBytes.store(held.byteCount, ordering: .relaxed)
        return true
    }
}
