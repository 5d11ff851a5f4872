import CLibarchive
import ErrorMapping
import ImageModel
import ImageStore

/// Writes archives: no owner, no time, and a header of the ustar format for whatever fits into one.
package enum ArchiveWriter {
    /// Writes the members of `plan`, in order.
    ///
    /// `location` returns the bytes of a blob, perhaps after waiting for them; a blob that has other bytes than the plan says
    /// ends the archive with an error.
    package static func write(
        _ plan: ArchivePlan, to sink: some ByteSink,
        _ location: (Descriptor) async throws(ArchiveError) -> FileSpan
    ) async throws(ArchiveError) {
        try await DiskExecutor.run { () async throws(ArchiveError) in
            let tar = try TarWriter(to: TarOutput(sink))
            for member in plan.members {
                guard !Task.isCancelled else { throw .store(.cancelled) }
                switch member.content {
                case .bytes(let bytes): try tar.add(member.name, bytes)
                case .blob(let blob): try tar.add(member.name, try await location(blob))
                }
            }
            try tar.finish()
        }
    }
}

/// A tar file in the making.
///
/// Not copyable: libarchive's handle has one owner, and is freed when that owner goes away.
struct TarWriter: ~Copyable {
    /// The number of bytes written at once.
    private static let blockSize: Int32 = 256 << 10
    /// The mode of every member.
    private static let mode: Int32 = 0o644

    private let output: TarOutput
    private let handle: OpaquePointer

    /// Begins a file.
    init(to output: TarOutput) throws(ArchiveError) {
        try ArchiveLibrary.load()
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

    deinit {
        // Freeing an open handle ends the archive as if it were whole.
        output.close()
        _ = resolve_archive_write_free(handle)
    }

    /// Adds a small file.
    func add(_ name: String, _ bytes: [UInt8]) throws(ArchiveError) {
        try begin(name, size: Int64(bytes.count))
        try bytes.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in try write(UnsafeRawBufferPointer(bytes)) }
    }

    /// Adds a file with the bytes of `span`.
    func add(_ name: String, _ span: FileSpan) throws(ArchiveError) {
        try begin(name, size: span.size)
        let file = try mapError(ArchiveError.store, try SpanFile(span))
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(Self.blockSize), alignment: 16)
        defer { block.deallocate() }
        var position: Int64 = 0
        while position < span.size {
            guard !Task.isCancelled else { throw .store(.cancelled) }
            let at = position
            let count = try mapError(ArchiveError.store, try file.read(into: block, at: at))
            try write(UnsafeRawBufferPointer(rebasing: block[..<count]))
            position += Int64(count)
        }
    }

    /// Ends the file.
    func finish() throws(ArchiveError) {
        guard resolve_archive_write_close(handle) == ARCHIVE_OK else { throw problem("archive_write_close") }
    }

    private func begin(_ name: String, size: Int64) throws(ArchiveError) {
        guard let entry = resolve_archive_entry_new() else { throw .refused(function: "archive_entry_new") }
        defer { resolve_archive_entry_free(entry) }
        resolve_archive_entry_set_pathname(entry, name)
        resolve_archive_entry_set_file(entry)
        resolve_archive_entry_set_perm(entry, Self.mode)
        resolve_archive_entry_set_size(entry, size)
        resolve_archive_entry_set_mtime(entry, 0, 0)
        guard resolve_archive_write_header(handle, entry) == ARCHIVE_OK else { throw problem("archive_write_header") }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard ArchiveLibrary.write(bytes, to: handle) else { throw problem("archive_write_data") }
    }

    private static func open(_ handle: OpaquePointer, _ output: TarOutput) throws(ArchiveError) {
        try ArchiveLibrary.check(
            resolve_archive_write_set_format_pax_restricted(handle), "archive_write_set_format_pax_restricted")
        try ArchiveLibrary.check(
            resolve_archive_write_set_bytes_per_block(handle, blockSize), "archive_write_set_bytes_per_block")
        // Without padding the archive ends with the two blocks of zeros that the format asks for.
        try ArchiveLibrary.check(
            resolve_archive_write_set_bytes_in_last_block(handle, 1), "archive_write_set_bytes_in_last_block")
        let context = Unmanaged.passUnretained(output).toOpaque()
        try ArchiveLibrary.check(
            resolve_archive_write_open(handle, context, TarOutput.writeCallback), "archive_write_open")
    }

    private func problem(_ function: String) -> ArchiveError {
        output.failure.map(ArchiveError.store) ?? .refused(function: function)
    }
}

/// What a tar file is written to, through libarchive's callback.
///
/// Only the thread inside a call of the owning writer uses it.
final class TarOutput {
    /// The write error, if any; libarchive knows only that writing failed.
    private(set) var failure: StoreError?
    private let sink: any ByteSink
    private var size: Int64 = 0
    private var isClosed = false

    /// An empty file in `sink`.
    init(_ sink: any ByteSink) { self.sink = sink }

    /// Discards what is still written.
    func close() { isClosed = true }

    /// Writes the next bytes, and returns whether that succeeded.
    private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !isClosed, failure == nil else { return false }
        do throws(StoreError) {
            try sink.write(bytes, at: size)
            size += Int64(bytes.count)
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// The write callback for libarchive.
    static var writeCallback: resolve_archive_write_callback {
        { _, context, bytes, count in
            guard let context else { return -1 }
            let output = Unmanaged<TarOutput>.fromOpaque(context).takeUnretainedValue()
            return output.take(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : -1
        }
    }
}
