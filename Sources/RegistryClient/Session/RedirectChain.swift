import RegistryProtocol
import Transport

/// Sends one request and follows where the answers lead, hop by hop.
struct RedirectChain: Sendable {
    let loop: TransferLoop
    let settings: SessionSettings
    /// What goes along with every hop.
    var aids = RequestAids()

    /// What the last hop came to.
    struct Answer<Output: Sendable>: Sendable {
        /// How the last transfer went.
        let report: TransferReport
        /// What its sink made of it.
        let output: Output
        /// The address of the last hop.
        let address: WebAddress
        /// Why there is no whole answer.
        let failure: TransferFailure?
        /// Whether a hop was at another origin than the first.
        let isElsewhere: Bool
        /// Whether the last answer was a redirect that is not followed.
        let isRefusedRedirect: Bool
    }

    /// Sends `request`, which `policy` has led here if it is not the first; `makeSink` is called for every hop.
    func follow<Sink: TransferSink>(
        _ request: HTTPRequest, by policy: RedirectPolicy? = nil, into makeSink: @escaping @Sendable () -> Sink
    ) async -> Answer<Sink.Output> {
        var policy = policy ?? RedirectPolicy(first: request.url, permitsLeavingTLS: settings.permitsInsecure)
        var request = request
        while true {
            let (report, output) = await loop.perform(
                request, body: request.method == .get ? nil : aids.body, into: makeSink)
            settings.report(.request(Self.line(request, report)))
            var failure = report.failure
            do throws(RedirectError) {
                if failure == nil, let head = report.head, let next = try policy.next(after: request, head: head) {
                    request = next
                    if policy.isElsewhere { await aids.route?.learn(next.url) }
                    continue
                }
            } catch {
                failure = .redirect(error)
            }
            let isRefused = if case .redirect = failure { true } else { false }
            return Answer(
                report: report, output: output, address: request.url, failure: failure, isElsewhere: policy.isElsewhere,
                isRefusedRedirect: isRefused)
        }
    }

    /// `GET https://… → 200, 1234 bytes in 12 ms from 192.0.2.1, new connection`.
    private static func line(_ request: HTTPRequest, _ report: TransferReport) -> String {
        let outcome = report.head.map { "\($0.status)" } ?? "no answer"
        let milliseconds = Int((report.seconds * 1000).rounded())
        var line = "\(request) → \(outcome), \(report.received) bytes in \(milliseconds) ms"
        if report.sent > 0 { line += ", \(report.sent) bytes sent" }
        if !report.address.isEmpty { line += " from \(report.address)" }
        if report.newConnections > 0 { line += ", new connection" }
        if let failure = report.failure { line += ": \(failure)" }
        return line
    }
}
