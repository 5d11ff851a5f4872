import Dispatch
import Synchronization

/// The bytes of a blob between the transfer that receives them and the reader, at most ``capacity`` at a time.
///
/// The writer, for example the sink of a download, never waits: it asks ``hasRoom(for:else:)`` before each
/// ``write(_:)``, pauses its transfer if there is none, and ends with ``finish()``, or with ``fail()`` if the rest will
/// not come. A download that is resumed after a cut writes on at ``written``. The reader is a ``LayerPipeSource``, which
/// waits on a thread of its own: give it to ``LayerReader/read(_:hashing:take:)``, and call ``abandon()`` when that has
/// returned or thrown, so that the writer does not wait for a reader that is gone.
package final class LayerPipe: Sendable {
    /// The number of bytes that are held.
    package static let capacity = 1 << 20
    /// The reader is woken for this many bytes, or at the end: each wake-up costs a switch of threads.
    fileprivate static let leastRead = 64 << 10

    fileprivate struct State {
        /// The bytes between ``read`` and ``written``, indexed by offset modulo the capacity.
        var ring = [UInt8](repeating: 0, count: LayerPipe.capacity)
        var written: Int64 = 0
        var read: Int64 = 0
        var end: End?
        var resume: (@Sendable () -> Void)?
        var isWaiting = false

        var free: Int { LayerPipe.capacity - Int(written - read) }
    }

    fileprivate enum End {
        case finished
        case failed
        case abandoned
    }

    private let state = Mutex(State())
    /// Wakes the reader. It is a thread of Dispatch that may wait, as for a disk.
    private let arrival = DispatchSemaphore(value: 0)

    /// An empty pipe.
    package init() {}

    /// All bytes before this offset have been written.
    package var written: Int64 { state.withLock { $0.written } }

    /// Whether `count` bytes may be written now; if not, `resume` is called once there is room, on any thread.
    ///
    /// There is always room after ``abandon()``.
    package func hasRoom(for count: Int, else resume: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.end == nil, state.free < count else { return true }
            state.resume = resume
            return false
        }
    }

    /// Appends the next bytes of the blob, for which there must be room.
    ///
    /// - Returns: whether they were taken; false after the end, in particular if the reader is gone.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (isTaken, wakes) = state.withLock { state in
            guard state.end == nil, state.free >= bytes.count else { return (false, false) }
            state.append(bytes)
            return (true, state.isReaderToWake())
        }
        if wakes { arrival.signal() }
        return isTaken
    }

    /// Records that the blob is complete.
    package func finish() { end(.finished) }

    /// Records that the rest of the blob will not come: the reader throws ``LayerError/interrupted(afterBytes:)``.
    package func fail() { end(.failed) }

    /// Records that reading has ended early; a paused writer is resumed.
    package func abandon() {
        let resume = state.withLock { state in
            state.end = .abandoned
            return state.resume.take()
        }
        resume?()
    }

    /// Moves the next bytes to `block`, and returns their number, which is 0 at the end only. It waits for them.
    fileprivate func read(into block: UnsafeMutableRawBufferPointer) throws(LayerError) -> Int {
        while true {
            let (count, end, resume) = state.withLock { state in
                let isEnough = state.written - state.read >= Self.leastRead || state.end != nil
                state.isWaiting = !isEnough
                let count = isEnough ? state.take(into: block) : 0
                let resume = count > 0 && state.free >= Self.capacity / 2 ? state.resume.take() : nil
                return (count, state.end, resume)
            }
            resume?()
            if count > 0 { return count }
            switch end {
            case .finished: return 0
            case .failed, .abandoned: throw .interrupted(afterBytes: state.withLock { $0.read })
            case nil:
                guard !Task.isCancelled else { throw .cancelled }
                // A cancelled task is noticed within this time.
                _ = arrival.wait(timeout: .now() + .milliseconds(100))
            }
        }
    }

    /// Records the end, and wakes the reader.
    private func end(_ end: End) {
        let wakes = state.withLock { state in
            if state.end == nil { state.end = end }
            return state.isReaderToWake()
        }
        if wakes { arrival.signal() }
    }
}

extension LayerPipe.State {
    /// Whether the reader waits, and there is something for it; it then waits no more.
    fileprivate mutating func isReaderToWake() -> Bool {
        guard isWaiting, written - read >= LayerPipe.leastRead || end != nil else { return false }
        isWaiting = false
        return true
    }

    /// Appends bytes for which there is room.
    fileprivate mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let index = Int(written % Int64(LayerPipe.capacity))
        let first = min(bytes.count, LayerPipe.capacity - index)
        ring.withUnsafeMutableBytes { ring in
            UnsafeMutableRawBufferPointer(rebasing: ring[index...]).copyMemory(from: .init(rebasing: bytes[..<first]))
            ring.copyMemory(from: .init(rebasing: bytes[first...]))
        }
        written += Int64(bytes.count)
    }

    /// Moves as many bytes as there are in one piece, and fit, to `block`.
    fileprivate mutating func take(into block: UnsafeMutableRawBufferPointer) -> Int {
        let index = Int(read % Int64(LayerPipe.capacity))
        let count = min(Int(written - read), LayerPipe.capacity - index, block.count)
        ring.withUnsafeBytes { block.copyMemory(from: .init(rebasing: $0[index..<index + count])) }
        read += Int64(count)
        return count
    }
}

/// The reader's end of a ``LayerPipe``.
package final class LayerPipeSource: LayerSource {
    /// The most bytes that are given at once.
    package static let blockSize = 256 << 10

    private let pipe: LayerPipe
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: LayerPipeSource.blockSize, alignment: 64)

    /// The only reader of a pipe.
    package init(_ pipe: LayerPipe) {
        self.pipe = pipe
    }

    deinit { block.deallocate() }

    /// The next bytes, of which there are at least some; empty at the end.
    package func next() throws(LayerError) -> UnsafeRawBufferPointer {
        let count = try pipe.read(into: block)
        return UnsafeRawBufferPointer(rebasing: block[..<count])
    }
}
