import ImageModel
import ImageStore
import RegistryProtocol

/// Where a ranged attempt stands: what is under way, what is next, how fast the bytes come.
struct RangedProgress {
    /// Stretches that may fail one after the other, with nothing new brought, before the attempt ends.
    private static let mostFailures = 3

    /// Bytes that are there at one moment.
    struct Arrived: Hashable, Sendable {
        /// Those of this blob.
        let ofBlob: Int64
        /// What came over the network for all blobs.
        let together: Int64
    }

    /// How many connections are wanted.
    private(set) var governor: ConnectionGovernor
    /// The stretches under way.
    private(set) var active: [ActiveChunk] = []
    /// Whether the server has answered with a stretch.
    private(set) var isPartial = false
    /// Why the attempt ends before all is there.
    private(set) var ending: RangeConclusion?
    private var schedule: ChunkSchedule
    private var lastLength: Int64 = 0
    private let size: Int64
    private let clock = ContinuousClock()
    private var observedAt: ContinuousClock.Instant
    private var observed: Arrived
    private var activeThen = 0
    /// The most stretches under way at once since then, and whether all had begun to come then.
    private var mostActive = 0
    private var wasSettled = true
    /// Those that made it more, and have not begun to come.
    private var joining: Set<ObjectIdentifier> = []
    private var rate: Double = 0
    private var failures = 0
    private var failedAt: Int64 = 0

    /// An attempt that begins with what is `held`, and has as many connections as `budget` allows.
    init(of blob: Descriptor, held: ByteRanges, within budget: ConnectionBudget) {
        size = blob.size
        schedule = ChunkSchedule(missing: held.gaps(of: size))
        governor = ConnectionGovernor(most: budget.mostOfOneBlob, plentyTogether: budget.plentyTogether)
        observedAt = clock.now
        observed = Arrived(ofBlob: held.byteCount, together: budget.traffic.bytes)
    }

    /// Whether more connections are wanted than are at work.
    var wantsMore: Bool { active.count < governor.target }

    /// Whether nothing is under way, and nothing will be: what is missing may have to wait for the hasher.
    var isOver: Bool { active.isEmpty && (schedule.isEmpty || ending != nil) }

    /// The next stretch, under way from now on; `nil` when there is none that may begin.
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

    /// Half of what the connection that needs the longest has still before it, where that is worth a request.
    ///
    /// While the lowest stretch keeps all others waiting, half of that.
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

    /// What one connection brings, in bytes a second.
    private var rateOfOne: Double { rate / Double(max(1, activeThen)) }

    /// The first stretch has begun to come: from here on the rate counts. Gives the seconds between two looks at it.
    mutating func begin(_ arrived: Arrived) -> Double {
        let latency = (clock.now - observedAt) / .seconds(1)
        isPartial = true
        (observedAt, observed, activeThen) = (clock.now, arrived, active.count)
        return ConnectionGovernor.observationSeconds(latency: latency)
    }

    /// A stretch has begun to come.
    mutating func join(_ chunk: ActiveChunk) {
        joining.remove(ObjectIdentifier(chunk.limit))
    }

    /// Looks how fast the bytes have come since the last time.
    mutating func observe(_ arrived: Arrived) {
        let now = clock.now
        let seconds = (now - observedAt) / .seconds(1)
        if seconds > 0 {
            rate = Double(arrived.ofBlob - observed.ofBlob) / seconds
            // While connections are still on their way the rate tells nothing about them.
            if wasSettled {
                governor.observe(
                    bytesPerSecond: rate, connections: min(activeThen, active.count),
                    together: Double(arrived.together - observed.together) / seconds)
            }
        }
        (observedAt, observed, activeThen) = (now, arrived, active.count)
        (mostActive, wasSettled) = (active.count, joining.isEmpty)
    }

    /// Takes note of the end of a stretch: what it did not bring is missing again.
    mutating func take(
        _ conclusion: RangeConclusion, of chunk: ActiveChunk, held: ByteRanges, _ arrived: Arrived
    ) {
        // A first stretch that is whole before anybody looked has a rate as well.
        if rate == 0, isPartial { observe(arrived) }
        active.removeAll { $0.limit === chunk.limit }
        join(chunk)
        schedule = ChunkSchedule(missing: ByteRanges(held.ranges + active.map(\.asked)).gaps(of: size))
        switch conclusion {
        case .arrived: break
        case .failed(.transfer(let failure), _) where failure.isTransient && failure.retryAfter == nil:
            // One connection that broke is no reason to stop the others; many without a new byte are.
            if held.byteCount - failedAt >= BlobAttempts.progressThatCounts { failures = 0 }
            failedAt = held.byteCount
            failures += 1
            if failures > Self.mostFailures || active.isEmpty { ending = ending ?? conclusion }
        case .refused, .failed, .disk, .session: ending = ending ?? conclusion
        }
    }

    /// What the attempt came to, now that nothing is under way.
    func conclusion(isWhole: Bool) -> RangeConclusion {
        switch ending {
        case .disk(let code)?: .disk(code)
        case let ending? where !isWhole: ending
        case nil where !isWhole: .session(.cancelled)
        default: .arrived
        }
    }
}
