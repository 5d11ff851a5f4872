import Synchronization

/// Decides for each request by lot whether it meets a fault, and which.
///
/// The lot falls by the seed, the request's method, resource and range, and how often these came before: what else is under
/// way at the moment changes nothing.
public final class FaultLottery: Sendable {
    private let seed: UInt64
    private let probability: Double
    private let faults: [Fault]
    private let state = Mutex(State())

    private struct State {
        var counts: [String: UInt64] = [:]
        var drawn: [Int] = []
    }

    /// A lottery in which a request meets one of `faults` with this probability, 0 to 1.
    public init(seed: UInt64, probability: Double, faults: [Fault]) {
        self.seed = seed
        self.probability = probability
        self.faults = faults
    }

    /// The fault for a rule that is about all requests of the lottery.
    public var fault: Fault {
        .custom("lottery") { [self] reply, request in
            guard let index = draw(for: request) else { return }
            faults[index].apply(&reply, request)
        }
    }

    /// The places in the list of the faults that were met so far.
    public var drawn: [Int] { state.withLock { $0.drawn } }

    private func draw(for request: LoggedRequest) -> Int? {
        let key = "\(request.method) \(request.resource) \(request.range ?? "")"
        return state.withLock { state in
            let count = state.counts[key, default: 0]
            state.counts[key] = count + 1
            var generator = SeededGenerator(seed: seed ^ Self.hash(key) &+ count)
            guard !faults.isEmpty, Double.random(in: 0..<1, using: &generator) < probability else { return nil }
            let index = Int.random(in: faults.indices, using: &generator)
            state.drawn.append(index)
            return index
        }
    }

    /// FNV-1a: `Hasher` gives other values in each process.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
