import Dispatch
import Synchronization

/// The bytes of a blob between the transfer that receives them and the reader, at most ``capacity`` at a time.
///
/// The writer, for example the sink of a download, never waits: it asks ``hasRoom(for:else:)`` before each
/// ``write(_:)``, pauses its transfer if there is none, and ends with ``finish()``, or with ``fail()`` if the rest will
/// not come. A download that is resumed after a cut writes on at ``written``. The reader waits in ``next()``, on a thread
/// of its own: give the pipe to ``LayerReader/read(_:hashing:take:)``, and call ``abandon()`` when that has returned or
/// thrown, so that the writer does not wait for a reader that is gone.
package final class LayerPipe: LayerSource, Sendable {
    /// The number of bytes that are held.
    package static let capacity = 1 << 20
    /// The reader is woken for this many bytes, or at the end: each wake-up costs a switch of threads.
    private static let leastRead = 64 << 10

    /// The memory of the ring, which is indexed by offset modulo its size.
    ///
    /// The writer and the reader copy outside the lock: the writer touches only what is free, and the reader only what
    /// has been written and not been given back yet.
    private struct Ring: @unchecked Sendable {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: LayerPipe.capacity, alignment: 64)
    }

    private struct State {
        var written: Int64 = 0
        /// All bytes before this offset have been given to the reader.
        var given: Int64 = 0
        /// All bytes before this offset have been read, and their memory is free.
        var read: Int64 = 0
        var end: End?
        var resume: (@Sendable () -> Void)?
        var isWaiting = false

        var free: Int { LayerPipe.capacity - Int(written - read) }
    }

    private enum End {
        case finished
        case failed
        case abandoned
    }

    private let ring = Ring()
    private let state = Mutex(State())
    /// Wakes the reader. It is a thread of Dispatch that may wait, as for a disk.
    private let arrival = DispatchSemaphore(value: 0)

    /// An empty pipe.
    package init() {}

    deinit { ring.bytes.deallocate() }

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
        let start = state.withLock { $0.end == nil && $0.free >= bytes.count ? $0.written : nil }
        guard let start else { return false }
        let index = Int(start % Int64(Self.capacity))
        let first = min(bytes.count, Self.capacity - index)
        UnsafeMutableRawBufferPointer(rebasing: ring.bytes[index...]).copyMemory(from: .init(rebasing: bytes[..<first]))
        ring.bytes.copyMemory(from: .init(rebasing: bytes[first...]))
        wake { $0.written += Int64(bytes.count) }
        return true
    }

    /// Records that the blob is complete.
    package func finish() { end(.finished) }

    /// Records that the rest of the blob will not come: the reader throws ``LayerError/interrupted(afterBytes:)``.
    package func fail() { end(.failed) }

    /// Records that nobody reads any more; a paused writer is resumed.
    package func abandon() {
        let resume = state.withLock { state in
            state.end = .abandoned
            return state.resume.take()
        }
        resume?()
    }

    /// The next bytes, of which there are at least some; empty at the end.
    package func next() throws(LayerError) -> UnsafeRawBufferPointer {
        giveBack()
        while true {
            let (part, end) = state.withLock { state -> (Range<Int64>, End?) in
                let isEnough = state.written - state.given >= Self.leastRead || state.end != nil
                state.isWaiting = !isEnough
                guard isEnough else { return (0..<0, nil) }
                let index = Int(state.given % Int64(Self.capacity))
                let count = min(Int(state.written - state.given), Self.capacity - index)
                let part = state.given..<state.given + Int64(count)
                state.given = part.upperBound
                return (part, state.end)
            }
            if !part.isEmpty {
                let index = Int(part.lowerBound % Int64(Self.capacity))
                return UnsafeRawBufferPointer(rebasing: ring.bytes[index..<index + part.count])
            }
            switch end {
            case .finished: return UnsafeRawBufferPointer(start: nil, count: 0)
            case .failed, .abandoned: throw .interrupted(afterBytes: part.lowerBound)
            case nil:
                guard !Task.isCancelled else { throw .cancelled }
                // A cancelled task is noticed within this time.
                _ = arrival.wait(timeout: .now() + .milliseconds(100))
            }
        }
    }

    /// Frees what the reader was given before.
    private func giveBack() {
        let resume = state.withLock { state in
            state.read = state.given
            return state.free >= Self.capacity / 2 ? state.resume.take() : nil
        }
        resume?()
    }

    private func end(_ end: End) {
        wake { state in
            if state.end == nil { state.end = end }
        }
    }

    /// Changes the state, and wakes the reader if there is something for it.
    private func wake(_ change: (inout State) -> Void) {
        let wakes = state.withLock { state in
            change(&state)
            guard state.isWaiting, state.written - state.given >= Self.leastRead || state.end != nil else {
                return false
            }
            state.isWaiting = false
            return true
        }
        if wakes { arrival.signal() }
    }
}
