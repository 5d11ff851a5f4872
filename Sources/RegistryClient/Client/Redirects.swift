import RegistryProtocol
import Transport

/// Sends one request and follows its redirects, hop by hop.
struct RedirectChain: Sendable {
    let loops: TransferLoops
    let settings: SessionSettings
    /// Creates the streamed body, if any, each time the request is sent.
    var body: (@Sendable () -> any UploadBody)?
    /// Records the redirects to other servers.
    var route: BlobRoute?

    /// The outcome of the last hop.
    struct Result<Output: Sendable>: Sendable {
        /// The facts of the last transfer.
        let report: TransferReport
        /// The sink's result for a successful response; `nil` for any other.
        let output: Output?
        /// The body of any other response, up to a limit.
        let explanation: [UInt8]
        /// The request of the last hop.
        let request: HTTPRequest
        /// The redirects so far.
        let policy: RedirectPolicy
        /// The reason for an incomplete response.
        let failure: TransferFailure?
        /// Whether a hop had another origin than the first.
        let isElsewhere: Bool
        /// Whether the last response is no answer to the request: a redirect that was refused, or a page that asks for a client
        /// certificate. ``failure`` is then the reason.
        let isUnusable: Bool

        /// The address of the last hop, if another server is there; `nil` for the registry itself.
        var server: WebAddress? { isElsewhere ? request.url : nil }

        /// The address of the last hop.
        var address: WebAddress { request.url }
    }

    /// Sends `request`, which is not the first hop if `policy` is given; `makeSink` is called for each successful response.
    func follow<Sink: TransferSink>(
        _ request: HTTPRequest, by policy: RedirectPolicy? = nil, into makeSink: @escaping @Sendable () -> Sink
    ) async -> Result<Sink.Output> {
        var policy = policy ?? RedirectPolicy(first: request.url, permitsLeavingTLS: settings.permitsInsecure)
        var request = request
        while true {
            let (report, received) = await loops.perform(request, body: request.method == .get ? nil : body) {
                ResponseSink(makeSink)
            }
            let sent = request
            settings.report(.request { Self.line(sent, report) })
            var failure = report.failure
            do throws(ResponseError) {
                if failure == nil, let head = report.head, let next = try policy.next(after: request, head: head) {
                    request = next
                    if policy.isElsewhere { await route?.learn(next.url) }
                    continue
                }
            } catch {
                failure = .redirect(error)
            }
            if failure == nil, let status = report.head?.status,
                let words = TLSFault.refusal(status: status, page: received.explanation)
            {
                failure = .tls(code: 0, message: words)
            }
            return Result(
                report: report, output: received.output, explanation: received.explanation, request: request,
                policy: policy, failure: failure, isElsewhere: policy.isElsewhere,
                isUnusable: failure != nil && report.failure == nil)
        }
    }

    /// `GET https://… → 200, 1234 bytes in 12 ms from 192.0.2.1, new connection`.
    private static func line(_ request: HTTPRequest, _ report: TransferReport) -> String {
        let outcome = report.head.map { "\($0.status)" } ?? "failed"
        let milliseconds = Int((report.seconds * 1000).rounded())
        var line = "\(request) → \(outcome), \(report.received) bytes in \(milliseconds) ms"
        if report.sent > 0 { line += ", \(report.sent) bytes sent" }
        if let proxy = report.proxy {
            line += " through proxy '\(proxy)'"
        } else if !report.address.isEmpty {
            line += " from \(report.address)"
        }
        if report.newConnections > 0 { line += ", new connection" }
        if let failure = report.failure { line += ": \(failure)" }
        return line
    }
}

/// Delivers the bytes of a successful response to an inner sink, and keeps the short body of any other response itself.
///
/// Redirects, challenges and errors are for the session; the inner sink never receives them.
private final class ResponseSink<Inner: TransferSink>: TransferSink {
    private let makeInner: () -> Inner
    private var inner: Inner?
    private var resumeHandle: ResumeHandle?
    private var explanation = BodyCollector(limit: ErrorBody.mostBytes)

    /// Creates the inner sink on a successful response.
    init(_ makeInner: @escaping () -> Inner) {
        self.makeInner = makeInner
    }

    func begin(resumeHandle: ResumeHandle) {
        self.resumeHandle = resumeHandle
    }

    func hasRoom(for count: Int) -> Bool {
        inner?.hasRoom(for: count) ?? true
    }

    func receive(head: HTTPHead) -> Bool {
        guard (200...299).contains(head.status) else { return true }
        let inner = makeInner()
        self.inner = inner
        if let resumeHandle { inner.begin(resumeHandle: resumeHandle) }
        return inner.receive(head: head)
    }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        inner?.receive(body: body) ?? explanation.receive(body: body)
    }

    func finish() -> (output: Inner.Output?, explanation: [UInt8]) {
        (inner?.finish(), explanation.finish().bytes)
    }
}

/// The route to one blob at one endpoint, shared by all requests of one fetch; ``StorageAddress`` makes the decisions.
package actor BlobRoute {
    private var address = StorageAddress()
    private var waiting: [CheckedContinuation<Void, Never>] = []
    /// The server to which the registry has last redirected.
    private(set) var server: WebAddress?

    /// A route that is not known yet.
    package init() {}

    /// The address for a request, after the address of version `refused` has refused it; `nil` stands for the registry.
    func next(refused: Int? = nil) async -> (address: WebAddress, version: Int)? {
        while true {
            switch address.target(refused: refused) {
            case .registry: return nil
            case .storage(let address, let version): return (address, version)
            // The request that is in progress calls end(isOfUse:) in any case, which resumes the others.
            case .wait: await withCheckedContinuation { waiting.append($0) }
            }
        }
    }

    /// Records that the registry redirected a request to `target`.
    func learn(_ target: WebAddress) {
        address.learn(target)
        server = target
        wake()
    }

    /// Records the end of a request to the registry, and whether the address it led to is usable for the next one.
    func end(isOfUse: Bool) {
        address.end()
        if !isOfUse { address.forget() }
        wake()
    }

    /// Discards the address of that version.
    func forget(_ version: Int) {
        address.forget(version: version)
    }

    private func wake() {
        let all = waiting
        waiting = []
        for continuation in all { continuation.resume() }
    }
}
