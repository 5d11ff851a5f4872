import Dispatch
import Synchronization
import Transport

/// The bytes of a request's body between the thread that makes them and the transfer that sends them, at most
/// ``capacity`` at a time.
///
/// The writer waits for room on a thread of its own, and ends with ``finish()``, or with ``end()`` if the rest will not come.
package final class UploadPipe: Sendable {
    /// The number of bytes that are held, except for a single larger block.
    static let capacity = 1 << 20

    private struct State {
        /// The blocks that were written; of the first one, `taken` bytes have been sent.
        var blocks: [[UInt8]] = []
        var taken = 0
        var held = 0
        var isFinished = false
        var isEnded = false
        var isWriterWaiting = false
        var isTransferWaiting = false
        var resumeHandle: ResumeHandle?

        /// What resumes the transfer, if it waits.
        mutating func resumption() -> ResumeHandle? {
            defer { isTransferWaiting = false }
            return isTransferWaiting ? resumeHandle : nil
        }
    }

    private let state = Mutex(State())
    /// Wakes the writer. It is a thread of Dispatch that may wait, as for a disk.
    private let room = DispatchSemaphore(value: 0)

    /// An empty pipe.
    package init() {}

    /// Whether the pipe has ended before its last byte.
    package var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Appends bytes, once there is room for them.
    ///
    /// - Returns: whether they were taken; false after the end, and in a task that was cancelled.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        while true {
            let (isTaken, resume) = state.withLock { state -> (Bool?, ResumeHandle?) in
                guard !state.isEnded, !state.isFinished else { return (false, nil) }
                state.isWriterWaiting = state.held > 0 && state.held + bytes.count > Self.capacity
                guard !state.isWriterWaiting else { return (nil, nil) }
                if !bytes.isEmpty { state.blocks.append(Array(bytes)) }
                state.held += bytes.count
                return (true, state.resumption())
            }
            resume?.resume()
            if let isTaken { return isTaken }
            guard !Task.isCancelled else { return false }
            // A cancelled task is noticed within this time.
            _ = room.wait(timeout: .now() + .milliseconds(100))
        }
    }

    /// Records that all bytes were written.
    package func finish() { end { $0.isFinished = true } }

    /// Records that no more bytes are written or sent: the transfer ends, and the writer does not wait any more.
    package func end() { end { $0.isEnded = true } }

    /// Keeps the handle that resumes the transfer.
    fileprivate func begin(_ handle: ResumeHandle) { state.withLock { $0.resumeHandle = handle } }

    /// Moves the next bytes to `buffer`.
    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead {
        let (answer, wakes) = state.withLock { state -> (UploadRead, Bool) in
            guard !state.isEnded else { return (.refuse, false) }
            guard let block = state.blocks.first else {
                state.isTransferWaiting = !state.isFinished
                return (state.isFinished ? .refuse : .wait, false)
            }
            let count = min(buffer.count, block.count - state.taken)
            block.withUnsafeBytes { bytes in
                buffer.copyMemory(from: .init(rebasing: bytes[state.taken..<state.taken + count]))
            }
            state.taken += count
            state.held -= count
            if state.taken == block.count {
                state.blocks.removeFirst()
                state.taken = 0
            }
            let wakes = state.isWriterWaiting && state.held <= Self.capacity / 2
            if wakes { state.isWriterWaiting = false }
            return (.bytes(count), wakes)
        }
        if wakes { room.signal() }
        return answer
    }

    private func end(_ change: (inout State) -> Void) {
        let (resume, wakes) = state.withLock { state in
            change(&state)
            let wakes = state.isWriterWaiting
            state.isWriterWaiting = false
            return (state.resumption(), wakes)
        }
        resume?.resume()
        if wakes { room.signal() }
    }
}

/// The bytes of an ``UploadPipe`` as the body of a request.
final class PipeBody: UploadBody {
    let length: Int64
    private let pipe: UploadPipe

    /// A body of `length` bytes, which is the number that is written to `pipe`.
    init(_ pipe: UploadPipe, length: Int64) {
        self.pipe = pipe
        self.length = length
    }

    func begin(resumeHandle: ResumeHandle) { pipe.begin(resumeHandle) }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead { pipe.read(into: buffer) }
}
