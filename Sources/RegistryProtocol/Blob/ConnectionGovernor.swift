/// How many connections fetch one blob: more while the blob comes faster with them, and no more than that.
///
/// One begins. Where it brings as much as a machine can make use of, or all blobs together do, it stays alone; else there are
/// four, and their number is doubled as long as the rate follows. Where it does not, the number goes back, and rests for a while: the link may get
/// better.
package struct ConnectionGovernor: Hashable, Sendable {
    /// The rate, in bytes a second, at which one connection needs no company: 2 Gbit/s.
    ///
    /// Beyond it the server, the hash and the copies keep the cores busy, and every other connection costs more than it brings
    /// (measured on loopback: 1 GiB in 1.2 s by four, in 1.0 s by one).
    package static let plentyBytesPerSecond: Double = 256 * 1024 * 1024
    /// The rate at which all blobs together keep so many processors busy, each with a hash and its copies.
    ///
    /// Measured on loopback with two: eight layers in 0.53 s where the larger ones got company, in 0.44 s where none did.
    package static func plenty(processors: Int) -> Double {
        plentyBytesPerSecond * Double(max(1, processors))
    }

    /// How many connections follow a first one that is slower.
    package static let firstCompany = 4
    /// How much faster more connections must be to stay: by a tenth.
    private static let worthwhileGain = 1.1
    /// The observations for which the number rests after a trial that failed.
    private static let restingObservations = 16
    /// The shortest time, in seconds, between two observations but the first.
    private static let leastSeconds = 0.125
    /// The longest.
    private static let mostSeconds = 1.0

    /// The seconds between two observations, where the first byte of an answer takes `latency` seconds.
    ///
    /// A new connection needs several round trips until it shows what it can bring.
    package static func observationSeconds(latency: Double) -> Double {
        min(max(leastSeconds, 5 * latency), mostSeconds)
    }

    /// The slow observations in a row that a connection is allowed which has been fast.
    private static let patience = 1

    private struct Trial: Hashable {
        let connections: Int
        let bytesPerSecond: Double
    }

    /// How many connections are wanted now.
    package private(set) var target: Int
    private let most: Int
    private let plentyTogether: Double
    private var trial: Trial?
    private var rest = 0
    private var slowObservations = 0
    private var wasPlenty = false

    /// Begins with one connection; there will never be more than `most`, and no company while all blobs together bring
    /// `plentyTogether` bytes a second.
    package init(most: Int, plentyTogether: Double = .infinity) {
        self.most = max(1, most)
        self.plentyTogether = plentyTogether
        target = 1
    }

    /// Takes note of the rate since the last observation, at which `connections` were at work all the time; `together` is that
    /// of all blobs.
    package mutating func observe(bytesPerSecond: Double, connections: Int, together: Double = 0) {
        // With fewer than wanted, at the end or behind the hasher, the rate tells nothing about more of them.
        guard connections >= target else { return }
        guard target > 1 else {
            return observeFirst(bytesPerSecond >= Self.plentyBytesPerSecond || together >= plentyTogether)
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
        // One that has been fast is given time: between two stretches, or while a disk catches its breath, nothing comes.
        guard slowObservations > (wasPlenty ? Self.patience : 0) else { return }
        target = min(Self.firstCompany, most)
    }
}
