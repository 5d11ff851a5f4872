extension Bound {
    /// What `result` says of it.
    func finding(in result: ScenarioResult) -> Finding {
        let own = result.measurements(of: ScenarioResult.resolve)
        switch self {
        case .wall(let contestant, let rival, let limit):
            let seen = result.ratio(of: contestant, to: rival) { $0.wallSeconds }
            let subject = contestant == ScenarioResult.resolve ? "wall" : "wall, \(contestant)"
            return finding(result, "\(subject), ÷ \(rival)", Text.factor(limit), seen, limit)
        case .processor(let rival, let limit):
            let seen = result.ratio(of: ScenarioResult.resolve, to: rival) { $0.processorSeconds }
            return finding(result, "CPU, ÷ \(rival)", Text.factor(limit), seen, limit)
        case .peak(let limit):
            let seen = Spread(own.map { Double($0.peakKibibytes) / 1024 })
            // One pull above it is one too many: the greatest counts.
            let greatest = seen.flatMap { Spread([$0.maximum]) }
            return finding(result, "peak memory, MiB", "≤ " + Text.decimal(limit, 0), greatest, limit)
        case .wire(let limit):
            let size = Double(max(1, result.imageSize))
            let seen = Spread(own.compactMap(\.wireBytes).map { Double($0) / size })
            return finding(result, "bytes on the wire, ÷ content", Text.factor(limit, 3), seen, limit)
        case .roundTrips(let undelayed, let milliseconds, let limit):
            let base = result.measurements(of: undelayed)
            let seen = Spread(zip(own, base).map { ($0.wallSeconds - $1.wallSeconds) * 1000 / milliseconds })
            // The scheduler's own delays add to each trip; half a trip more is no trip more.
            return finding(result, "round trips", "≤ " + Text.decimal(limit, 0), seen, limit + 0.5)
        }
    }

    private func finding(
        _ result: ScenarioResult, _ subject: String, _ wanted: String, _ seen: Spread?, _ limit: Double
    ) -> Finding {
        Finding(scenario: result.title, subject: subject, wanted: wanted, seen: seen, limit: limit)
    }
}
