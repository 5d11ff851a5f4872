import CLibarchive
import ImageModel
import ImageStore

/// Compresses bytes into a scratch file, the same way each time: no name and no time is written.
///
/// Not copyable: libarchive's handle has one owner, and is freed when that owner ends.
struct GzipWriter: ~Copyable {
    /// How much is written at once, in bytes.
    private static let blockSize: Int32 = 256 << 10

    private let output: GzipOutput
    private let handle: OpaquePointer

    /// Begins to fill `scratch`.
    init(into scratch: ScratchFile) throws(ArchiveError) {
        try ArchiveLibrary.load()
        let output: GzipOutput
        do throws(StoreError) { output = try GzipOutput(scratch) } catch { throw .store(error) }
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
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = resolve_archive_write_data(handle, piece.baseAddress, piece.count)
            guard count > 0 else { throw problem }
            rest = rest.dropFirst(count)
        }
    }

    /// Ends the file, and gives the digest and the number of its bytes.
    consuming func finish() throws(ArchiveError) -> (digest: Digest, size: Int64) {
        guard resolve_archive_write_close(handle) == ARCHIVE_OK else { throw problem }
        do throws(StoreError) {
            guard let digest = try output.finishedDigest() else { throw .hashing(function: "EVP_DigestFinal_ex") }
            return (digest, output.size)
        } catch {
            throw .store(error)
        }
    }

    private static func open(_ handle: OpaquePointer, _ output: GzipOutput) throws(ArchiveError) {
        try ArchiveLibrary.check(resolve_archive_write_add_filter_gzip(handle), "archive_write_add_filter_gzip")
        // Without this the time of writing stands in the header, and the digest is another one each time.
        try ArchiveLibrary.check(
            resolve_archive_write_set_filter_option(handle, "gzip", "timestamp", nil), "archive_write_set_filter_option"
        )
        try ArchiveLibrary.check(resolve_archive_write_set_format_raw(handle), "archive_write_set_format_raw")
        try ArchiveLibrary.check(
            resolve_archive_write_set_bytes_per_block(handle, blockSize), "archive_write_set_bytes_per_block")
        // The last block is as long as it is: nothing is to follow the gzip member.
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
