/// The part of a reply's body that answers a Range field (RFC 9110, section 14).
struct RangePart {
    private(set) var status: Int
    private(set) var bytes: ArraySlice<UInt8>
    private(set) var contentRange: String?

    /// The part of `reply` that answers the field `asked`.
    init(_ reply: Reply, asked: String?) {
        status = reply.status
        bytes = reply.body[...]
        guard let asked, reply.status == 200, reply.rangeAnswer != .ignored else { return }
        let total = reply.body.count
        var shift = 0
        if case .shifted(let by) = reply.rangeAnswer { shift = by }
        guard let range = Self.range(asked, total: total) else { return }
        let start = max(0, range.lowerBound + shift)
        guard reply.rangeAnswer != .refused, start < total, !range.isEmpty else {
            status = 416
            bytes = []
            contentRange = "bytes */\(total)"
            return
        }
        var end = max(start + 1, min(range.upperBound + shift, total))
        if reply.rangeAnswer == .half { end = start + (end - start + 1) / 2 }
        status = 206
        bytes = reply.body[start..<end]
        contentRange = "bytes \(start)-\(end - 1)/\(total)"
        if case .surplus(let count) = reply.rangeAnswer {
            bytes += [UInt8](repeating: 0, count: count)
        }
        if case .mislabelled(let label) = reply.rangeAnswer { contentRange = label }
    }

    /// Reads `bytes=a-b`, `bytes=a-` and `bytes=-n`; nil where the field is to be ignored.
    ///
    /// A range beyond the end comes back empty.
    private static func range(_ text: String, total: Int) -> Range<Int>? {
        guard text.hasPrefix("bytes=") else { return nil }
        let halves = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        guard let first = Int(halves[0]) else {
            return Int(halves[1]).map { max(0, total - $0)..<total }
        }
        guard first < total else { return total..<total }
        guard let last = Int(halves[1]) else { return halves[1].isEmpty ? first..<total : nil }
        return last < first ? nil : first..<min(total - 1, last) + 1
    }
}
