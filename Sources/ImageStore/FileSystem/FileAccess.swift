/// What a file is opened for. Descriptors are closed in programs that this one starts.
enum FileAccess: Hashable, Sendable {
    /// Reading a file that exists.
    case read
    /// Reading and writing; made when missing. A symbolic link is refused.
    case update
    /// Reading and writing; emptied, or made when missing. A symbolic link is refused.
    case replace
    /// Reading and writing a file that must not exist yet.
    case createNew
}
