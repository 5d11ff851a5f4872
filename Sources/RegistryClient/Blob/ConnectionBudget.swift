import RegistryProtocol
import Synchronization

/// The extra connections that all blobs share, beyond one each, and the bytes that they receive together.
package final class ConnectionBudget: Sendable {
    /// The most connections of one blob.
    package let mostOfOneBlob: Int
    /// The bytes per second of all blobs together at which none needs extra connections.
    let plentyCombined: Double
    /// The bytes received over the network for all blobs.
    let traffic = TrafficCount()
    private let free: Atomic<Int>

    /// At most `mostOfOneBlob` connections per blob and `extra` besides the first of each, on a machine with `processors`.
    package init(mostOfOneBlob: Int = 16, extra: Int = 15, processors: Int? = nil) {
        self.mostOfOneBlob = max(1, mostOfOneBlob)
        plentyCombined = processors.map { ConnectionGovernor.plenty(processors: $0) } ?? .infinity
        free = Atomic(max(0, extra))
    }

    /// Takes one extra connection; `false` if all are in use.
    func take() -> Bool {
        var seen = free.load(ordering: .relaxed)
        while seen > 0 {
            let (exchanged, original) = free.compareExchange(
                expected: seen, desired: seen - 1, ordering: .acquiringAndReleasing)
            if exchanged { return true }
            seen = original
        }
        return false
    }

    /// Returns one extra connection.
    func giveBack() {
        free.add(1, ordering: .acquiringAndReleasing)
    }
}

/// The bytes received over the network for one blob or several, including those of failed responses and skipped ones.
final class TrafficCount: Sendable {
    private let count = Atomic<Int64>(0)
    private let whole: TrafficCount?

    /// A count of 0, whose bytes are also added to `whole`.
    init(within whole: TrafficCount? = nil) {
        self.whole = whole
    }

    /// The number of bytes so far.
    var bytes: Int64 { count.load(ordering: .relaxed) }

    /// Adds received bytes.
    func add(_ bytes: Int) {
        count.add(Int64(bytes), ordering: .relaxed)
        whole?.add(bytes)
    }
}
