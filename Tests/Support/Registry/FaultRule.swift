/// Which requests meet which faults.
struct FaultRule: Sendable {
    let pattern: PathPattern
    let method: String?
    let hits: ClosedRange<Int>
    let counting: HitCounting
    let faults: [Fault]
    private var counts: [String: Int] = [:]

    /// A rule that no request has met yet.
    init(pattern: PathPattern, method: String?, hits: ClosedRange<Int>, counting: HitCounting, faults: [Fault]) {
        self.pattern = pattern
        self.method = method
        self.hits = hits
        self.counting = counting
        self.faults = faults
    }

    /// Counts `request` if the rule is about it, and gives the faults it meets.
    mutating func faults(for request: LoggedRequest) -> [Fault] {
        guard method == nil || method == request.method, pattern.isAbout(request.target) else { return [] }
        let key = counting == .perTarget ? request.target : ""
        let count = (counts[key] ?? 0) + 1
        counts[key] = count
        return hits.contains(count) ? faults : []
    }
}

/// What the hits of a rule are counted over.
public enum HitCounting: Sendable {
    /// All requests that the rule is about, together.
    case together
    /// Each request target by itself.
    case perTarget
}
