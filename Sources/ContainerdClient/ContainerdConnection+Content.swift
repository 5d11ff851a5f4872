import GRPCCore
import GRPCProtobuf
import ImageModel
import SwiftProtobuf
import Synchronization

/// How a blob came into containerd's content store.
package enum ContentOutcome: Hashable, Sendable {
    /// It was there.
    case existed
    /// This many bytes of it were sent; the rest was there from an earlier attempt.
    case sent(Int64)
}

/// A blob of containerd's content store.
package struct StoredContent: Hashable, Sendable {
    /// Its size in bytes.
    package let size: Int64
    /// Its labels.
    package let labels: [String: String]
}

extension ContainerdConnection {
    /// The blob with this digest; `nil` if the namespace has none.
    package func content(_ digest: Digest) async throws(ContainerdError) -> StoredContent? {
        var request = ContentInfoRequest()
        request.digest = digest.description
        do {
            let answer: ContentInfoResponse = try await call(.contentInfo, request)
            return StoredContent(size: answer.info.size, labels: answer.info.labels)
        } catch .notFound {
            return nil
        }
    }

    /// Sets labels of a blob, and leaves its others.
    package func label(_ digest: Digest, _ labels: [String: String]) async throws(ContainerdError) {
        var request = ContentUpdateRequest()
        request.info.digest = digest.description
        request.info.labels = labels
        request.updateMask.paths = labels.keys.sorted().map { "labels.\($0)" }
        let _: ContentUpdateResponse = try await call(.contentUpdate, request)
    }

    /// Adds a blob to the content store with labels, unless it is there; then its labels stay as they are.
    ///
    /// What an earlier attempt has sent is not sent again. `read` returns at least one byte and at most `count` bytes of
    /// the blob from `offset` on; it may wait until they exist.
    ///
    /// - Throws: ``ContainerdError``, or what `read` throws.
    package func add(
        _ digest: Digest, size: Int64, labels: [String: String],
        read: @escaping @Sendable (_ offset: Int64, _ count: Int) async throws -> [UInt8]
    ) async throws -> ContentOutcome {
        let reference = "resolve-\(digest)"
        let deadline = ContinuousClock.now + .seconds(patienceSeconds)
        var mayAbort = true
        while true {
            let upload = ContentUpload(reference: reference, digest: digest, size: size, labels: labels, read: read)
            do {
                return try await upload.run(over: self)
            } catch ContainerdError.busy where ContinuousClock.now < deadline {
                // Another process sends the same blob: it exists soon, or the lock is free.
                try await Task.sleep(for: .milliseconds(300))
            } catch let error as ContainerdError where mayAbort && upload.hasResumed {
                // The bytes of the earlier attempt may be wrong ones. The second attempt starts without them.
                guard case .refused = error else { throw error }
                mayAbort = false
                try await abort(reference)
            }
        }
    }

    private func abort(_ reference: String) async throws(ContainerdError) {
        var request = ContentAbortRequest()
        request.ref = reference
        do {
            let _: Google_Protobuf_Empty = try await call(.contentAbort, request)
        } catch .notFound {
            return
        }
    }
}

/// One attempt to send a blob: a stream of messages, each of which containerd answers.
///
/// The first asks how many bytes are there, the last commits the blob under its digest.
private final class ContentUpload: Sendable {
    /// The bytes of a message. containerd takes up to 16 MiB.
    static let messageSize: Int64 = 1 << 20

    private let reference: String
    private let digest: Digest
    private let size: Int64
    private let labels: [String: String]
    private let read: @Sendable (Int64, Int) async throws -> [UInt8]
    /// Shared by the task that sends and the one that receives.
    private let state = Mutex(State())

    private struct State {
        /// When something was last sent or received.
        var lastProgress = ContinuousClock.now
        var start: Int64 = 0
        var isCommitted = false
        var readError: (any Error)?
    }

    init(
        reference: String, digest: Digest, size: Int64, labels: [String: String],
        read: @escaping @Sendable (Int64, Int) async throws -> [UInt8]
    ) {
        self.reference = reference
        self.digest = digest
        self.size = size
        self.labels = labels
        self.read = read
    }

    /// Whether bytes of an earlier attempt were there.
    var hasResumed: Bool { state.withLock { $0.start > 0 } }

    /// Sends the blob, unless containerd is silent for too long.
    func run(over connection: ContainerdConnection) async throws -> ContentOutcome {
        try await withThrowingTaskGroup(of: ContentOutcome.self) { group in
            group.addTask { try await self.upload(over: connection) }
            group.addTask { try await self.watch(connection) }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Ends with an error when nothing was sent or received for too long.
    private func watch(_ connection: ContainerdConnection) async throws -> Never {
        let seconds = connection.patienceSeconds
        while true {
            let deadline = state.withLock { $0.lastProgress } + .seconds(seconds)
            guard ContinuousClock.now < deadline else {
                let name = ContainerdMethod.contentWrite.name
                throw ContainerdError.silent(path: connection.address.path, call: name, seconds: seconds)
            }
            try await Task.sleep(until: deadline, clock: .continuous)
        }
    }

    private func upload(over connection: ContainerdConnection) async throws -> ContentOutcome {
        let (offsets, offset) = AsyncStream<Int64>.makeStream()
        let request = StreamingClientRequest<ContentWriteContentRequest>(metadata: connection.metadata) { writer in
            try await self.send(to: writer, offsets)
        }
        do {
            try await connection.client.bidirectionalStreaming(
                request: request, descriptor: ContainerdMethod.contentWrite.descriptor,
                serializer: ProtobufSerializer<ContentWriteContentRequest>(),
                deserializer: ProtobufDeserializer<ContentWriteContentResponse>(), options: connection.options
            ) { response in
                defer { offset.finish() }
                for try await message in response.messages {
                    self.state.withLock { $0.lastProgress = .now }
                    switch message.action {
                    case .stat: offset.yield(message.offset)
                    case .commit: self.state.withLock { $0.isCommitted = true }
                    default: break
                    }
                }
            }
        } catch {
            let failure = connection.failure(error, of: .contentWrite)
            if case .exists = failure { return .existed }
            if let readError = state.withLock({ $0.readError }) { throw readError }
            throw failure
        }
        let state = state.withLock { ($0.start, $0.isCommitted) }
        guard state.1 else {
            throw ContainerdError.lost(path: connection.address.path, message: "the blob was not committed")
        }
        return .sent(size - state.0)
    }

    private func send(to writer: RPCWriter<ContentWriteContentRequest>, _ offsets: AsyncStream<Int64>) async throws {
        var message = ContentWriteContentRequest()
        message.action = .stat
        message.ref = reference
        message.total = size
        message.expected = digest.description
        try await writer.write(message)
        guard var offset = await offsets.first(where: { _ in true }) else { return }
        state.withLock { $0.start = offset }
        // More than the blob has: the message of its beginning discards them.
        if offset > size { offset = 0 }
        message.action = .write
        message.expected = ""
        while offset < size {
            let bytes = try await part(from: offset)
            message.offset = offset
            message.data = .init(bytes)
            try await writer.write(message)
            offset += Int64(bytes.count)
            state.withLock { $0.lastProgress = .now }
        }
        message.action = .commit
        message.offset = size
        message.data = .init()
        message.expected = digest.description
        message.labels = labels
        try await writer.write(message)
    }

    /// The bytes of the next message. The error of the caller is kept, since gRPC reports a cancelled stream instead.
    private func part(from offset: Int64) async throws -> [UInt8] {
        do {
            return try await read(offset, Int(min(Self.messageSize, size - offset)))
        } catch {
            state.withLock { $0.readError = error }
            throw error
        }
    }
}
