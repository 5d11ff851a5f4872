import CLibarchive
import ErrorMapping
import ImageModel
import ImageStore

/// One pass through an archive or a compressed file, with one libarchive handle.
///
/// Not copyable: the handle has one owner, and is freed when that owner goes away.
struct ArchiveReader: ~Copyable {
    /// The expected format of the bytes.
    enum Form {
        /// An uncompressed tar file.
        case tar
        /// Any data, compressed in this way.
        case compressed(Compression)
    }

    private let input: ArchiveInput
    private let handle: OpaquePointer

    /// Begins to read `input`.
    init(_ input: ArchiveInput, as form: Form) throws(ArchiveError) {
        try ArchiveLibrary.load()
        guard let handle = resolve_archive_read_new() else { throw .refused(function: "archive_read_new") }
        do throws(ArchiveError) {
            try Self.open(handle, input, as: form)
        } catch {
            _ = resolve_archive_read_free(handle)
            throw error
        }
        self.input = input
        self.handle = handle
    }

    deinit { _ = resolve_archive_read_free(handle) }

    /// The next member; `nil` at the end.
    func next() throws(ArchiveError) -> TarEntry? {
        var entry: OpaquePointer?
        let code = resolve_archive_read_next_header(handle, &entry)
        if code == ARCHIVE_EOF { return nil }
        // A warning concerns a name or a time that this machine cannot represent.
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw Self.error(of: handle, input) }
        return TarEntry(entry, offset: position)
    }

    /// The number of bytes that were read; behind the last member, also those that mark the end of a tar file.
    var position: Int64 { resolve_archive_filter_bytes(handle, 0) }

    /// Passes the bytes of the last member from ``next()`` to `take`, block by block.
    func forEachBlock(_ take: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) throws(ArchiveError) {
        while true {
            var bytes: UnsafeRawPointer?
            var count = 0
            var offset: Int64 = 0
            let code = resolve_archive_read_data_block(handle, &bytes, &count, &offset)
            if code == ARCHIVE_EOF { return }
            guard code == ARCHIVE_OK || code == ARCHIVE_WARN else { throw Self.error(of: handle, input) }
            try take(UnsafeRawBufferPointer(start: bytes, count: count))
        }
    }

    private static func open(_ handle: OpaquePointer, _ input: ArchiveInput, as form: Form) throws(ArchiveError) {
        switch form {
        case .tar:
            try ArchiveLibrary.check(resolve_archive_read_support_format_tar(handle), "archive_read_support_format_tar")
        case .compressed(let compression):
            // Only the filter that is needed: some builds of libarchive lack others.
            switch compression {
            case .none: break
            case .gzip:
                try ArchiveLibrary.check(
                    resolve_archive_read_support_filter_gzip(handle), "archive_read_support_filter_gzip")
            case .bzip2:
                try ArchiveLibrary.check(
                    resolve_archive_read_support_filter_bzip2(handle), "archive_read_support_filter_bzip2")
            case .xz:
                try ArchiveLibrary.check(
                    resolve_archive_read_support_filter_xz(handle), "archive_read_support_filter_xz")
            case .zstd:
                try ArchiveLibrary.check(
                    resolve_archive_read_support_filter_zstd(handle), "archive_read_support_filter_zstd")
            }
            try ArchiveLibrary.check(resolve_archive_read_support_format_raw(handle), "archive_read_support_format_raw")
        }
        let context = Unmanaged.passUnretained(input).toOpaque()
        let code = resolve_archive_read_open2(handle, context, ArchiveInput.readCallback, ArchiveInput.skipCallback)
        guard code == ARCHIVE_OK else { throw error(of: handle, input) }
    }

    private static func error(of handle: OpaquePointer, _ input: ArchiveInput) -> ArchiveError {
        if let failure = input.failure { return .store(failure) }
        return .unreadable(reason: ArchiveLibrary.message(of: handle))
    }
}

extension FileSpan {
    /// The uncompressed bytes in a file on the disk of `folder`, which exists as long as the second value.
    func unpacked(_ compression: Compression, in folder: String) throws(ArchiveError) -> (FileSpan, ScratchFile) {
        let scratch = try mapError(ArchiveError.store, try ScratchFile(in: folder))
        let input = try mapError(ArchiveError.store, try ArchiveInput(self))
        let reader = try ArchiveReader(input, as: .compressed(compression))
        var size: Int64 = 0
        if try reader.next() != nil {
            try reader.forEachBlock { (bytes) throws(ArchiveError) in
                try mapError(ArchiveError.store, try scratch.write(bytes, at: size))
                size += Int64(bytes.count)
            }
        }
        return (scratch.span(size: size), scratch)
    }
}

/// The bytes of a span, which libarchive reads through callbacks, with a running hash of the bytes read.
///
/// Only the thread inside a call of the owning reader uses it.
final class ArchiveInput {
    /// The number of bytes read at once.
    private static let blockSize = 256 << 10

    /// The read error, if any; libarchive knows only that reading failed.
    private(set) var failure: StoreError?
    private let file: SpanFile
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: ArchiveInput.blockSize, alignment: 16)
    private var position: Int64 = 0
    private var hasher: DigestHasher?

    /// Opens the span's file; with `algorithm`, all bytes are read and hashed, and none are skipped.
    init(_ span: FileSpan, hashing algorithm: DigestAlgorithm? = nil) throws(StoreError) {
        file = try SpanFile(span)
        if let algorithm { hasher = try DigestHasher(algorithm) }
    }

    deinit { block.deallocate() }

    /// The next bytes, valid until the next call; empty at the end, `nil` after a failure.
    func next() -> UnsafeRawBufferPointer? {
        do throws(StoreError) {
            guard !Task.isCancelled else { throw .cancelled }
            let count = try file.read(into: block, at: position)
            let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
            try hasher?.update(bytes)
            position += Int64(count)
            return bytes
        } catch {
            failure = error
            return nil
        }
    }

    /// Skips at most `count` bytes, and returns the number skipped.
    func skip(_ count: Int64) -> Int64 {
        guard hasher == nil else { return 0 }
        // Bytes missing from a truncated archive cannot be skipped; libarchive then reads and finds the end.
        guard count > 0, count <= file.span.size - position else { return 0 }
        position += count
        return count
    }

    /// The digest of the whole span, after reading the rest of it; may be called once, on an input that hashes.
    func finishedDigest() throws(StoreError) -> Digest {
        while let bytes = next(), !bytes.isEmpty {}
        if let failure { throw failure }
        guard let hasher = hasher.take() else { throw .hashing(function: "EVP_DigestFinal_ex") }
        return try hasher.finish()
    }

    /// The read callback for libarchive.
    static var readCallback: resolve_archive_read_callback {
        { _, context, buffer in
            guard let context, let buffer else { return -1 }
            guard let bytes = Unmanaged<ArchiveInput>.fromOpaque(context).takeUnretainedValue().next() else {
                return -1
            }
            buffer.pointee = bytes.baseAddress
            return bytes.count
        }
    }

    /// The skip callback for libarchive.
    static var skipCallback: resolve_archive_skip_callback {
        { _, context, count in
            guard let context else { return 0 }
            return Unmanaged<ArchiveInput>.fromOpaque(context).takeUnretainedValue().skip(count)
        }
    }
}

/// One member's header, as read by libarchive.
struct TarEntry {
    /// The kind of a member.
    enum Kind {
        /// A regular file with contiguous bytes.
        case file
        /// A folder.
        case folder
        /// A symbolic link to the path `target`, which begins in the link's own folder.
        case symbolicLink(target: String)
        /// Another name of the member `target`.
        case hardLink(target: String)
        /// A device, a pipe, a file with holes, or a link whose target is not text.
        case other
    }

    /// The name as written; `nil` if it is not text.
    let name: String?
    /// The kind of the member.
    let kind: Kind
    /// The size in the header, in bytes.
    let size: Int64
    /// The offset of the member's bytes in the archive.
    let offset: Int64

    /// Reads an entry after its header: `offset` is the number of bytes consumed from the archive.
    init(_ entry: OpaquePointer, offset: Int64) {
        name = Self.text(resolve_archive_entry_pathname(entry), resolve_archive_entry_pathname_utf8(entry))
        size = resolve_archive_entry_size(entry)
        self.offset = offset
        if let hard = Self.text(resolve_archive_entry_hardlink(entry), resolve_archive_entry_hardlink_utf8(entry)) {
            kind = .hardLink(target: hard)
        } else if resolve_archive_entry_is_link(entry) != 0 {
            let target = Self.text(resolve_archive_entry_symlink(entry), resolve_archive_entry_symlink_utf8(entry))
            kind = target.map { .symbolicLink(target: $0) } ?? .other
        } else if resolve_archive_entry_is_folder(entry) != 0 {
            kind = .folder
        } else if resolve_archive_entry_is_file(entry) != 0, resolve_archive_entry_sparse_count(entry) == 0 {
            kind = .file
        } else {
            kind = .other
        }
    }

    /// The text of a name; `inLocale` is nil for one that the locale cannot represent.
    private static func text(_ inLocale: UnsafePointer<CChar>?, _ inUTF8: UnsafePointer<CChar>?) -> String? {
        (inLocale ?? inUTF8).flatMap { String(validatingCString: $0) }
    }
}

/// libarchive, which is loaded lazily, when the first archive is opened.
enum ArchiveLibrary {
    /// Loads the library, unless it is loaded.
    static func load() throws(ArchiveError) {
        if let problem = resolve_archive_load() { throw .library(String(cString: problem)) }
    }

    /// Throws unless a result is ARCHIVE_OK.
    static func check(_ code: Int32, _ function: String) throws(ArchiveError) {
        guard code == ARCHIVE_OK else { throw .refused(function: function) }
    }

    /// Writes all bytes of the current member, in as many calls as that takes; false if one of them fails.
    static func write(_ bytes: UnsafeRawBufferPointer, to handle: OpaquePointer) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = resolve_archive_write_data(handle, piece.baseAddress, piece.count)
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The message of the last error of `handle`.
    static func message(of handle: OpaquePointer) -> String {
        resolve_archive_error_string(handle).map { String(cString: $0) } ?? "no reason given"
    }
}
