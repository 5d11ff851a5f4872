import CLibzstd

/// libzstd's decoder of frames, among them the skippable ones.
final class ZstdDecoder: PartDecoder {
    static let compression = LayerCompression.zstd

    private let context: OpaquePointer
    private let windowLog: Int

    /// A decoder that refuses larger windows than 2 to the power of `windowLog`.
    init(windowLog: Int) throws(LayerError) {
        if let problem = resolve_ZSTD_load() { throw .library("libzstd", String(cString: problem)) }
        guard let context = resolve_ZSTD_createDCtx() else { throw .refused(function: "libzstd's ZSTD_createDCtx") }
        self.context = context
        self.windowLog = windowLog
        let code = resolve_ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(clamping: windowLog))
        guard resolve_ZSTD_isError(code) == 0 else { throw .refused(function: "libzstd's ZSTD_DCtx_setParameter") }
    }

    deinit { _ = resolve_ZSTD_freeDCtx(context) }

    /// The first bytes of 0xFD2FB528 and of 0x184D2A50 to 0x184D2A5F, little-endian.
    static func mayBegin(with byte: UInt8) -> Bool { byte == 0x28 || byte & 0xF0 == 0x50 }

    // After a frame, libzstd expects the next one.
    func reset() {}

    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, offset: Int64
    ) throws(LayerError) -> DecodingProgress {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let code = resolve_ZSTD_decompressStream(context, &target, &source)
        let near = offset + Int64(source.pos)
        if resolve_ZSTD_isError(code) != 0 {
            if resolve_ZSTD_is_window_too_large(code) != 0 { throw .windowTooLarge(limitBytes: 1 << windowLog) }
            if resolve_ZSTD_is_wrong_checksum(code) != 0 { throw .wrongChecksum(.zstd, nearByte: near) }
            if resolve_ZSTD_is_no_frame(code) != 0 { throw .trailing(.zstd, atByte: near) }
            let reason = resolve_ZSTD_getErrorName(code).map { String(cString: $0) }
            throw .damaged(.zstd, reason: reason, nearByte: near)
        }
        return DecodingProgress(consumed: source.pos, produced: target.pos, isFinished: code == 0)
    }
}
