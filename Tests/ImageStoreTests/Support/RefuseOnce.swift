import Synchronization

@testable import ImageStore

/// Fails the first call of one kind after it is armed.
final class RefuseOnce: Sendable {
    private let operation: FileOperation
    private let code: Int32
    private let suffix: String
    private let isArmed = Mutex(false)

    /// Fails an `operation` on a path with the ending `suffix` with `code`.
    init(operation: FileOperation, code: Int32, suffix: String = "") {
        self.operation = operation
        self.code = code
        self.suffix = suffix
    }

    /// Makes the next matching call fail.
    func arm() {
        isArmed.withLock { $0 = true }
    }

    /// The result of one call.
    func code(for operation: FileOperation, _ path: String) -> Int32 {
        guard operation == self.operation, path.hasSuffix(suffix) else { return 0 }
        return isArmed.withLock { isArmed in
            defer { isArmed = false }
            return isArmed ? code : 0
        }
    }
}
