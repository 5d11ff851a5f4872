/// Chooses how many connections fetch one blob: as many as make it faster.
///
/// It starts with one. If that connection, or all blobs together, use the machine fully, no extra connections are made.
/// Otherwise there are four, and the number doubles as long as the rate rises with it. When it does not, the number returns to
/// the previous one and rests for a while, because the link may improve.
package struct ConnectionGovernor: Hashable, Sendable {
    /// The rate, in bytes per second, at which one connection needs no extra ones: 2 Gbit/s.
    ///
    /// Beyond it the server, hashing and copying keep the cores busy, and an extra connection costs more than it gains (measured
    /// on loopback: 1 GiB in 1.2 s with four connections, in 1.0 s with one).
    package static let plentyBytesPerSecond: Double = 256 * 1024 * 1024
    /// The rate at which hashing and copying all blobs together keep that many processors busy.
    ///
    /// Measured on loopback with two processors: eight layers in 0.53 s with extra connections for the larger ones, in 0.44 s
    /// without.
    package static func plenty(processors: Int) -> Double {
        plentyBytesPerSecond * Double(max(1, processors))
    }

    /// The number of connections after a first one that is slower than ``plentyBytesPerSecond``.
    private static let firstIncrease = 4
    /// The gain that justifies more connections: a tenth.
    private static let worthwhileGain = 1.1
    /// The number of observations without a trial after a failed one.
    private static let restingObservations = 16
    /// The shortest time between two observations, in seconds.
    private static let leastSeconds = 0.125
    /// The longest time between two observations, in seconds.
    private static let mostSeconds = 1.0

    /// The seconds between two observations when the first byte of a response takes `latency` seconds.
    ///
    /// A new connection needs several round trips to reach its full rate.
    package static func observationSeconds(latency: Double) -> Double {
        min(max(leastSeconds, 5 * latency), mostSeconds)
    }

    /// The slow observations in a row that are tolerated of a connection that was fast.
    private static let patience = 1

    private struct Trial: Hashable {
        let connections: Int
        let bytesPerSecond: Double
    }

    /// The number of connections to use now.
    package private(set) var target: Int
    private let most: Int
    private let plentyCombined: Double
    private var trial: Trial?
    private var rest = 0
    private var slowObservations = 0
    private var wasPlenty = false

    /// Starts with one connection; there are never more than `most`, and no extra ones while all blobs together reach
    /// `plentyCombined` bytes per second.
    package init(most: Int, plentyCombined: Double = .infinity) {
        self.most = max(1, most)
        self.plentyCombined = plentyCombined
        target = 1
    }

    /// Notes the rate since the last observation, during which `connections` were active throughout; `combined` is the rate of all
    /// blobs.
    package mutating func observe(bytesPerSecond: Double, connections: Int, combined: Double = 0) {
        // With fewer than the target, at the end or while waiting for the hasher, the rate says nothing about more of them.
        guard connections >= target else { return }
        guard target > 1 else {
            return observeFirst(bytesPerSecond >= Self.plentyBytesPerSecond || combined >= plentyCombined)
        }
        if let trial {
            guard bytesPerSecond >= trial.bytesPerSecond * Self.worthwhileGain else {
                target = trial.connections
                self.trial = nil
                rest = Self.restingObservations
                return
            }
        }
        guard rest == 0 else {
            rest -= 1
            return
        }
        guard target < most else { return }
        trial = Trial(connections: target, bytesPerSecond: bytesPerSecond)
        target = min(most, target * 2)
    }

    private mutating func observeFirst(_ isPlenty: Bool) {
        slowObservations = isPlenty ? 0 : slowObservations + 1
        if isPlenty { wasPlenty = true }
        // A connection that was fast gets time: between two ranges, or while the disk catches up, nothing arrives.
        guard slowObservations > (wasPlenty ? Self.patience : 0) else { return }
        target = min(Self.firstIncrease, most)
    }
}
