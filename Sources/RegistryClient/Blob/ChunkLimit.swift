import Synchronization

/// Where a stretch under way ends: another connection may take over its far end.
///
/// The sink claims bytes on the loop's queue, the attempt cuts on its own: behind one lock, no byte is claimed and given
/// away at the same time.
final class ChunkLimit: Sendable {
    private let state: Mutex<Range<Int64>>

    /// The stretch, of which nothing has come.
    init(_ range: Range<Int64>) {
        state = Mutex(range)
    }

    /// Claims `count` bytes that follow those claimed before, and gives how many of them still belong to the stretch.
    func claim(_ count: Int) -> Int {
        state.withLock { rest in
            let claimed = min(Int64(count), Int64(rest.count))
            rest = (rest.lowerBound + claimed)..<rest.upperBound
            return Int(claimed)
        }
    }

    /// Gives away the far half of what has not come, where that is at least `least` bytes.
    func giveAway(atLeast least: Int64) -> Range<Int64>? {
        state.withLock { rest in
            let half = Int64(rest.count) / 2
            guard half >= least else { return nil }
            let given = (rest.upperBound - half)..<rest.upperBound
            rest = rest.lowerBound..<given.lowerBound
            return given
        }
    }

    /// Where the next byte belongs.
    var position: Int64 { state.withLock { $0.lowerBound } }

    /// How many bytes have not come.
    var missingBytes: Int64 { state.withLock { Int64($0.count) } }
}
