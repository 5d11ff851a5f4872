import ImageModel
import ImageStore
import RegistryProtocol
import Synchronization

/// The state of a ranged attempt: the ranges in progress, the next ones, and the rate.
struct RangedProgress {
    /// The number of ranges that may fail in a row, without new bytes, before the attempt ends.
    private static let mostFailures = 3

    /// The bytes present at one moment.
    struct Arrived: Hashable, Sendable {
        /// The bytes of this blob.
        let ofBlob: Int64
        /// The bytes received over the network for all blobs.
        let together: Int64
    }

    /// Decides on the number of connections.
    private(set) var governor: ConnectionGovernor
    /// The ranges in progress.
    private(set) var active: [ActiveChunk] = []
    /// Whether the server has sent a partial response.
    private(set) var isPartial = false
    /// The reason why the attempt ends early.
    private(set) var ending: RangeConclusion?
    private var schedule: ChunkSchedule
    private var lastLength: Int64 = 0
    private let size: Int64
    private let digest: Digest
    private let clock = ContinuousClock()
    private var observedAt: ContinuousClock.Instant
    private var observed: Arrived
    private var activeThen = 0
    /// The most ranges in progress at once since the last observation, and whether all of them were receiving then.
    private var mostActive = 0
    private var wasSettled = true
    /// The ranges that raised that number and are not receiving yet.
    private var joining: Set<ObjectIdentifier> = []
    private var rate: Double = 0
    private var failures = 0
    private var failedAt: Int64 = 0

    /// An attempt that starts with the `held` bytes, with as many connections as `budget` allows.
    init(of blob: Descriptor, held: RangeSet<Int64>, within budget: ConnectionBudget) {
        size = blob.size
        digest = blob.digest
        schedule = ChunkSchedule(missing: held.gaps(of: size))
        governor = ConnectionGovernor(most: budget.mostOfOneBlob, plentyCombined: budget.plentyCombined)
        observedAt = clock.now
        observed = Arrived(ofBlob: held.byteCount, together: budget.traffic.bytes)
    }

    /// Whether more connections are wanted than are in use.
    var wantsMore: Bool { active.count < governor.target }

    /// Whether no range is in progress or will be; missing bytes may have to wait for the hasher.
    var isOver: Bool { active.isEmpty && (schedule.isEmpty || ending != nil) }

    /// Starts the next range; `nil` if none may start.
    mutating func nextChunk(front: Int64) -> ActiveChunk? {
        let next = schedule.next(
            front: front, connections: governor.target, bytesPerSecond: rateOfOne, last: lastLength)
        guard let range = next ?? takenOver() else { return nil }
        let chunk = ActiveChunk(range)
        active.append(chunk)
        if active.count > mostActive {
            mostActive = active.count
            joining.insert(ObjectIdentifier(chunk.limit))
        }
        lastLength = Int64(range.count)
        return chunk
    }

    /// Half of the rest of the connection that needs the longest, if that is worth a request.
    ///
    /// While the lowest range keeps all others waiting, half of its rest.
    private func takenOver() -> Range<Int64>? {
        let usual = rateOfOne
        let rates = active.map { ($0.limit, bytesPerSecond: $0.bytesPerSecond(usual: usual)) }
        let slowest = rates.max { secondsLeft($0) < secondsLeft($1) }
        let lowest = rates.min { $0.0.position < $1.0.position }
        guard let (limit, rate) = schedule.isEmpty ? slowest : lowest else { return nil }
        return limit.giveAway(atLeast: ChunkSchedule.leastTakenOver(bytesPerSecond: rate))
    }

    private func secondsLeft(_ chunk: (ChunkLimit, bytesPerSecond: Double)) -> Double {
        Double(chunk.0.missingBytes) / max(1, chunk.bytesPerSecond)
    }

    /// The rate of one connection, in bytes per second.
    private var rateOfOne: Double { rate / Double(max(1, activeThen)) }

    /// Starts measuring the rate when the first range is being received; returns the seconds between two observations.
    mutating func begin(_ arrived: Arrived) -> Double {
        let latency = (clock.now - observedAt) / .seconds(1)
        isPartial = true
        (observedAt, observed, activeThen) = (clock.now, arrived, active.count)
        return ConnectionGovernor.observationSeconds(latency: latency)
    }

    /// Notes that a range is being received.
    mutating func join(_ chunk: ActiveChunk) {
        joining.remove(ObjectIdentifier(chunk.limit))
    }

    /// Measures the rate since the last observation.
    mutating func observe(_ arrived: Arrived) {
        let now = clock.now
        let seconds = (now - observedAt) / .seconds(1)
        if seconds > 0 {
            rate = Double(arrived.ofBlob - observed.ofBlob) / seconds
            // While connections are still being established, the rate says nothing about them.
            if wasSettled {
                governor.observe(
                    bytesPerSecond: rate, connections: min(activeThen, active.count),
                    combined: Double(arrived.together - observed.together) / seconds)
            }
        }
        (observedAt, observed, activeThen) = (now, arrived, active.count)
        (mostActive, wasSettled) = (active.count, joining.isEmpty)
    }

    /// Notes the end of a range; bytes that it did not bring are missing again.
    mutating func take(
        _ conclusion: RangeConclusion, of chunk: ActiveChunk, held: RangeSet<Int64>, _ arrived: Arrived
    ) {
        // A first range that completes before the first observation has a rate too.
        if rate == 0, isPartial { observe(arrived) }
        active.removeAll { $0.limit === chunk.limit }
        join(chunk)
        schedule = ChunkSchedule(missing: held.union(RangeSet(active.map(\.requested))).gaps(of: size))
        switch conclusion {
        case .arrived: break
        case .failed(let failure, _) where failure.isTransient && failure.retryAfter == nil:
            // One broken connection does not stop the others; many without a new byte do.
            if held.byteCount - failedAt >= BlobAttempts.progressThatCounts { failures = 0 }
            failedAt = held.byteCount
            failures += 1
            if failures > Self.mostFailures || active.isEmpty { ending = ending ?? conclusion }
        case .refused, .failed, .disk, .session: ending = ending ?? conclusion
        }
    }

    /// The outcome of the attempt, once no range is in progress.
    func conclusion(isWhole: Bool) -> RangeConclusion {
        switch ending {
        case .disk(let code)?: .disk(code)
        case let ending? where !isWhole: ending
        case nil where !isWhole: .session(RegistryError(.blob(digest), .cancelled))
        default: .arrived
        }
    }
}

/// A range in progress.
struct ActiveChunk: Sendable {
    /// The requested range.
    let requested: Range<Int64>
    /// The current end of the range.
    let limit: ChunkLimit

    private let since = ContinuousClock.now

    /// A range without any bytes yet.
    init(_ requested: Range<Int64>) {
        self.requested = requested
        limit = ChunkLimit(requested)
    }

    /// The rate of the connection, in bytes per second; `usual` while it is too young to measure.
    func bytesPerSecond(usual: Double) -> Double {
        let seconds = (ContinuousClock.now - since) / .seconds(1)
        return seconds < Self.leastSeconds ? usual : Double(limit.position - requested.lowerBound) / seconds
    }

    /// The shortest time after which the rate can be measured.
    private static let leastSeconds = 0.5
}

/// The end of a range in progress, which moves when another connection takes over the far half.
///
/// The sink claims bytes on the loop's queue, and the attempt gives bytes away on its own; one lock keeps a byte from being
/// claimed and given away at the same time.
final class ChunkLimit: Sendable {
    private let state: Mutex<Range<Int64>>

    /// A range without any bytes yet.
    init(_ range: Range<Int64>) {
        state = Mutex(range)
    }

    /// Claims the next `count` bytes, and returns how many of them still belong to the range.
    func claim(_ count: Int) -> Int {
        state.withLock { rest in
            let claimed = min(Int64(count), Int64(rest.count))
            rest = (rest.lowerBound + claimed)..<rest.upperBound
            return Int(claimed)
        }
    }

    /// Gives away the far half of the missing bytes, if that is at least `least` bytes.
    func giveAway(atLeast least: Int64) -> Range<Int64>? {
        state.withLock { rest in
            let half = Int64(rest.count) / 2
            guard half >= least else { return nil }
            let given = (rest.upperBound - half)..<rest.upperBound
            rest = rest.lowerBound..<given.lowerBound
            return given
        }
    }

    /// The offset of the next byte.
    var position: Int64 { state.withLock { $0.lowerBound } }

    /// The number of missing bytes.
    var missingBytes: Int64 { state.withLock { Int64($0.count) } }
}

/// The outcome of one range, or of an attempt at many.
enum RangeConclusion: Sendable {
    /// All bytes are present.
    case arrived
    /// The server does not support ranges correctly.
    case refused(String)
    /// A range failed, and an immediate retry is useless.
    case failed(TransferFailure, from: ResponseOrigin)
    /// A write failed with that errno.
    case disk(Int32)
    /// The request could not be made: authorization or a cancellation.
    case session(RegistryError)
}
