import TestSupport

/// A fault of the campaign, and the ends that a pull may come to by it.
struct CampaignFault: Sendable {
    /// How much a fault can do.
    enum Kind: Sendable {
        /// Nothing: the pull must not even notice.
        case harmless
        /// It costs a retry, and ends the pull when none is left.
        case passing
        /// It may end the pull at once.
        case ending
    }

    /// How much it can do.
    let kind: Kind
    /// The fault.
    let fault: Fault
    /// The exit statuses it may lead to, besides 0.
    let ends: Set<Int32>

    /// Faults that nobody should notice; redirects lead to `storage`.
    static func harmless(storage: String) -> [CampaignFault] {
        [
            .delay(seconds: 0.02), .chunked, .closeDelimited, .slow(bytesPerSecond: 1_000_000), .noDigest,
            .warning("soon"), .closesConnection, .ignoresRange, .rangeRefused, .badContentRange("bytes 0-0/1"),
            .shiftedRange(by: 1), .overlappingRange(by: 1), .surplusRange(by: 3),
            .rangeAnswered(with: 400), .redirect(307, .samePath(on: storage)), .redirect(302, .samePath(on: storage)),
        ].map { CampaignFault(kind: .harmless, fault: $0, ends: []) }
    }

    /// Faults that a retry gets over.
    static let passing: [CampaignFault] =
        [
            Fault.cut(after: 0), .halfRange, .cut(after: 1), .cut(atFraction: 0.3), .cut(atFraction: 0.9), .status(500),
            .status(502), .status(503), .status(504), .status(408),
        ].map { CampaignFault(kind: .passing, fault: $0, ends: [9]) } + [
            CampaignFault(kind: .passing, fault: .tooManyRequests(retryAfter: "0"), ends: [8]),
            CampaignFault(kind: .passing, fault: .stall(after: 20, seconds: 60), ends: [9]),
        ]

    /// Faults that may end a pull. A connection that closes without a word is one: the first of a pull may want TLS.
    static let ending: [CampaignFault] =
        ending(by: [.closedWithoutReply, .reset(after: 0), .reset(after: 100), .redirect(307, .itself)], in: 9)
        + ending(by: [.redirect(307, .to("http://169.254.169.254/")), .status(418)], in: 9)
        + ending(by: [.flipped(at: 200), .truncated(by: 1), .padded(by: 1), .gzipEncoded, .wrongDigest], in: 5)
        + ending(
            by: [.flipped(at: 0), .statedLength(100), .html, .replaced([]), .contentType("text/plain")], in: 5, 11)
        + ending(by: [.statedLength(1 << 40)], in: 5, 9, 11) + ending(by: [.status(404)], in: 6)
        + ending(by: [.status(401), .status(403)], in: 7) + ending(by: [.tooManyRequests(retryAfter: "21600")], in: 8)

    private static func ending(by faults: [Fault], in ends: Int32...) -> [CampaignFault] {
        faults.map { CampaignFault(kind: .ending, fault: $0, ends: Set(ends)) }
    }
}
