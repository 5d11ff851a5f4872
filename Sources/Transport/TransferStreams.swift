import RegistryProtocol

/// Receives the bytes of one response.
///
/// A sink is created, fed and finished on the loop's queue, so it needs no lock. Its work delays every other transfer of the
/// loop: it may write, but it must neither hash nor wait.
package protocol TransferSink: AnyObject, SendableMetatype {
    /// The result of the response once it has ended.
    associatedtype Output: Sendable

    /// Receives the handle that resumes the transfer after a pause.
    func begin(resumeHandle: ResumeHandle)

    /// Whether `count` bytes may be delivered now; `false` pauses the transfer until the resume handle is used.
    func hasRoom(for count: Int) -> Bool

    /// Receives the final status and headers; `false` ends the transfer.
    func receive(head: HTTPHead) -> Bool

    /// Receives the next bytes of the body, valid during the call; `false` ends the transfer.
    func receive(body: UnsafeRawBufferPointer) -> Bool

    /// Ends the response, complete or not, and returns the result.
    func finish() -> Output
}

extension TransferSink {
    /// Ignores the handle: a sink that never pauses does not need it.
    package func begin(resumeHandle: ResumeHandle) {}

    /// Always `true`: by default a sink never pauses.
    package func hasRoom(for count: Int) -> Bool { true }
}

/// Collects a small body in memory, up to a limit.
package final class BodyCollector: TransferSink {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var isTooLong = false

    /// Collects at most `limit` bytes; a longer body ends the transfer.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Accepts every response.
    package func receive(head: HTTPHead) -> Bool {
        true
    }

    /// Appends `body`, or ends the transfer if the limit would be exceeded.
    package func receive(body: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count + body.count <= limit else {
            isTooLong = true
            return false
        }
        bytes.append(contentsOf: body)
        return true
    }

    /// The collected bytes, and whether the body exceeded the limit.
    package func finish() -> CollectedBody {
        CollectedBody(bytes: bytes, isTooLong: isTooLong)
    }
}

/// A body held in memory.
package struct CollectedBody: Sendable {
    /// The bytes received, at most the limit.
    package let bytes: [UInt8]
    /// Whether the body exceeded the limit.
    package let isTooLong: Bool
}

/// Provides the bytes of one request's body.
///
/// A body is created and read on the loop's queue, so it needs no lock. Reading delays every other transfer of the loop: a
/// body may copy and read what the system holds, but it must not wait. A body without bytes at the moment returns
/// ``UploadRead/wait`` and uses its resume handle later.
package protocol UploadBody: AnyObject, SendableMetatype {
    /// The total number of bytes, which the request announces.
    var length: Int64 { get }

    /// Receives the handle that resumes a paused transfer.
    func begin(resumeHandle: ResumeHandle)

    /// Puts the next bytes into `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead
}

extension UploadBody {
    /// Ignores the handle: a body that never waits does not need it.
    package func begin(resumeHandle: ResumeHandle) {}
}

/// The result of reading from an ``UploadBody``.
package enum UploadRead: Hashable, Sendable {
    /// The number of bytes written to the buffer, at least 1.
    case bytes(Int)
    /// No bytes are available yet: the transfer pauses until the resume handle is used.
    case wait
    /// No more bytes will be available: the transfer ends.
    case refuse
}

/// Resumes one transfer that its sink or its body has paused.
package struct ResumeHandle: Sendable {
    private let action: @Sendable () -> Void

    /// A handle that performs `action`, on any thread.
    init(action: @escaping @Sendable () -> Void) {
        self.action = action
    }

    /// Resumes the transfer; does nothing if the transfer is not paused or has ended.
    package func resume() {
        action()
    }
}
