import CLibarchive
import ErrorMapping
import ImageModel
import ImageStore

/// Compresses bytes into a scratch file, reproducibly: the gzip header contains no name and no time.
///
/// Not copyable: libarchive's handle has one owner, and is freed when that owner goes away.
struct GzipWriter: ~Copyable {
    /// The number of bytes written at once.
    private static let blockSize: Int32 = 256 << 10

    private let output: GzipOutput
    private let handle: OpaquePointer

    /// Starts writing to `scratch`.
    init(into scratch: ScratchFile) throws(ArchiveError) {
        try ArchiveLibrary.load()
        let output = try mapError(ArchiveError.store, try GzipOutput(scratch))
        guard let handle = resolve_archive_write_new() else { throw .refused(function: "archive_write_new") }
        do throws(ArchiveError) {
            try Self.open(handle, output)
        } catch {
            _ = resolve_archive_write_free(handle)
            throw error
        }
        self.output = output
        self.handle = handle
    }

    deinit { _ = resolve_archive_write_free(handle) }

    /// Compresses the next bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard ArchiveLibrary.write(bytes, to: handle) else { throw problem }
    }

    /// Ends the file, and returns its digest and size.
    consuming func finish() throws(ArchiveError) -> (digest: Digest, size: Int64) {
        guard resolve_archive_write_close(handle) == ARCHIVE_OK else { throw problem }
        return (try mapError(ArchiveError.store, try output.finishedDigest()), output.size)
    }

    private static func open(_ handle: OpaquePointer, _ output: GzipOutput) throws(ArchiveError) {
        try ArchiveLibrary.check(resolve_archive_write_add_filter_gzip(handle), "archive_write_add_filter_gzip")
        // Without this, the header contains the current time, and the digest differs each time.
        try ArchiveLibrary.check(
            resolve_archive_write_set_filter_option(handle, "gzip", "timestamp", nil), "archive_write_set_filter_option"
        )
        try ArchiveLibrary.check(resolve_archive_write_set_format_raw(handle), "archive_write_set_format_raw")
        try ArchiveLibrary.check(
            resolve_archive_write_set_bytes_per_block(handle, blockSize), "archive_write_set_bytes_per_block")
        // No padding of the last block: nothing may follow the gzip member.
        try ArchiveLibrary.check(
            resolve_archive_write_set_bytes_in_last_block(handle, 1), "archive_write_set_bytes_in_last_block")
        let context = Unmanaged.passUnretained(output).toOpaque()
        try ArchiveLibrary.check(
            resolve_archive_write_open(handle, context, GzipOutput.writeCallback), "archive_write_open")
        guard let entry = resolve_archive_entry_new() else { throw .refused(function: "archive_entry_new") }
        defer { resolve_archive_entry_free(entry) }
        resolve_archive_entry_set_file(entry)
        try ArchiveLibrary.check(resolve_archive_write_header(handle, entry), "archive_write_header")
    }

    private var problem: ArchiveError {
        if let failure = output.failure { return .store(failure) }
        return .refused(function: "archive_write_data")
    }
}

/// The scratch file for compressed bytes, with their running hash.
///
/// Only the thread inside a call of the owning writer uses it.
private final class GzipOutput {
    /// The write error, if any.
    private(set) var failure: StoreError?
    /// The number of bytes written.
    private(set) var size: Int64 = 0
    private let scratch: ScratchFile
    private var hasher: DigestHasher?

    /// An empty output.
    init(_ scratch: ScratchFile) throws(StoreError) {
        self.scratch = scratch
        hasher = try DigestHasher(.sha256)
    }

    /// Writes the next bytes, and returns whether that succeeded.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do throws(StoreError) {
            guard !Task.isCancelled else { throw .cancelled }
            try scratch.write(bytes, at: size)
            try hasher?.update(bytes)
            size += Int64(bytes.count)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// The digest of all bytes; may be called once.
    func finishedDigest() throws(StoreError) -> Digest {
        guard let hasher = hasher.take() else { throw .hashing(function: "EVP_DigestFinal_ex") }
        return try hasher.finish()
    }

    /// The write callback for libarchive.
    static var writeCallback: resolve_archive_write_callback {
        { _, context, bytes, count in
            guard let context else { return -1 }
            let output = Unmanaged<GzipOutput>.fromOpaque(context).takeUnretainedValue()
            return output.take(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : -1
        }
    }
}
