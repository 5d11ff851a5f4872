import ImageModel

/// Why the store could not do what was asked of it.
///
/// Nothing is half done when one is thrown: what is under its final name is whole.
package enum StoreError: Error, Hashable, Sendable {
    /// The system refused: `code` is errno.
    case system(FileOperation, path: String, code: Int32)
    /// The bytes at `path` have another digest than their name says.
    case wrongDigest(path: String, expected: Digest, actual: Digest)
    /// The file at `path` has another length than it must.
    case wrongSize(path: String, expected: Int64, actual: Int64)
    /// The document at `path` is longer than what is read of one.
    case tooLarge(path: String, size: Int64, limit: Int)
    /// The file at `path` is not what its name says; `problem` is the first thing wrong.
    case malformed(path: String, problem: String)
    /// The folder's `oci-layout` names a version that this program does not know.
    case unsupportedLayout(path: String, version: String)
    /// The store was made by a later version of this program.
    case newerStore(path: String, version: Int)
    /// Somebody else holds the lock at `path`, and has shown no sign of life for `seconds`.
    case locked(path: String, seconds: Int64)
    /// libcrypto could not be loaded: the loader's words.
    case library(String)
    /// libcrypto's `function` refused.
    case hashing(function: String)
    /// The ingest of `path` has ended already.
    case ended(path: String)
    /// The task was cancelled while it waited.
    case cancelled
}

extension StoreError {
    /// Whether there was no room: the disk, its inodes or a quota are used up.
    package var isFull: Bool {
        guard let code = systemCode else { return false }
        return SystemCode.isFull(code)
    }

    /// The errno of a call that the system refused.
    package var systemCode: Int32? {
        if case .system(_, _, let code) = self { code } else { nil }
    }

    /// What was being done when the system refused.
    package var operation: FileOperation? {
        if case .system(let operation, _, _) = self { operation } else { nil }
    }

    /// The file or folder that it is about.
    package var path: String? {
        switch self {
        case .system(_, let path, _), .wrongDigest(let path, _, _), .wrongSize(let path, _, _),
            .tooLarge(let path, _, _),
            .malformed(let path, _), .unsupportedLayout(let path, _), .newerStore(let path, _), .locked(let path, _),
            .ended(let path):
            path
        case .library, .hashing, .cancelled: nil
        }
    }
}

extension StoreError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    package var description: String {
        switch self {
        case .system(let operation, let path, let code):
            "\(operation.rawValue) '\(path)': \(SystemCode.sentence(code))"
        case .wrongDigest(let path, let expected, let actual): "'\(path)' has digest \(actual), not \(expected)"
        case .wrongSize(let path, let expected, let actual): "'\(path)' has \(actual) bytes, not \(expected)"
        case .tooLarge(let path, let size, let limit):
            "'\(path)' has \(size) bytes, more than the \(limit) that are read"
        case .malformed(let path, let problem): "'\(path)' \(problem)"
        case .unsupportedLayout(let path, let version):
            "'\(path)' names the layout version '\(Printable.escaped(version))', not 1.0.0"
        case .newerStore(let path, let version):
            "'\(path)' says version \(version); this program knows no store later than version \(StoreFormat.version)"
        case .locked(let path, let seconds): "'\(path)' is locked by another process, idle for \(seconds) seconds"
        case .library(let words): "libcrypto cannot be loaded: \(words)"
        case .hashing(let function): "libcrypto's \(function) refused"
        case .ended(let path): "the ingest of '\(path)' has ended"
        case .cancelled: "cancelled while waiting for the store"
        }
    }
}
