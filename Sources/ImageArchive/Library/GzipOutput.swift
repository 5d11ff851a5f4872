import CLibarchive
import ImageModel
import ImageStore

/// Where compressed bytes go: a scratch file, with their running hash.
///
/// One thread uses it at a time: the one that is in a call of the writer which owns it.
final class GzipOutput {
    /// What the disk said.
    private(set) var failure: StoreError?
    /// How many bytes there are.
    private(set) var size: Int64 = 0
    private let scratch: ScratchFile
    private var hasher: DigestHasher?

    /// An output with nothing in it yet.
    init(_ scratch: ScratchFile) throws(StoreError) {
        self.scratch = scratch
        hasher = try DigestHasher(.sha256)
    }

    /// Whether the next bytes are in the file.
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

    /// The digest of all bytes, once.
    func finishedDigest() throws(StoreError) -> Digest? {
        guard let hasher = hasher.take() else { return nil }
        return try hasher.finish()
    }

    /// What libarchive calls to write.
    static var writeCallback: resolve_archive_write_callback {
        { _, context, bytes, count in
            guard let context else { return -1 }
            let output = Unmanaged<GzipOutput>.fromOpaque(context).takeUnretainedValue()
            return output.take(UnsafeRawBufferPointer(start: bytes, count: count)) ? count : -1
        }
    }
}
