import Synchronization

/// The connections that all blobs together may have beyond one each.
package final class ConnectionBudget: Sendable {
    /// The most connections of one blob.
    package let mostOfOneBlob: Int
    private let free: Atomic<Int>

    /// `mostOfOneBlob` connections a blob, `extra` besides the first of each.
    package init(mostOfOneBlob: Int = 16, extra: Int = 15) {
        self.mostOfOneBlob = max(1, mostOfOneBlob)
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
