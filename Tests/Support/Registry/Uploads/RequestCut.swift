/// Which requests are cut while their body is still coming.
struct RequestCut: Sendable {
    /// What their targets are like.
    let pattern: PathPattern
    /// Their method.
    let method: String?
    /// Which of them.
    let hits: ClosedRange<Int>
    /// How many bytes of the body are read.
    let bytes: Int
    private var count = 0

    /// A rule that no request has met yet.
    init(pattern: PathPattern, method: String?, hits: ClosedRange<Int>, bytes: Int) {
        self.pattern = pattern
        self.method = method
        self.hits = hits
        self.bytes = bytes
    }

    /// How many bytes of the request's body are read; `nil` for all of them.
    mutating func limit(_ method: String, _ target: String) -> Int? {
        guard self.method == nil || self.method == method, pattern.isAbout(target) else { return nil }
        count += 1
        return hits.contains(count) ? bytes : nil
    }
}
