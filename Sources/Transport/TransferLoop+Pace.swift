import CLibcurl
import RegistryProtocol

extension TransferLoop {
    /// How long the loop waits for the network at once: until something is to be looked at, or let through.
    var patienceMilliseconds: Int32 {
        let look = Int32(Self.lookSeconds(options) * 1000)
        guard let rate = options.rate, transfers.values.contains(where: { $0.transfer.waitsSince != nil }) else {
            return look
        }
        // Many small steps cost more than they give.
        return min(look, max(Self.leastStepMilliseconds, rate.millisecondsUntilOpen))
    }

    /// Ends the transfers that are stalled, where it is time to look for them.
    func endStalled() {
        guard clock.now - lookedAt >= Self.lookSeconds(options) * 0.9 else { return }
        lookedAt = clock.now
        let stalled = transfers.filter { $0.value.transfer.isStalled(at: clock.now) }
        for pointer in stalled.keys { endStalled(pointer) }
    }

    /// Lets bytes through that have waited for the rate, who has waited longest first.
    func letThrough() {
        guard let rate = options.rate else { return }
        let waiting = transfers.compactMap { pointer, entry in entry.transfer.waitsSince.map { ($0, pointer) } }
        for (_, pointer) in waiting.sorted(by: { $0.0 < $1.0 }) {
            guard rate.isOpen else { return }
            guard let code = transfers[pointer]?.transfer.goOn(), code != CURLE_OK else { continue }
            // The sink has refused them.
            end(pointer, code)
        }
    }

    private static let leastStepMilliseconds: Int32 = 5

    /// The seconds between two looks at the transfers: a tenth of what makes a stall, and a second at the most.
    private static func lookSeconds(_ options: TransportOptions) -> Double {
        min(1, max(0.05, Double(options.stallSeconds) / 10))
    }
}
