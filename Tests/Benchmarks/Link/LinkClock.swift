import Foundation

/// The clock of links: nanoseconds since some moment, never going back.
enum LinkClock {
    /// Now.
    static var now: Int64 { Int64(DispatchTime.now().uptimeNanoseconds) }

    /// Sleeps until `moment`, if it lies ahead.
    static func sleep(until moment: Int64) {
        let left = moment - now
        guard left > 0 else { return }
        var time = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
        nanosleep(&time, nil)
    }
}
