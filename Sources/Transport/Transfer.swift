import CLibcurl
import RegistryProtocol

/// One request in progress: its libcurl handle, its sink, and the state of the response.
///
/// It belongs to one ``TransferLoop`` and is used on that loop's queue only; libcurl's callbacks find it by its address.
final class Transfer {
    /// The libcurl handle; the loop adds it to its multi handle and removes it.
    var handle: EasyHandle
    /// The client certificate shown to this server, if one is configured.
    let certificate: ClientCertificates.Choice?
    /// The request, with its address and headers.
    let request: HTTPRequest
    /// How to connect: address family, HTTP version, new connection or not.
    let way: HostMemory.ConnectionOptions
    /// The callbacks of the sink and the caller.
    let deliver: Delivery
    /// The time on the machine's clock since which the rate limit has held its bytes back; `nil` if it does not.
    private(set) var waitsSince: Double?
    private let rate: SharedRate?
    private var watch: StallWatch
    private let responseWatch: StallWatch
    private var hasWaited = false
    /// The streamed body of the request, if any, and how many of its bytes were read.
    private let body: (any UploadBody)?
    private var sent: Int64 = 0
    private var isBodyRefused = false
    /// Whether the sink has no room or the body has no bytes yet; neither is the peer's fault.
    private var isHeld = false
    private var parser = ResponseHeadParser()
    private var head: HTTPHead?
    private var received: Int64 = 0
    private var isRefused = false
    private var nextCertificate: ClientCertificates.Choice?
    /// The proxy that the request goes through, as it is written.
    var proxy: String?

    /// The sink and the caller as closures, with the sink's type erased.
    struct Delivery {
        /// Delivers the head to the sink; `false` ends the transfer.
        let head: (HTTPHead) -> Bool
        /// Whether the sink has room; `false` pauses the transfer.
        let hasRoom: (Int) -> Bool
        /// Delivers bytes to the sink; `false` ends the transfer.
        let body: (UnsafeRawBufferPointer) -> Bool
        /// Ends the sink and resumes the caller.
        let end: (TransferReport) -> Void
    }

    /// Takes ownership of a handle that is not set up yet; `body` is the streamed body of the request, if any.
    init(
        handle: consuming EasyHandle, _ request: HTTPRequest, body: (any UploadBody)?,
        way: HostMemory.ConnectionOptions, certificate: ClientCertificates.Choice?, options: TransportOptions,
        deliver: Delivery
    ) {
        self.body = body
        self.certificate = certificate
        self.handle = handle
        self.request = request
        self.way = way
        self.deliver = deliver
        rate = options.rate
        watch = StallWatch(seconds: options.stallSeconds, bytesPerSecond: options.stallBytesPerSecond)
        responseWatch = StallWatch(
            seconds: options.stallSeconds * Self.responsePatience, bytesPerSecond: options.stallBytesPerSecond)
        if body == nil, [.put, .patch, .delete].contains(request.method) { awaitResponse() }
    }

    /// The length of the request's streamed body in bytes; `nil` if the body is not streamed.
    var bodyLength: Int64? { body?.length }

    /// The body for a restarted transfer; nothing has been read from it yet.
    var unreadBody: (any UploadBody)? { body }

    /// Connects libcurl's callbacks to this object, which the loop keeps alive while the handle is in use.
    func attachCallbacks() throws(TransportError) {
        let address = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_HEADERDATA, address)
        try handle.set(CURLOPT_WRITEDATA, address)
        try handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context, let bytes else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        try handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context, let bytes else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        guard body != nil else { return }
        try handle.set(CURLOPT_READDATA, address)
        try handle.set(CURLOPT_READFUNCTION) { bytes, size, count, context in
            guard let context, let bytes else { return Int(CURL_READFUNC_ABORT) }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.giveBody(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        }
    }

    /// Ends the transfer: the sink finishes, and the caller gets its report.
    func end(failure: TransferFailure?, isCancelled: Bool) {
        var report = TransferReport()
        report.head = head
        report.received = received
        report.address = handle.text(CURLINFO_PRIMARY_IP)
        report.proxy = proxy.map { Redaction.proxy($0) }
        report.newConnections = handle.count(CURLINFO_NUM_CONNECTS)
        report.seconds = Double(handle.number(CURLINFO_TOTAL_TIME_T)) / 1_000_000
        report.failure = isRefused ? nil : failure
        report.sent = sent
        report.isCancelled = isCancelled
        report.isRefusedBySink = isRefused
        deliver.end(report)
    }

    /// The bytes and the head received so far, for the facts of a failure.
    var progress: (received: Int64, head: HTTPHead?) {
        (received, head)
    }

    /// Whether the connection is established and the request is being sent.
    var isConnected: Bool { head != nil || handle.number(CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// Whether the transfer is stalled at `now` on the loop's clock. The check begins once the connection is established, and
    /// time during which the rate limit, the sink or the body holds bytes back does not count.
    func isStalled(at now: Double) -> Bool {
        guard isConnected else { return false }
        let moved = received + handle.number(CURLINFO_SIZE_UPLOAD_T)
        guard !hasWaited else {
            hasWaited = waitsSince != nil || isHeld
            watch.excuse(bytes: moved, at: now)
            return false
        }
        return watch.isStalled(bytes: moved, at: now)
    }

    /// Resumes the transfer after its sink or its body has paused it; returns libcurl's result.
    func resume() -> CURLcode {
        guard isHeld else { return CURLE_OK }
        isHeld = false
        return goOn()
    }

    /// Whether the transfer was ended because the request's body could not be read.
    var isEndedByBody: Bool { isBodyRefused }

    /// Delivers bytes held back by the rate limit, as many as it allows now; returns libcurl's result.
    ///
    /// The corresponding C function is curl_easy_pause(3), which delivers them itself.
    func goOn() -> CURLcode {
        waitsSince = nil
        return resolve_curl_easy_pause(handle.pointer, 0)
    }

    /// Whether the transfer was ended because the response's header lines exceeded the limit.
    var isHeadTooLong: Bool { parser.isTooLong }

    private func takeHeader(_ line: UnsafeRawBufferPointer) -> Int {
        guard let complete = parser.take(line) else { return parser.isTooLong ? 0 : line.count }
        head = complete
        guard !isRefusal(complete) else { return line.isEmpty ? 1 : 0 }
        guard deliver.head(complete) else {
            isRefused = true
            return line.isEmpty ? 1 : 0
        }
        return line.count
    }

    /// Whether a response refuses the client certificate, and the request can be sent again with another one.
    private func isRefusal(_ head: HTTPHead) -> Bool {
        guard let certificate else { return false }
        guard CertificateChoice.isRefusal(status: head.status) else {
            certificate.accept()
            return false
        }
        nextCertificate = sent == 0 ? certificate.next() : nil
        return nextCertificate != nil
    }

    /// The client certificate for another attempt after `failure`, if the server wants one and another one is configured.
    func certificate(after failure: TransferFailure?) -> ClientCertificates.Choice? {
        if let nextCertificate { return nextCertificate }
        guard let failure, sent == 0, failure.tlsFault?.asksForAnotherCertificate ?? isCutAtStart(failure) else {
            return nil
        }
        return certificate?.next()
    }

    /// Whether a new connection over TLS broke before the response. With TLS 1.3 a server refuses the certificate after the
    /// handshake, and its alert is lost when the request meets a connection that is already closed: one of four times with
    /// docker-registry 2.8.2.
    private func isCutAtStart(_ failure: TransferFailure) -> Bool {
        guard case .connection(let code, _) = failure else { return false }
        let codes = [CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING].map { Int($0.rawValue) }
        return request.url.isSecure && head == nil && codes.contains(code) && handle.count(CURLINFO_NUM_CONNECTS) > 0
    }

    /// What libcurl 7.88 says if the connection is closed when the handshake ends; nothing else asks for the peer's name.
    private func isClosedAfterHandshake(_ message: String) -> Bool {
        request.url.isSecure && head == nil && message.contains("getpeername()")
    }

    private func giveBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let body, sent < body.length else { return 0 }
        guard rate?.isOpen ?? true else { return waitForRate(Int(CURL_READFUNC_PAUSE)) }
        let room = Int(min(Int64(buffer.count), body.length - sent))
        switch body.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])) {
        case .bytes(let count):
            _ = rate?.take(count)
            sent += Int64(count)
            if sent == body.length { awaitResponse() }
            return count
        case .wait:
            (isHeld, hasWaited) = (true, true)
            return Int(CURL_READFUNC_PAUSE)
        case .refuse:
            isBodyRefused = true
            return Int(CURL_READFUNC_ABORT)
        }
    }

    /// Allows more time once everything is sent: a registry may check and move gigabytes before it responds.
    private func awaitResponse() {
        watch = responseWatch
    }

    /// The factor by which the stall limit grows while waiting for the response to an upload.
    private static let responsePatience = 5

    private func waitForRate(_ pause: Int) -> Int {
        (waitsSince, hasWaited) = (LoopClock.seconds(), true)
        return pause
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard deliver.hasRoom(bytes.count) else {
            (isHeld, hasWaited) = (true, true)
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        if let rate, !rate.take(bytes.count) { return waitForRate(Int(CURL_WRITEFUNC_PAUSE)) }
        guard deliver.body(bytes) else {
            isRefused = true
            return bytes.isEmpty ? 1 : 0
        }
        received += Int64(bytes.count)
        return bytes.count
    }
}

/// The facts about one finished transfer: the response head, byte counts, the peer, the duration and the failure, if any.
package struct TransferReport: Sendable {
    /// The final response's head; `nil` without a response.
    package var head: HTTPHead?
    /// The bytes of the body delivered to the sink.
    package var received: Int64 = 0
    /// The address of the peer; empty without a connection.
    package var address = ""
    /// The address of the proxy, without its password; `nil` for a direct connection.
    package var proxy: String?
    /// The number of connections opened for this transfer; 0 if an existing one was reused.
    package var newConnections = 0
    /// The duration in seconds.
    package var seconds = 0.0
    /// The reason for an incomplete response; `nil` for a complete one, whatever its status.
    package var failure: TransferFailure?
    /// Whether the caller's task was cancelled.
    package var isCancelled = false
    /// Whether the sink ended the transfer by refusing the head or bytes.
    package var isRefusedBySink = false
    /// The bytes of the request's streamed body handed to libcurl.
    package var sent: Int64 = 0
}

extension Transfer {
    /// Translates libcurl's result for the transfer; `nil` for a complete response.
    func failure(for result: CURLcode, options: TransportOptions) -> TransferFailure? {
        let code = Int(result.rawValue)
        let said = handle.errorMessage
        let message = said.isEmpty ? String(cString: resolve_curl_easy_strerror(result)) : said
        let (received, head) = progress
        guard !isHeadTooLong else { return .headTooLong(limit: ResponseHeadParser.mostBytes) }
        guard !isEndedByBody else {
            return .connection(code: Int(CURLE_SEND_ERROR.rawValue), message: "the request body ended early")
        }
        if result != CURLE_OK, TLSFault(code: code, message: message)?.asksForAnotherCertificate == true {
            return .tls(code: code, message: certificate == nil ? "\(TLSFault.nothingShown): \(message)" : message)
        }
        if isClosedAfterHandshake(message) {
            let guess = certificate == nil ? "require a client certificate" : "not accept the client certificate"
            return .connection(
                code: code, message: "the server closed the connection after the TLS handshake; it may \(guess)")
        }
        if result != CURLE_OK, let proxy,
            let fault = ProxyFault(
                code: code, message: message, proxy: proxy, isOfRegistry: options.proxies.isOfRegistry)
        {
            return .proxy(fault)
        }
        switch result {
        case CURLE_OK: return nil
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return .nameResolution(code: code, message: message)
        // The only time limit that libcurl is given is the one for connecting.
        case CURLE_OPERATION_TIMEDOUT:
            return .timedOut(received: received, seconds: Int((options.connectMilliseconds + 999) / 1000))
        // libcurl ends with a write error at the second member of gzip, and at bytes behind the last one.
        case CURLE_BAD_CONTENT_ENCODING,
            CURLE_WRITE_ERROR where !request.keepsEncoding && head?.contentEncoding != nil:
            return .undecodable(head?.contentEncoding ?? "")
        case CURLE_PARTIAL_FILE: return .cut(received: received, expected: head?.contentLength)
        case CURLE_RECV_ERROR where head != nil, CURLE_GOT_NOTHING where head != nil:
            return .cut(received: received, expected: head?.contentLength)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_USE_SSL_FAILED:
            return .tls(code: code, message: message + options.authoritiesInUse)
        default: return .connection(code: code, message: message)
        }
    }

    /// The failure of a transfer that exceeded the stall limit of `options`.
    func stall(_ options: TransportOptions) -> TransferFailure {
        let address = handle.text(CURLINFO_PRIMARY_IP)
        return .stalled(
            received: progress.received, seconds: options.stallSeconds, address: address.isEmpty ? nil : address)
    }
}
