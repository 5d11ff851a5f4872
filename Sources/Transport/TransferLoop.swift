import CLibcurl
import Dispatch
import QueueExecutor
import RegistryProtocol

/// The network's one loop: it owns a libcurl multi handle, and touches it on its own queue only.
///
/// Between two turns the queue runs what others have asked of the loop; a wait for the network is ended by a wake-up, so
/// nothing asked waits longer than a system call. One loop serves the link of a machine (measured in DESIGN.md section 3).
package actor TransferLoop {
    private nonisolated let executor = QueueExecutor(label: "resolve.transfer-loop")
    private nonisolated let waker: MultiHandle.Waker
    nonisolated let options: TransportOptions
    let multi: MultiHandle
    private(set) var transfers: [UnsafeMutableRawPointer: (id: TransferIdentifier, transfer: Transfer)] = [:]
    private var cancelledEarly: Set<TransferIdentifier> = []
    private var isTurning = false
    /// The time that counts for transfers.
    var clock = LoopClock()
    /// When on that clock they were looked at last.
    var lookedAt = 0.0
    private var memory = HostMemory()

    /// Runs the loop's jobs on its queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Loads libcurl where that has not been done: who will connect in a moment saves the 5 ms that it takes.
    package static func prepare() {
        _ = resolve_curl_load()
    }

    /// Makes a loop with no connection yet; every connection that it makes follows `options`.
    package init(options: TransportOptions) throws(TransportError) {
        if let problem = resolve_curl_load() { throw .library(String(cString: problem)) }
        let multi = try MultiHandle()
        self.multi = multi
        self.options = options
        waker = multi.waker
    }

    /// Sends `request`, with the body of `makeBody` if there is one, feeds the answer to a sink made by `makeSink`, and
    /// returns when both have ended. Body and sink are made on the loop's queue.
    ///
    /// A status of 4xx or 5xx is an answer, not a failure. Cancelling the task ends the transfer.
    package nonisolated func perform<Sink: TransferSink>(
        _ request: HTTPRequest,
        body makeBody: (@Sendable () -> any UploadBody)? = nil,
        into makeSink: @escaping @Sendable () -> Sink
    ) async -> (report: TransferReport, output: Sink.Output) {
        let identifier = TransferIdentifier()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                tell { loop in
                    let valve = TransferValve { loop.open(identifier) }
                    let (body, sink) = (makeBody?(), makeSink())
                    body?.begin(valve: valve)
                    sink.begin(valve: valve)
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
            tell { $0.cancel(identifier) }
        }
    }

    private nonisolated func tell(_ message: @escaping @Sendable (isolated TransferLoop) -> Void) {
        executor.queue.async { self.assumeIsolated { message($0) } }
        waker.wake()
    }

    /// Lets a transfer go on that was paused by its sink or its body.
    private nonisolated func open(_ identifier: TransferIdentifier) {
        tell { loop in
            guard let (pointer, entry) = loop.transfers.first(where: { $0.value.id == identifier }) else { return }
            let code = entry.transfer.resume()
            // The sink has refused what had waited.
            if code != CURLE_OK { loop.end(pointer, code) }
        }
    }

    private func start(
        _ request: HTTPRequest, body: (any UploadBody)?, identifier: TransferIdentifier, deliver: Transfer.Delivery
    ) {
        guard cancelledEarly.remove(identifier) == nil else {
            return deliver.end(TransferReport(isCancelled: true))
        }
        var way = memory.way(to: request.url.authorityText)
        way.family = options.addressFamily ?? way.family
        do throws(TransportError) {
            guard let handle = EasyHandle() else { throw .outOfMemory }
            let transfer = Transfer(
                handle: handle, request, body: body, way: way, options: options, deliver: deliver)
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

    private func cancel(_ identifier: TransferIdentifier) {
        guard let (pointer, entry) = transfers.first(where: { $0.value.id == identifier }) else {
            // Told before the start, or after the end; the set stays small: an identifier is used once.
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
        let patience = patienceMilliseconds
        guard performed == CURLM_OK, !transfers.isEmpty, multi.wait(milliseconds: patience) == CURLM_OK else {
            return stop()
        }
        clock.advance(waited: Double(patience) / 1000)
        letThrough()
        executor.queue.async { self.assumeIsolated { $0.turn() } }
    }

    /// Ends a transfer with libcurl's result; one for which the host has no address of the family that was tried begins anew.
    func end(_ pointer: UnsafeMutableRawPointer, _ result: CURLcode) {
        guard let (identifier, transfer) = transfers[pointer] else { return }
        let failure = transfer.failure(for: result, options: options)
        let host = transfer.request.url.authorityText
        remove(pointer)
        if failure != nil, !transfer.isConnected, memory.wasNotReached(host: host), options.addressFamily == nil {
            return start(
                transfer.request, body: transfer.unreadBody, identifier: identifier, deliver: transfer.deliver)
        }
        memory.failed(host: host, address: transfer.handle.text(CURLINFO_PRIMARY_IP), code: Int(result.rawValue))
        transfer.end(failure: failure, isCancelled: false)
    }

    /// Ends a transfer whose bytes have stopped coming; the next ones to that host use other connections.
    func endStalled(_ pointer: UnsafeMutableRawPointer) {
        guard let transfer = transfers[pointer]?.transfer else { return }
        let failure = transfer.stall(options)
        memory.stalled(
            host: transfer.request.url.authorityText, address: transfer.handle.text(CURLINFO_PRIMARY_IP))
        remove(pointer)
        transfer.end(failure: failure, isCancelled: false)
    }

    /// Ends the turning; transfers that are left, which only an error of the multi handle itself leaves, end with it.
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
