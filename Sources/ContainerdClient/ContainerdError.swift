import ImageModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Why containerd did not do what it was asked for.
package enum ContainerdError: Error, Hashable, Sendable {
    /// There is nothing at the path of the socket.
    case noSocket(path: String)
    /// The socket may not be used by this user.
    case notAllowed(path: String)
    /// The socket exists, and nothing listens on it.
    case notRunning(path: String)
    /// The path is longer than that of a socket may be.
    case longPath(path: String, limit: Int)
    /// The socket could not be used for another reason, the errno `code`.
    case unusable(path: String, code: Int32)
    /// The connection ended, or what answers does not speak gRPC.
    case lost(path: String, message: String)
    /// There was no response within `seconds`.
    case silent(path: String, call: String, seconds: Int)
    /// The thing that `call` concerns does not exist.
    case notFound(call: String, message: String)
    /// The thing that `call` would make exists.
    case exists(call: String, message: String)
    /// Another client works on the same thing.
    case busy(call: String, message: String)
    /// The service or the method does not exist: this containerd runs without it, or is older.
    case unsupported(call: String)
    /// `call` failed with another status of gRPC.
    case refused(call: String, status: String, message: String)
    /// The caller was cancelled.
    case cancelled
}

extension ContainerdError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    package var description: String {
        switch self {
        case .noSocket(let path): "containerd's socket '\(Printable.escaped(path))' does not exist"
        case .notAllowed(let path): "no permission for containerd's socket '\(Printable.escaped(path))'"
        case .notRunning(let path): "nothing listens on containerd's socket '\(Printable.escaped(path))'"
        case .longPath(let path, let limit):
            "the path of containerd's socket has \(path.utf8.count) bytes, more than the limit of \(limit)"
        case .unusable(let path, let code):
            "containerd's socket '\(Printable.escaped(path))' cannot be used: \(Self.words(code))"
        case .lost(let path, let message):
            "the connection to containerd at '\(Printable.escaped(path))' ended" + Self.reason(message)
        case .silent(let path, let call, let seconds):
            "containerd at '\(Printable.escaped(path))' did not answer \(call) within \(seconds) s"
        case .notFound(let call, let message), .exists(let call, let message), .busy(let call, let message):
            "containerd refused \(call)" + Self.reason(message)
        case .unsupported(let call): "this containerd does not support \(call)"
        case .refused(let call, let status, let message):
            "containerd refused \(call) with the status '\(Printable.escaped(status))'" + Self.reason(message)
        case .cancelled: "cancelled"
        }
    }

    /// The message of containerd, as the end of a sentence.
    private static func reason(_ message: String) -> String {
        message.isEmpty ? "" : ": \(Printable.escaped(message))"
    }

    private static func words(_ code: Int32) -> String {
        "\(String(cString: strerror(code))) (errno \(code))"
    }
}
