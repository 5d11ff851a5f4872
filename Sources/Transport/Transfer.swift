import CLibcurl
import RegistryProtocol

/// One request under way: its libcurl handle, its sink, and what is known of the answer so far.
///
/// It belongs to one ``TransferLoop`` and lives on that loop's queue; libcurl's callbacks find it by its address.
final class Transfer {
    /// The libcurl handle; the loop adds it to its multi handle and takes it out.
    var handle: EasyHandle
    /// The file that the server's certificate is held against, where one was named.
    var trustedAuthorities: String?
    /// What is asked.
    let request: HTTPRequest
    /// How the connection is made.
    let way: HostMemory.Way
    /// What hears of it.
    let deliver: Delivery
    /// Since when, on the machine's clock, its bytes wait for the rate to let them through; `nil` when they do not.
    private(set) var waitsSince: Double?
    private let rate: SharedRate?
    private var watch: StallWatch
    private let answerWatch: StallWatch
    private var hasWaited = false
    /// The request's body, where it is streamed, and what was read of it.
    private let body: (any UploadBody)?
    private var sent: Int64 = 0
    private var isBodyRefused = false
    /// Whether the sink has no room, or the body nothing to give: both are this program's own doing.
    private var isHeld = false
    private var parser = ResponseHeadParser()
    private var head: HTTPHead?
    private var received: Int64 = 0
    private var isRefused = false

    /// What the transfer tells its sink and its caller, with the sink's type forgotten.
    struct Delivery {
        /// Hands the sink the head; `false` ends the transfer.
        let head: (HTTPHead) -> Bool
        /// Asks the sink for room; `false` pauses the transfer.
        let hasRoom: (Int) -> Bool
        /// Hands the sink bytes; `false` ends the transfer.
        let body: (UnsafeRawBufferPointer) -> Bool
        /// Ends the sink and resumes the caller.
        let end: (TransferReport) -> Void
    }

    /// Takes over a handle that is not set up yet; `body` is that of the request, where it is streamed.
    init(
        handle: consuming EasyHandle, _ request: HTTPRequest, body: (any UploadBody)?, way: HostMemory.Way,
        options: TransportOptions, deliver: Delivery
    ) {
        self.body = body
        self.handle = handle
        self.request = request
        self.way = way
        self.deliver = deliver
        rate = options.rate
        watch = StallWatch(seconds: options.stallSeconds, bytesPerSecond: options.stallBytesPerSecond)
        answerWatch = StallWatch(
            seconds: options.stallSeconds * Self.answerPatience, bytesPerSecond: options.stallBytesPerSecond)
        if body == nil, [.put, .patch, .delete].contains(request.method) { awaitAnswer() }
    }

    /// How many bytes the streamed body of the request has; `nil` where there is none.
    var bodyLength: Int64? { body?.length }

    /// The body for a transfer that begins anew; of this one nothing was read yet.
    var unreadBody: (any UploadBody)? { body }

    /// Points libcurl's callbacks at this object, which the loop keeps alive while the handle is in use.
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
        report.newConnections = handle.count(CURLINFO_NUM_CONNECTS)
        report.seconds = Double(handle.number(CURLINFO_TOTAL_TIME_T)) / 1_000_000
        report.failure = isRefused ? nil : failure
        report.sent = sent
        report.isCancelled = isCancelled
        report.isRefusedBySink = isRefused
        deliver.end(report)
    }

    /// Bytes of the body so far, for the facts of a failure.
    var progress: (received: Int64, head: HTTPHead?) {
        (received, head)
    }

    /// Whether there is a connection, and the request is on its way.
    var isConnected: Bool { head != nil || handle.number(CURLINFO_PRETRANSFER_TIME_T) > 0 }

    /// Whether the bytes have stopped coming, at `now` on the loop's own clock; until there is a connection, they have not
    /// begun to, and what waits for the rate is not the peer's to bring.
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

    /// Lets the transfer go on after its sink or its body has paused it; gives libcurl's result.
    func resume() -> CURLcode {
        guard isHeld else { return CURLE_OK }
        isHeld = false
        return goOn()
    }

    /// Whether the request's body could not be given, and the transfer was ended for it.
    var isEndedByBody: Bool { isBodyRefused }

    /// Lets bytes that waited for the rate through, or as many of them as it allows now; gives libcurl's result.
    ///
    /// The corresponding C function is curl_easy_pause(3), which hands them over itself.
    func goOn() -> CURLcode {
        waitsSince = nil
        return resolve_curl_easy_pause(handle.pointer, 0)
    }

    /// Whether the answer's header lines went on past the limit, and the transfer was ended for it.
    var isHeadTooLong: Bool { parser.isTooLong }

    private func takeHeader(_ line: UnsafeRawBufferPointer) -> Int {
        guard let complete = parser.take(line) else { return parser.isTooLong ? 0 : line.count }
        head = complete
        guard deliver.head(complete) else {
            isRefused = true
            return line.isEmpty ? 1 : 0
        }
        return line.count
    }

    private func giveBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let body, sent < body.length else { return 0 }
        guard rate?.isOpen ?? true else { return waitForRate(Int(CURL_READFUNC_PAUSE)) }
        let room = Int(min(Int64(buffer.count), body.length - sent))
        switch body.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])) {
        case .bytes(let count):
            _ = rate?.take(count)
            sent += Int64(count)
            if sent == body.length { awaitAnswer() }
            return count
        case .wait:
            (isHeld, hasWaited) = (true, true)
            return Int(CURL_READFUNC_PAUSE)
        case .refuse:
            isBodyRefused = true
            return Int(CURL_READFUNC_ABORT)
        }
    }

    /// From now on there is nothing left to send: a registry may have gigabytes to check and to move before it answers.
    private func awaitAnswer() {
        watch = answerWatch
    }

    /// How much longer than for bytes an answer to an upload is waited for.
    private static let answerPatience = 5

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
