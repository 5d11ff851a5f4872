/// An open file's number, and the path it was opened at, for errors to name.
///
/// It owns nothing: ``OpenFile`` does.
struct FileDescriptor: Hashable, Sendable {
    /// The number that system calls take.
    let number: Int32
    /// The path it was opened at.
    let path: String
}
