import CLibisal
import CLibz

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The library that decodes gzip.
package enum GzipLibrary: Hashable, Sendable, CaseIterable {
    /// isa-l, which is several times as fast.
    case isal
    /// zlib, which every system has.
    case zlib

    /// isa-l if it can be loaded, else zlib.
    package static var best: GzipLibrary { resolve_isal_load() == nil ? .isal : .zlib }

    /// A decoder of gzip members.
    func decoder() throws(LayerError) -> any LayerDecoder {
        switch self {
        case .isal: PartsDecoder(try IsalDecoder())
        case .zlib: PartsDecoder(try ZlibDecoder())
        }
    }

    /// Whether a gzip member may begin with this byte.
    fileprivate static func mayBegin(with byte: UInt8) -> Bool { byte == 0x1F }
}

/// isa-l's decoder of gzip.
private final class IsalDecoder: PartDecoder {
    static let compression = LayerCompression.gzip

    private let state: UnsafeMutableRawPointer

    init() throws(LayerError) {
        if let problem = resolve_isal_load() { throw .library("isa-l", String(cString: problem)) }
        guard let state = resolve_isal_new() else { throw .refused(function: "malloc") }
        self.state = state
    }

    deinit { free(state) }

    static func mayBegin(with byte: UInt8) -> Bool { GzipLibrary.mayBegin(with: byte) }

    func reset() { resolve_isal_reset(state) }

    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, offset: Int64
    ) throws(LayerError) -> DecodingProgress {
        let part = input.prefix(Int(UInt32.max))
        let progress = resolve_isal_inflate(
            state, part.isEmpty ? nil : input.baseAddress, part.count, output.baseAddress, output.count)
        let near = offset + Int64(progress.consumed)
        guard progress.code >= 0 else {
            guard resolve_isal_is_wrong_checksum(progress.code) != 0 else {
                throw .damaged(.gzip, reason: nil, nearByte: near)
            }
            throw .wrongChecksum(.gzip, nearByte: near)
        }
        return DecodingProgress(
            consumed: progress.consumed, produced: progress.produced, isFinished: progress.finished != 0)
    }
}

/// zlib's decoder of gzip.
private final class ZlibDecoder: PartDecoder {
    static let compression = LayerCompression.gzip

    // In memory of its own: zlib keeps a pointer to the stream.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init() throws(LayerError) {
        stream.initialize(to: z_stream())
        if let problem = resolve_z_load() { throw .library("zlib", String(cString: problem)) }
        guard resolve_inflateInit2_gzip(stream) == Z_OK else { throw .refused(function: "zlib's inflateInit2") }
    }

    deinit {
        // Without a state, after a failed initialization, it does nothing; without the library, there is no state.
        if stream.pointee.state != nil { _ = resolve_inflateEnd(stream) }
        stream.deallocate()
    }

    static func mayBegin(with byte: UInt8) -> Bool { GzipLibrary.mayBegin(with: byte) }

    func reset() throws(LayerError) {
        guard resolve_inflateReset(stream) == Z_OK else { throw .refused(function: "zlib's inflateReset") }
    }

    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, offset: Int64
    ) throws(LayerError) -> DecodingProgress {
        let part = input.prefix(Int(UInt32.max))
        let bytes = UnsafeMutableRawPointer(mutating: input.baseAddress)
        stream.pointee.next_in = bytes?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(part.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let room = Int(stream.pointee.avail_out)
        let code = resolve_inflate(stream, Z_NO_FLUSH)
        let consumed = part.count - Int(stream.pointee.avail_in)
        let near = offset + Int64(consumed)
        switch code {
        // Z_BUF_ERROR: neither input nor output was used.
        case Z_OK, Z_STREAM_END, Z_BUF_ERROR: break
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) }
            // The words of inflate.c for the two fields behind the data.
            guard reason == "incorrect data check" || reason == "incorrect length check" else {
                throw .damaged(.gzip, reason: reason, nearByte: near)
            }
            throw .wrongChecksum(.gzip, nearByte: near)
        }
        return DecodingProgress(
            consumed: consumed, produced: room - Int(stream.pointee.avail_out), isFinished: code == Z_STREAM_END)
    }
}
