/// What became of one try to take a file's lock.
enum LockAnswer: Hashable, Sendable {
    /// It is ours until the descriptor is closed.
    case taken
    /// Somebody else has it.
    case held
    /// Locks do not work on this file system.
    case unsupported
}
