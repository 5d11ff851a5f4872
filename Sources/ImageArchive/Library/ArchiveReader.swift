import CLibarchive
import ImageStore

/// One pass through an archive or a compressed file, held in one handle of libarchive.
///
/// Not copyable: the handle has one owner, and is freed when that owner ends.
struct ArchiveReader: ~Copyable {
    /// What the bytes are taken for.
    enum Form {
        /// A tar, which is not compressed.
        case tar
        /// Anything in gzip or Zstandard.
        case compressed
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
        // A warning is about a name or a time that this machine cannot show.
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry else { throw problem }
        return TarEntry(entry, offset: resolve_archive_filter_bytes(handle, 0))
    }

    /// Gives `take` the bytes of the member that ``next()`` gave last, block by block.
    func forEachBlock(_ take: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void) throws(ArchiveError) {
        while true {
            var bytes: UnsafeRawPointer?
            var count = 0
            var offset: Int64 = 0
            let code = resolve_archive_read_data_block(handle, &bytes, &count, &offset)
            if code == ARCHIVE_EOF { return }
            guard code == ARCHIVE_OK || code == ARCHIVE_WARN else { throw problem }
            try take(UnsafeRawBufferPointer(start: bytes, count: count))
        }
    }

    private static func open(_ handle: OpaquePointer, _ input: ArchiveInput, as form: Form) throws(ArchiveError) {
        switch form {
        case .tar:
            try ArchiveLibrary.check(resolve_archive_read_support_format_tar(handle), "archive_read_support_format_tar")
        case .compressed:
            try ArchiveLibrary.check(
                resolve_archive_read_support_filter_gzip(handle), "archive_read_support_filter_gzip")
            try ArchiveLibrary.check(
                resolve_archive_read_support_filter_zstd(handle), "archive_read_support_filter_zstd")
            try ArchiveLibrary.check(resolve_archive_read_support_format_raw(handle), "archive_read_support_format_raw")
        }
        let context = Unmanaged.passUnretained(input).toOpaque()
        let code = resolve_archive_read_open2(handle, context, ArchiveInput.readCallback, ArchiveInput.skipCallback)
        guard code == ARCHIVE_OK else {
            if let failure = input.failure { throw .store(failure) }
            throw .unreadable(words: ArchiveLibrary.words(of: handle))
        }
    }

    private var problem: ArchiveError {
        if let failure = input.failure { return .store(failure) }
        return .unreadable(words: ArchiveLibrary.words(of: handle))
    }
}
