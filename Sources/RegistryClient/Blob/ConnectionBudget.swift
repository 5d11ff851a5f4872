import RegistryProtocol
import Synchronization

/// The connections that all blobs together may have beyond one each, and what all of them bring.
package final class ConnectionBudget: Sendable {
    /// The most connections of one blob.
    package let mostOfOneBlob: Int
    /// The bytes a second of all blobs at which none of them needs company.
    let plentyTogether: Double
    /// What came over the network for all of them.
    let traffic = TrafficCount()
    private let free: Atomic<Int>

    /// `mostOfOneBlob` connections a blob, `extra` besides the first of each, on a machine of so many processors.
    package init(mostOfOneBlob: Int = 16, extra: Int = 15, processors: Int? = nil) {
        self.mostOfOneBlob = max(1, mostOfOneBlob)
        plentyTogether = processors.map { ConnectionGovernor.plenty(processors: $0) } ?? .infinity
        free = Atomic(max(0, extra))
    }

    /// Takes one; `false` when all are at work.
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

    /// Gives one back.
    func giveBack() {
        free.add(1, ordering: .acquiringAndReleasing)
    }
}
