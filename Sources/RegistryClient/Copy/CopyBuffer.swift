import Synchronization
import Transport

/// The bytes of one blob between its download and its upload, at most ``capacity`` of them.
///
/// The download's sink writes, the upload's body reads, the hasher hashes; each pauses where there is nothing to do, and is
/// let go on when there is enough. A lock, because they work on up to three queues; it is held while bytes are copied, and
/// never while they are hashed or sent.
final class CopyBuffer: Sendable {
    /// How many bytes are held at most.
    static let capacity = 1 << 20
    /// How many bytes the upload waits for, where more will come: small pieces cost a system call each.
    static let leastRead = 128 << 10

    fileprivate struct State {
        var ring: [UInt8]
        /// All bytes before these offsets of the blob are written, read by the upload, hashed.
        var written: Int64 = 0
        var read: Int64 = 0
        var hashed: Int64 = 0
        var isBroken = false
        var waitingWriter: TransferValve?
        var waitingReader: TransferValve?

        // Offsets are modulo the ring's size; what the upload has already is not kept for it.
        var free: Int { ring.count - Int(written - min(read, hashed, written)) }
    }

    private let size: Int64
    private let state: Mutex<State>

    /// An empty buffer for a blob of `size` bytes.
    init(size: Int64) {
        self.size = size
        state = Mutex(State(ring: [UInt8](repeating: 0, count: Self.capacity)))
    }

    /// All bytes before this offset are here, or were.
    var written: Int64 { state.withLock { $0.written } }

    /// The upload has got all bytes before this offset.
    var read: Int64 { state.withLock { $0.read } }

    /// Whether the download has failed for good.
    var isBroken: Bool { state.withLock { $0.isBroken } }

    /// Begins anew: the download at `start`, where the hash stands, and the upload at `offset`, not before.
    func restart(at start: Int64, readingFrom offset: Int64) {
        state.withLock { state in
            (state.written, state.hashed, state.read) = (start, start, offset)
            state.isBroken = false
            (state.waitingWriter, state.waitingReader) = (nil, nil)
        }
    }

    /// Whether so many bytes may be written now; `false` lets `valve` be opened when they may.
    func hasRoom(for count: Int, else valve: TransferValve?) -> Bool {
        state.withLock { state in
            guard state.free < count else { return true }
            state.waitingWriter = valve
            return false
        }
    }

    /// Takes the next bytes, for which there must be room.
    func write(_ bytes: UnsafeRawBufferPointer) {
        let reader = state.withLock { state in
            state.copyIn(bytes)
            return state.reader(of: size)
        }
        reader?.open()
    }

    /// Says that no more bytes will come.
    func breakOff() {
        let reader = state.withLock { state in
            state.isBroken = true
            return state.waitingReader.take()
        }
        reader?.open()
    }

    /// Puts bytes from `offset` on into `buffer`, for the upload.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer, else valve: TransferValve?) -> UploadRead {
        let (answer, writer) = state.withLock { state -> (UploadRead, TransferValve?) in
            guard offset == state.read, !state.isBroken else { return (.refuse, nil) }
            let available = state.written - offset
            guard available >= Self.leastRead || (available > 0 && state.written == size) else {
                state.waitingReader = valve
                return (.wait, nil)
            }
            let count = state.copyOut(from: offset, into: buffer)
            state.read += Int64(count)
            return (.bytes(count), state.writer())
        }
        writer?.open()
        return answer
    }

    /// Puts the next bytes that are not hashed into `block`, and says how many they are.
    func nextToHash(into block: UnsafeMutableRawBufferPointer) -> Int {
        let (count, writer) = state.withLock { state -> (Int, TransferValve?) in
            let count = state.copyOut(from: state.hashed, into: block)
            state.hashed += Int64(count)
            return (count, state.writer())
        }
        writer?.open()
        return count
    }
}

extension CopyBuffer.State {
    /// Puts bytes behind those that are written.
    fileprivate mutating func copyIn(_ bytes: UnsafeRawBufferPointer) {
        let start = Int(written % Int64(ring.count))
        let first = min(bytes.count, ring.count - start)
        ring.withUnsafeMutableBytes { ring in
            UnsafeMutableRawBufferPointer(rebasing: ring[start...]).copyMemory(from: .init(rebasing: bytes[..<first]))
            ring.copyMemory(from: .init(rebasing: bytes[first...]))
        }
        written += Int64(bytes.count)
    }

    /// Puts bytes from `offset` on into `buffer`, up to those that are written, or to the ring's end.
    fileprivate func copyOut(from offset: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let start = Int(offset % Int64(ring.count))
        let count = min(Int(max(0, written - offset)), buffer.count, ring.count - start)
        ring.withUnsafeBytes { ring in
            buffer.copyMemory(from: .init(rebasing: ring[start..<start + count]))
        }
        return count
    }

    /// The download that waits, where half of the ring is free again.
    fileprivate mutating func writer() -> TransferValve? {
        free >= ring.count / 2 ? waitingWriter.take() : nil
    }

    /// The upload that waits, where there is enough for it.
    fileprivate mutating func reader(of size: Int64) -> TransferValve? {
        written - read >= CopyBuffer.leastRead || written == size ? waitingReader.take() : nil
    }
}
