import ImageModel

/// The hash of a file's bytes from its start, read back from the file block by block.
///
/// It has a descriptor of its own, open for reading only, so it can do the file no harm.
struct HashingFile: ~Copyable {
    /// How much is read at once, in bytes: 64 KiB are as fast as the 256 of DESIGN.md section 3, and six blobs are under way.
    static let blockSize = 64 << 10

    /// How many bytes are hashed: all before this offset.
    private(set) var front: Int64 = 0
    private let file: OpenFile
    private let calls: any FileSystemCalls
    private var hasher: DigestHasher
    private var block: [UInt8] = []

    /// Opens the file at `path`, and hashes nothing yet.
    init(_ path: String, algorithm: DigestAlgorithm, through calls: any FileSystemCalls) throws(StoreError) {
        let hasher = try DigestHasher(algorithm)
        let file = try OpenFile(path, for: .read, through: calls)
        self.calls = calls
        self.hasher = hasher
        self.file = file
    }

    /// Hashes the next block, at most up to `target`, which must not lie before ``front``.
    ///
    /// - Throws: ``StoreError/wrongSize(path:expected:actual:)`` where the file ends before `target`.
    mutating func advance(towards target: Int64) throws(StoreError) {
        let wanted = Int(min(target - front, Int64(Self.blockSize)))
        // Made here and not in init: a hasher that waits for its first byte holds no memory.
        if block.count < wanted { block = [UInt8](repeating: 0, count: wanted) }
        let (calls, descriptor, offset) = (calls, file.descriptor, front)
        let count = try block.withUnsafeMutableBufferPointer { (buffer) throws(StoreError) in
            let part = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<wanted])
            let count = try calls.read(descriptor, into: part, at: offset)
            try hasher.update(UnsafeRawBufferPointer(rebasing: part[..<count]))
            return count
        }
        guard count > 0 else { throw .wrongSize(path: descriptor.path, expected: target, actual: front) }
        front += Int64(count)
    }

    /// Ends the hash and gives the digest of bytes 0..<``front``.
    consuming func finish() throws(StoreError) -> Digest {
        try hasher.finish()
    }
}
