import CLibarchive
import LayerModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// One pass through the tar archive of a layer, with one libarchive handle.
///
/// Not copyable: the handle has one owner, and is freed when that owner goes away.
struct TarReader: ~Copyable {
    /// A piece of the content of a member; what lies between two pieces is zeros.
    struct Piece {
        /// The bytes, valid until the next call of the reader.
        let bytes: UnsafeRawBufferPointer
        /// The offset of the first byte in the member.
        let offset: UInt64
    }

    private let input: LayerBytes
    private let handle: OpaquePointer
    private let limits: LayerLimits
    /// Whether there are no bytes at all: an archive for Go's reader, but none for libarchive.
    private let isEmpty: Bool
    private var entries = 0
    /// The header of the last member, valid until the next call of ``next()``.
    private var header: OpaquePointer?

    /// Begins to read `input`.
    init(_ input: LayerBytes, limits: LayerLimits) throws(LayerError) {
        if let problem = resolve_archive_load() { throw .library("libarchive", String(cString: problem)) }
        guard let handle = resolve_archive_read_new() else { throw .refused(function: "libarchive's archive_read_new") }
        do throws(LayerError) {
            isEmpty = try !Self.open(handle, input)
        } catch {
            _ = resolve_archive_read_free(handle)
            throw error
        }
        self.input = input
        self.handle = handle
        self.limits = limits
    }

    deinit { _ = resolve_archive_read_free(handle) }

    /// The number of members so far.
    var entryCount: Int { entries }

    /// The next member; `nil` at the end of the archive.
    mutating func next() throws(LayerError) -> TarMember? {
        guard !isEmpty else { return nil }
        var entry: OpaquePointer?
        let code = resolve_archive_read_next_header(handle, &entry)
        if code == ARCHIVE_EOF { return nil }
        // A warning concerns a name or a time that this machine cannot represent.
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw error }
        entries += 1
        guard entries <= limits.entries else { throw .tooManyEntries(limit: limits.entries) }
        header = entry
        return try member(entry)
    }

    /// All of the header of `member`, the last one from ``next()``; `nil` before the first.
    func details(of member: TarMember) throws(LayerError) -> LayerMember? {
        guard let header else { return nil }
        return try LayerMember(header, path: member.path, kind: member.kind, limits: limits)
    }

    /// The next piece of the content of the last member from ``next()``; `nil` at its end.
    func nextPiece() throws(LayerError) -> Piece? {
        var bytes: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        let code = resolve_archive_read_data_block(handle, &bytes, &count, &offset)
        if code == ARCHIVE_EOF { return nil }
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN else { throw error }
        return Piece(bytes: UnsafeRawBufferPointer(start: bytes, count: count), offset: UInt64(max(0, offset)))
    }

    /// Looks at the first bytes; false if there are none.
    private static func open(_ handle: OpaquePointer, _ input: LayerBytes) throws(LayerError) -> Bool {
        guard resolve_archive_read_support_format_tar(handle) == ARCHIVE_OK else {
            throw .refused(function: "libarchive's archive_read_support_format_tar")
        }
        #if canImport(Darwin)
            // Members that begin with "._" are members like all others, not metadata of the one before.
            _ = resolve_archive_read_set_format_option(handle, "tar", "mac-ext", nil)
        #endif
        let context = Unmanaged.passUnretained(input).toOpaque()
        let read: resolve_archive_read_callback = { _, context, buffer in
            guard let context, let buffer else { return -1 }
            guard let bytes = Unmanaged<LayerBytes>.fromOpaque(context).takeUnretainedValue().next() else { return -1 }
            buffer.pointee = bytes.baseAddress
            return bytes.count
        }
        guard resolve_archive_read_open2(handle, context, read, nil) != ARCHIVE_OK else { return true }
        if let failure = input.failure { throw failure }
        guard input.count > 0 else { return false }
        throw input.foreignContent.map { .notTar($0) } ?? error(of: handle, input, afterEntries: 0)
    }

    /// Why the last call failed.
    private var error: LayerError {
        input.failure ?? Self.error(of: handle, input, afterEntries: entries)
    }

    private static func error(of handle: OpaquePointer, _ input: LayerBytes, afterEntries entries: Int) -> LayerError {
        if input.isAtEnd { return .cutTar(entries: entries, bytes: input.count) }
        let reason = resolve_archive_error_string(handle).map { String(cString: $0) } ?? "libarchive gives no reason"
        return .damagedTar(reason: reason, afterEntries: entries)
    }

    // The texts in the locale's encoding are the bytes as written, since a program starts in the locale "C".
    private func member(_ entry: OpaquePointer) throws(LayerError) -> TarMember {
        let path = try text(resolve_archive_entry_pathname(entry)) ?? []
        let mode = UInt16(truncatingIfNeeded: resolve_archive_entry_perm(entry) & 0o7777)
        let kind: TarMember.Kind
        if let target = try text(resolve_archive_entry_hardlink(entry)) {
            kind = .other(.hardLink(target: target))
        } else if resolve_archive_entry_is_link(entry) != 0 {
            kind = .other(.symbolicLink(target: try text(resolve_archive_entry_symlink(entry)) ?? []))
        } else if resolve_archive_entry_is_folder(entry) != 0 {
            kind = .other(.directory)
        } else if resolve_archive_entry_is_file(entry) != 0 {
            kind = .file(size: UInt64(max(0, resolve_archive_entry_size(entry))))
        } else {
            kind = .other(.special)
        }
        return TarMember(path: path, mode: mode, kind: kind)
    }

    private func text(_ text: UnsafePointer<CChar>?) throws(LayerError) -> [UInt8]? {
        guard let text else { return nil }
        let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
        guard bytes.count <= limits.pathBytes else {
            throw .pathTooLong(entry: entries, limitBytes: limits.pathBytes)
        }
        return Array(bytes)
    }
}
