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
    private nonisolated let options: TransportOptions
    private let multi: MultiHandle
    private var transfers: [UnsafeMutableRawPointer: (id: TransferIdentifier, transfer: Transfer)] = [:]
    private var cancelledEarly: Set<TransferIdentifier> = []
    private var isTurning = false

    /// Runs the loop's jobs on its queue.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Begins to load libcurl in the background: who will connect in a moment saves the 5 ms that it takes.
    package static func prepare() {
        DispatchQueue.global().async { _ = resolve_curl_load() }
    }

    /// Makes a loop with no connection yet; every connection that it makes follows `options`.
    package init(options: TransportOptions) throws(TransportError) {
        if let problem = resolve_curl_load() { throw .library(String(cString: problem)) }
        let multi = try MultiHandle()
        self.multi = multi
        self.options = options
        waker = multi.waker
    }

    /// Sends `request`, feeds the answer to a sink made by `makeSink` on the loop's queue, and returns when both have ended.
    ///
    /// A status of 4xx or 5xx is an answer, not a failure. Cancelling the task ends the transfer.
    package nonisolated func perform<Sink: TransferSink>(
        _ request: HTTPRequest,
        into makeSink: @escaping @Sendable () -> Sink
    ) async -> (report: TransferReport, output: Sink.Output) {
        let identifier = TransferIdentifier()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                tell { loop in
                    let sink = makeSink()
                    let deliver = Transfer.Delivery(
                        head: { sink.receive(head: $0) },
                        body: { sink.receive(body: $0) },
                        end: { continuation.resume(returning: ($0, sink.finish())) }
                    )
                    loop.start(request, identifier: identifier, deliver: deliver)
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

    private func start(_ request: HTTPRequest, identifier: TransferIdentifier, deliver: Transfer.Delivery) {
        guard cancelledEarly.remove(identifier) == nil else {
            return deliver.end(TransferReport(isCancelled: true))
        }
        do throws(TransportError) {
            guard let handle = EasyHandle() else { throw .outOfMemory }
            let transfer = Transfer(handle: handle, deliver: deliver)
            try transfer.prepare(request, options: options, share: multi.share)
            guard resolve_curl_multi_add_handle(multi.pointer, transfer.handle.pointer) == CURLM_OK else {
                throw .outOfMemory
            }
            transfers[transfer.handle.pointer] = (identifier, transfer)
        } catch {
            return deliver.end(TransferReport(failure: .notStarted(error.description)))
        }
        shareRate()
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
        let performed = multi.perform()
        while let (handle, result) = multi.nextEnded() {
            guard let entry = transfers[handle] else { continue }
            let failure = entry.transfer.failure(for: result, options: options)
            remove(handle)
            entry.transfer.end(failure: failure, isCancelled: false)
        }
        guard performed == CURLM_OK, !transfers.isEmpty, multi.wait(milliseconds: 1000) == CURLM_OK else {
            return stop()
        }
        executor.queue.async { self.assumeIsolated { $0.turn() } }
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
        shareRate()
    }

    /// Divides the loop's rate among the transfers under way: libcurl knows a limit for each transfer only.
    private func shareRate() {
        guard let limit = options.bytesPerSecond, !transfers.isEmpty else { return }
        let share = max(1, limit / Int64(transfers.count))
        // Who is held to less than what counts as progress must not be taken for stalled.
        let progress = min(Int64(options.stallBytesPerSecond), share / 2)
        for entry in transfers.values {
            try? entry.transfer.handle.set(CURLOPT_MAX_RECV_SPEED_LARGE, large: share)
            try? entry.transfer.handle.set(CURLOPT_LOW_SPEED_LIMIT, Int(progress))
        }
    }
}
