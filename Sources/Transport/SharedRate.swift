import RegistryProtocol
import Synchronization

/// One ``RateBucket`` for all loops of a process, on the machine's own clock.
///
/// Behind a lock, because each loop takes from it on its own queue.
package final class SharedRate: Sendable {
    /// The bytes that may come in a second.
    let bytesPerSecond: Int64
    private let bucket: Mutex<RateBucket>

    /// A limit of `bytesPerSecond` for whoever shares it.
    package init(bytesPerSecond: Int64) {
        self.bytesPerSecond = bytesPerSecond
        bucket = Mutex(RateBucket(bytesPerSecond: bytesPerSecond))
    }

    /// Whether bytes may be taken now.
    var isOpen: Bool { bucket.withLock { $0.isOpen(at: LoopClock.seconds()) } }

    /// The milliseconds until bytes may be taken, rounded up.
    var millisecondsUntilOpen: Int32 {
        Int32(min(1000, bucket.withLock { $0.secondsUntilOpen(at: LoopClock.seconds()) } * 1000).rounded(.up))
    }

    /// Takes `count` bytes, if any may be taken now; `false` where the bytes have to wait.
    func take(_ count: Int) -> Bool {
        bucket.withLock { bucket in
            let now = LoopClock.seconds()
            guard bucket.isOpen(at: now) else { return false }
            bucket.take(count, at: now)
            return true
        }
    }
}
