import ErrorMapping
import ImageModel
import ImageStore
import RegistryProtocol
import Transport

/// A blob that is downloaded while it is uploaded. Its digest is checked before the registry names it.
///
/// If the upload has to go back, the download restarts at an earlier point at which the hash was saved.
actor RelaySource: UploadSource {
    private let sessions: [RegistrySession]
    private let blob: Descriptor
    private let buffer: RelayBuffer
    private let hasher: RelayHasher
    private let report: @Sendable (Int64) -> Void
    private var download: Task<RegistryError?, Never>?
    private var isVerified = false

    /// A source that uses `sessions` in turn; it sends nothing yet.
    init(
        _ blob: Descriptor, from sessions: [RegistrySession], report: @escaping @Sendable (Int64) -> Void
    ) throws(StoreError) {
        self.blob = blob
        self.sessions = sessions
        self.report = report
        buffer = RelayBuffer(size: blob.size)
        hasher = try RelayHasher(buffer, size: blob.size, algorithm: blob.digest.algorithm)
    }

    func send<Value: Sendable>(
        _ bytes: Range<Int64>,
        by request: @Sendable (@escaping @Sendable () -> any UploadBody) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Result<Value, RegistryError> {
        if download == nil || buffer.read != bytes.lowerBound || buffer.isBroken {
            try await restart(at: bytes.lowerBound)
        }
        let result = await outcome { [buffer, report] () async throws(RegistryError) in
            try await request { RelayBody(buffer, range: bytes, report: report) }
        }
        if buffer.isBroken, let error = await download?.value { throw error }
        return result
    }

    func verify() async throws(RegistryError) {
        // The rest is checked even if the registry claims to have more than it was sent.
        if download == nil || buffer.isBroken || buffer.read < blob.size { try await restart(at: blob.size) }
        if let error = await download?.value { throw error }
        guard let actual = try await mapError(storeError, awaiting: try await hasher.finish()) else {
            guard isVerified else { throw storeError(.ended(path: "blob \(blob.digest)")) }
            return
        }
        guard actual == blob.digest else {
            throw RegistryError(.blob(blob.digest), .transfer(.mismatch(expected: blob.digest, actual: actual)))
        }
        isVerified = true
    }

    private nonisolated func storeError(_ error: StoreError) -> RegistryError {
        RegistryError(.blob(blob.digest), .store(error))
    }

    /// Ends the download, if one is in progress.
    func end() async {
        download?.cancel()
        _ = await download?.value
        download = nil
    }

    private func restart(at offset: Int64) async throws(RegistryError) {
        await end()
        try await mapError(storeError, awaiting: try await hasher.goBack(to: offset))
        let (sessions, blob, buffer, hasher) = (sessions, blob, buffer, hasher)
        // A separate task: it outlives the request that started it, and end() ends it.
        download = Task {
            do throws(RegistryError) {
                try await sessions.inTurn { session throws(RegistryError) in
                    try await RelayDownload(
                        session: session, blob: blob, receiver: RelayReceiver(buffer: buffer, hasher: hasher)
                    ).run()
                }
                return nil
            } catch {
                buffer.breakOff()
                return error
            }
        }
    }
}

/// Hands the bytes of a download to the upload and to the hasher.
private struct RelayReceiver: BlobReceiver {
    let buffer: RelayBuffer
    let hasher: RelayHasher

    var written: Int64 { buffer.written }

    func hasRoom(for count: Int, else resume: @escaping @Sendable () -> Void) -> Bool {
        buffer.hasRoom(for: count, else: resume)
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hasher.advance(to: buffer.write(bytes))
        return true
    }
}

/// Provides a range of a blob that is being downloaded as the body of a request.
private final class RelayBody: UploadBody {
    let length: Int64
    private let buffer: RelayBuffer
    private var position: Int64
    private var resumeHandle: ResumeHandle?
    private let end: Int64
    private let report: @Sendable (Int64) -> Void

    /// The bytes `range`; the body is refused if another request has already consumed them.
    init(_ buffer: RelayBuffer, range: Range<Int64>, report: @escaping @Sendable (Int64) -> Void) {
        self.buffer = buffer
        self.report = report
        position = range.lowerBound
        end = range.upperBound
        length = Int64(range.count)
    }

    func begin(resumeHandle: ResumeHandle) {
        self.resumeHandle = resumeHandle
    }

    func read(into room: UnsafeMutableRawBufferPointer) -> UploadRead {
        let wanted = Int(min(Int64(room.count), end - position))
        let result = buffer.read(at: position, into: .init(rebasing: room[..<wanted]), else: resumeHandle)
        if case .bytes(let count) = result {
            position += Int64(count)
            report(position)
        }
        return result
    }
}

/// A small blob, downloaded and checked as a whole when its first bytes are needed.
actor SmallRelaySource: UploadSource {
    private let sessions: [RegistrySession]
    private let blob: Descriptor
    private let report: @Sendable (Int64) -> Void
    private var bytes: [UInt8]?

    /// A source that uses `sessions` in turn; it sends nothing yet.
    init(_ blob: Descriptor, from sessions: [RegistrySession], report: @escaping @Sendable (Int64) -> Void) {
        self.blob = blob
        self.sessions = sessions
        self.report = report
    }

    func send<Value: Sendable>(
        _ range: Range<Int64>,
        by request: @Sendable (@escaping @Sendable () -> any UploadBody) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Result<Value, RegistryError> {
        let bytes = try await content()
        guard Int(range.upperBound) <= bytes.count else {
            throw RegistryError(
                .blob(blob.digest), .transfer(.wrongSize(expected: blob.size, actual: Int64(bytes.count))))
        }
        let result = await outcome { () async throws(RegistryError) in
            try await request { BytesBody(bytes, range: range) }
        }
        if case .success = result { report(range.upperBound) }
        return result
    }

    func verify() async throws(RegistryError) {}

    private func content() async throws(RegistryError) -> [UInt8] {
        if let bytes { return bytes }
        let blob = blob
        let fetched = try await sessions.inTurn { session throws(RegistryError) in try await session.smallBlob(blob) }
        bytes = fetched
        return fetched
    }
}

/// Provides bytes in memory as the body of a request.
private final class BytesBody: UploadBody {
    let length: Int64
    private var rest: ArraySlice<UInt8>

    /// The bytes `range` of `bytes`.
    init(_ bytes: [UInt8], range: Range<Int64>) {
        rest = bytes[Int(range.lowerBound)..<Int(range.upperBound)]
        length = Int64(range.count)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead {
        let piece = rest.prefix(buffer.count)
        guard !piece.isEmpty else { return .refuse }
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return .bytes(piece.count)
    }
}
