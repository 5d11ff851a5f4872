import Dispatch

/// A clock that runs while a loop attends to its transfers, and stands still while something holds the loop up.
///
/// A write that the disk takes long for, or a process that was stopped, is no transfer's stall.
struct LoopClock {
    /// The longest time, in seconds, that counts between two looks beyond what was waited for on purpose.
    private static let longestStep = 0.1

    /// The seconds that have counted.
    private(set) var now = 0.0
    private var seen = Self.seconds()

    /// The machine's monotonic clock.
    static func seconds() -> Double {
        Double(DispatchTime.now().uptimeNanoseconds) / 1e9
    }

    /// Counts the time since the last look, of which `waited` seconds at most were spent on purpose.
    mutating func advance(waited: Double = 0) {
        let moment = Self.seconds()
        now += min(max(0, moment - seen), waited + Self.longestStep)
        seen = moment
    }
}
