import PlatformModel

/// Why a file is no recording of a host.
public enum RecordingFileError: Error, Hashable, Sendable {
    /// There is no such file.
    case notFound(path: String)
    /// The system does not let it be read; the reason is an errno's name.
    case unreadable(path: String, reason: String)
    /// It holds something else than a recording.
    case malformed(path: String, RecordingError)
}

extension RecordingFileError: CustomStringConvertible {
    /// One sentence, for people.
    public var description: String {
        switch self {
        case .notFound(let path): "there is no file '\(path)'"
        case .unreadable(let path, let reason): "'\(path)' cannot be read: \(reason)"
        case .malformed(let path, let error): "'\(path)': \(error)"
        }
    }
}
