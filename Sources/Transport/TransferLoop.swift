import CLibcurl
import Dispatch
import RegistryProtocol
import Scheduling
import Synchronization

/// The network loop: it owns a libcurl multi handle and uses it on its own queue only.
///
/// Between two turns the queue runs the messages of other threads; a wake-up ends the wait for the network, and a message is
/// never delayed by more than one system call. ``TransferLoops`` spreads requests over several loops.
package actor TransferLoop {
    private nonisolated let executor = QueueExecutor(label: "resolve.transfer-loop")
    private nonisolated let waker: MultiHandle.Waker
    nonisolated let options: TransportOptions
    let multi: MultiHandle
    private(set) var transfers: [UnsafeMutableRawPointer: (id: Int, transfer: Transfer)] = [:]
    private var cancelledEarly: Set<Int> = []
    private var isTurning = false
    /// The time that counts towards stalls.
    var clock = LoopClock()
    /// The time on ``clock`` at which transfers were last checked for stalls.
    var checkedAt = 0.0
    private var memory = HostMemory()
    private nonisolated let identifiers = Atomic(0)

    /// Runs the loop's jobs on its queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Loads libcurl unless it is loaded; calling it ahead of the first connection saves the 5 ms that loading takes.
    package static func prepare() {
        _ = resolve_curl_load()
    }

    /// Creates a loop without connections; all its connections use `options`.
    package init(options: TransportOptions) throws(TransportError) {
        if let problem = resolve_curl_load() { throw .library(String(cString: problem)) }
        let multi = try MultiHandle()
        self.multi = multi
        self.options = options
        waker = multi.waker
    }

    /// Sends `request`, with a body from `makeBody` if given, delivers the response to a sink from `makeSink`, and returns
    /// when the transfer has ended. Body and sink are created on the loop's queue.
    ///
    /// A status of 4xx or 5xx is a response, not a failure. Cancelling the task ends the transfer.
    package nonisolated func perform<Sink: TransferSink>(
        _ request: HTTPRequest,
        body makeBody: (@Sendable () -> any UploadBody)? = nil,
        into makeSink: @escaping @Sendable () -> Sink
    ) async -> (report: TransferReport, output: Sink.Output) {
        let identifier = identifiers.add(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue { loop in
                    let resumeHandle = ResumeHandle { loop.resume(identifier) }
                    let (body, sink) = (makeBody?(), makeSink())
                    body?.begin(resumeHandle: resumeHandle)
                    sink.begin(resumeHandle: resumeHandle)
                    let deliver = Transfer.Delivery(
                        head: { sink.receive(head: $0) },
                        hasRoom: { sink.hasRoom(for: $0) },
                        body: { sink.receive(body: $0) },
                        end: { continuation.resume(returning: ($0, sink.finish())) }
                    )
                    loop.start(request, body: body, identifier: identifier, deliver: deliver)
                }
            }
        } onCancel: {
            enqueue { $0.cancel(identifier) }
        }
    }

    private nonisolated func enqueue(_ message: @escaping @Sendable (isolated TransferLoop) -> Void) {
        executor.queue.async { self.assumeIsolated { message($0) } }
        waker.wake()
    }

    /// Resumes a transfer that was paused by its sink or its body.
    private nonisolated func resume(_ identifier: Int) {
        enqueue { loop in
            guard let (pointer, entry) = loop.transfers.first(where: { $0.value.id == identifier }) else { return }
            let code = entry.transfer.resume()
            // The sink refused the bytes that had been held back.
            if code != CURLE_OK { loop.end(pointer, code) }
        }
    }

    private func start(
        _ request: HTTPRequest, body: (any UploadBody)?, identifier: Int,
        certificate: ClientCertificates.Choice? = nil, deliver: Transfer.Delivery
    ) {
        guard cancelledEarly.remove(identifier) == nil else {
            return deliver.end(TransferReport(isCancelled: true))
        }
        var way = memory.connectionOptions(for: request.url.authorityText)
        way.family = options.addressFamily ?? way.family
        let certificate = certificate ?? options.clientCertificates(for: request.url)?.first
        do throws(TransportError) {
            guard let handle = EasyHandle() else { throw .outOfMemory }
            let transfer = Transfer(
                handle: handle, request, body: body, way: way, certificate: certificate, options: options,
                deliver: deliver)
            try transfer.prepare(options: options, share: multi.share)
            guard resolve_curl_multi_add_handle(multi.pointer, transfer.handle.pointer) == CURLM_OK else {
                throw .outOfMemory
            }
            transfers[transfer.handle.pointer] = (identifier, transfer)
        } catch {
            return deliver.end(TransferReport(failure: .notStarted(error.description)))
        }
        guard !isTurning else { return }
        isTurning = true
        turn()
    }

    private func cancel(_ identifier: Int) {
        guard let (pointer, entry) = transfers.first(where: { $0.value.id == identifier }) else {
            // Cancelled before the start or after the end. The set stays small: each identifier is used once.
            cancelledEarly.insert(identifier)
            return
        }
        remove(pointer)
        entry.transfer.end(failure: nil, isCancelled: true)
    }

    private func turn() {
        clock.advance()
        let performed = multi.perform()
        while let (handle, result) = multi.nextEnded() { end(handle, result) }
        clock.advance()
        endStalled()
        let patience = longestWaitMilliseconds
        guard performed == CURLM_OK, !transfers.isEmpty, multi.wait(milliseconds: patience) == CURLM_OK else {
            return stop()
        }
        clock.advance(waited: Double(patience) / 1000)
        resumeHeld()
        executor.queue.async { self.assumeIsolated { $0.turn() } }
    }

    /// Ends a transfer with libcurl's result; restarts it if the host was not reachable with the address family tried, or did
    /// not accept the client certificate tried.
    func end(_ pointer: UnsafeMutableRawPointer, _ result: CURLcode) {
        guard let (identifier, transfer) = transfers[pointer] else { return }
        let failure = transfer.failure(for: result, options: options)
        let host = transfer.request.url.authorityText
        remove(pointer)
        if let next = transfer.certificate(after: failure) {
            return start(
                transfer.request, body: transfer.unreadBody, identifier: identifier, certificate: next,
                deliver: transfer.deliver)
        }
        if failure != nil, !transfer.isConnected, memory.couldNotConnect(to: host), options.addressFamily == nil {
            return start(
                transfer.request, body: transfer.unreadBody, identifier: identifier, deliver: transfer.deliver)
        }
        memory.failed(host: host, address: transfer.handle.text(CURLINFO_PRIMARY_IP), code: Int(result.rawValue))
        transfer.end(failure: failure, isCancelled: false)
    }

    /// Ends a stalled transfer; later transfers to the same host use new connections.
    func endStalled(_ pointer: UnsafeMutableRawPointer) {
        guard let transfer = transfers[pointer]?.transfer else { return }
        let failure = transfer.stall(options)
        memory.stalled(
            host: transfer.request.url.authorityText, address: transfer.handle.text(CURLINFO_PRIMARY_IP))
        remove(pointer)
        transfer.end(failure: failure, isCancelled: false)
    }

    /// Stops the loop's turns; transfers remain only after an error of the multi handle itself, and they end here.
    private func stop() {
        isTurning = false
        for (pointer, entry) in transfers {
            remove(pointer)
            entry.transfer.end(failure: .notStarted("libcurl's multi handle ended"), isCancelled: false)
        }
    }

    private func remove(_ pointer: UnsafeMutableRawPointer) {
        resolve_curl_multi_remove_handle(multi.pointer, pointer)
        transfers[pointer] = nil
    }
}

extension TransferLoop {
    /// The longest single wait for the network: until the next check for stalls, or until the rate limit lets bytes pass.
    var longestWaitMilliseconds: Int32 {
        let check = Int32(Self.checkSeconds(options) * 1000)
        guard let rate = options.rate, transfers.values.contains(where: { $0.transfer.waitsSince != nil }) else {
            return check
        }
        // Many small steps cost more time than they save.
        return min(check, max(Self.leastStepMilliseconds, rate.millisecondsUntilOpen))
    }

    /// Ends stalled transfers, if a check is due.
    func endStalled() {
        guard clock.now - checkedAt >= Self.checkSeconds(options) * 0.9 else { return }
        checkedAt = clock.now
        let stalled = transfers.filter { $0.value.transfer.isStalled(at: clock.now) }
        for pointer in stalled.keys { endStalled(pointer) }
    }

    /// Resumes transfers held back by the rate limit, longest wait first.
    func resumeHeld() {
        guard let rate = options.rate else { return }
        let waiting = transfers.compactMap { pointer, entry in entry.transfer.waitsSince.map { ($0, pointer) } }
        for (_, pointer) in waiting.sorted(by: { $0.0 < $1.0 }) {
            guard rate.isOpen else { return }
            guard let code = transfers[pointer]?.transfer.goOn(), code != CURLE_OK else { continue }
            // The sink refused the bytes.
            end(pointer, code)
        }
    }

    private static let leastStepMilliseconds: Int32 = 5

    /// The seconds between two checks for stalls: a tenth of the stall limit, at most one second.
    private static func checkSeconds(_ options: TransportOptions) -> Double {
        min(1, max(0.05, Double(options.stallSeconds) / 10))
    }
}
