import Dispatch
import RegistryProtocol
import Synchronization

/// One ``RateBucket`` for all loops of a process, driven by the machine's monotonic clock.
///
/// A lock guards it, because each loop uses it on its own queue.
package final class SharedRate: Sendable {
    /// The number of bytes allowed per second.
    let bytesPerSecond: Int64
    private let bucket: Mutex<RateBucket>

    /// A limit of `bytesPerSecond` for all transfers that share it.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = bytesPerSecond
        bucket = Mutex(RateBucket(bytesPerSecond: bytesPerSecond))
    }

    /// Whether bytes may be transferred now.
    var isOpen: Bool { bucket.withLock { $0.isOpen(at: LoopClock.seconds()) } }

    /// The milliseconds until bytes may be transferred again, rounded up.
    var millisecondsUntilOpen: Int32 {
        Int32(min(1000, bucket.withLock { $0.secondsUntilOpen(at: LoopClock.seconds()) } * 1000).rounded(.up))
    }

    /// Accounts for `count` bytes if the bucket is open; `false` if they have to wait.
    func take(_ count: Int) -> Bool {
        bucket.withLock { bucket in
            let now = LoopClock.seconds()
            guard bucket.isOpen(at: now) else { return false }
            bucket.take(count, at: now)
            return true
        }
    }
}

/// A clock that advances while a loop serves its transfers and stands still while something blocks the loop.
///
/// Time lost to a slow disk write or a stopped process must not count as a stall of a transfer.
struct LoopClock {
    /// The longest time between two calls of ``advance(waited:)`` that counts, in seconds, in addition to intended waits.
    private static let longestStep = 0.1

    /// The seconds counted so far.
    private(set) var now = 0.0
    private var seen = Self.seconds()

    /// The time of the machine's monotonic clock, in seconds.
    static func seconds() -> Double {
        Double(DispatchTime.now().uptimeNanoseconds) / 1e9
    }

    /// Counts the time since the last call, at most `waited` seconds of which were spent waiting on purpose.
    mutating func advance(waited: Double = 0) {
        let moment = Self.seconds()
        now += min(max(0, moment - seen), waited + Self.longestStep)
        seen = moment
    }
}
