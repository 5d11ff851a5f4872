import Synchronization
import Transport

/// The bytes of one blob between its download and its upload, at most ``capacity`` at a time.
///
/// The download's sink writes, the upload's body reads, and the hasher hashes; each pauses when it has nothing to do and resumes
/// when there is enough. A lock guards the state, because they run on up to three queues; it is held while bytes are copied,
/// never while they are hashed or sent.
final class RelayBuffer: Sendable {
    /// The maximum number of bytes held.
    static let capacity = 1 << 20
    /// The bytes that the upload waits for while more will arrive: each small piece costs a system call.
    static let leastRead = 128 << 10

    fileprivate struct State {
        var ring: [UInt8]
        // All bytes before these offsets of the blob are written, read by the upload, and hashed.
        var written: Int64 = 0
        var read: Int64 = 0
        var hashed: Int64 = 0
        var isBroken = false
        var waitingWriter: (@Sendable () -> Void)?
        var waitingReader: ResumeHandle?

        // The ring is indexed by offset modulo its size. Bytes that the upload has read need not be kept for it.
        var free: Int { ring.count - Int(written - min(read, hashed, written)) }
    }

    private let size: Int64
    private let state: Mutex<State>

    /// An empty buffer for a blob of `size` bytes.
    init(size: Int64) {
        self.size = size
        state = Mutex(State(ring: [UInt8](repeating: 0, count: Self.capacity)))
    }

    /// All bytes before this offset have been written.
    var written: Int64 { state.withLock { $0.written } }

    /// The upload has read all bytes before this offset.
    var read: Int64 { state.withLock { $0.read } }

    /// Whether the download has failed permanently.
    var isBroken: Bool { state.withLock { $0.isBroken } }

    /// Restarts the download at `start`, the offset of the hash, and the upload at `offset`, which is not before it.
    func restart(at start: Int64, readingFrom offset: Int64) {
        state.withLock { state in
            (state.written, state.hashed, state.read) = (start, start, offset)
            state.isBroken = false
            (state.waitingWriter, state.waitingReader) = (nil, nil)
        }
    }

    /// Whether `count` bytes may be written now; if not, `resume` is called once there is room.
    func hasRoom(for count: Int, else resume: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.free < count else { return true }
            state.waitingWriter = resume
            return false
        }
    }

    /// Appends the next bytes, for which there must be room, and returns the offset behind them.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        let (reader, written) = state.withLock { state in
            state.copyIn(bytes)
            return (state.reader(of: size), state.written)
        }
        reader?.resume()
        return written
    }

    /// Records that no more bytes will arrive.
    func breakOff() {
        let reader = state.withLock { state in
            state.isBroken = true
            return state.waitingReader.take()
        }
        reader?.resume()
    }

    /// Copies bytes from `offset` into `buffer`, for the upload.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer, else resumeHandle: ResumeHandle?)
        -> UploadRead
    {
        let (result, writer) = state.withLock { state -> (UploadRead, (@Sendable () -> Void)?) in
            guard offset == state.read, !state.isBroken else { return (.refuse, nil) }
            let available = state.written - offset
            guard available >= Self.leastRead || (available > 0 && state.written == size) else {
                state.waitingReader = resumeHandle
                return (.wait, nil)
            }
            let count = state.copyOut(from: offset, into: buffer)
            state.read += Int64(count)
            return (.bytes(count), state.writer())
        }
        writer?()
        return result
    }

    /// Copies the next bytes to hash into `block`, and returns their number.
    func nextToHash(into block: UnsafeMutableRawBufferPointer) -> Int {
        let (count, writer) = state.withLock { state -> (Int, (@Sendable () -> Void)?) in
            let count = state.copyOut(from: state.hashed, into: block)
            state.hashed += Int64(count)
            return (count, state.writer())
        }
        writer?()
        return count
    }
}

extension RelayBuffer.State {
    /// Appends bytes to those written before.
    fileprivate mutating func copyIn(_ bytes: UnsafeRawBufferPointer) {
        let start = Int(written % Int64(ring.count))
        let first = min(bytes.count, ring.count - start)
        ring.withUnsafeMutableBytes { ring in
            UnsafeMutableRawBufferPointer(rebasing: ring[start...]).copyMemory(from: .init(rebasing: bytes[..<first]))
            ring.copyMemory(from: .init(rebasing: bytes[first...]))
        }
        written += Int64(bytes.count)
    }

    /// Copies bytes from `offset` into `buffer`, up to the last one written or the end of the ring.
    fileprivate func copyOut(from offset: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let start = Int(offset % Int64(ring.count))
        let count = min(Int(max(0, written - offset)), buffer.count, ring.count - start)
        ring.withUnsafeBytes { ring in
            buffer.copyMemory(from: .init(rebasing: ring[start..<start + count]))
        }
        return count
    }

    /// The waiting download, if half of the ring is free.
    fileprivate mutating func writer() -> (@Sendable () -> Void)? {
        free >= ring.count / 2 ? waitingWriter.take() : nil
    }

    /// The waiting upload, if there are enough bytes for it.
    fileprivate mutating func reader(of size: Int64) -> ResumeHandle? {
        written - read >= RelayBuffer.leastRead || written == size ? waitingReader.take() : nil
    }
}
