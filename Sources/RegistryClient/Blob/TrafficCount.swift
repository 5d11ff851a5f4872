import Synchronization

/// The bytes of one blob, or of several, that came over the network, those of broken answers and those passed over included.
final class TrafficCount: Sendable {
    private let count = Atomic<Int64>(0)
    private let whole: TrafficCount?

    /// Nothing came yet; what will, counts for `whole` too.
    init(within whole: TrafficCount? = nil) {
        self.whole = whole
    }

    /// How many there were so far.
    var bytes: Int64 { count.load(ordering: .relaxed) }

    /// Counts more of them.
    func add(_ bytes: Int) {
        count.add(Int64(bytes), ordering: .relaxed)
        whole?.add(bytes)
    }
}
