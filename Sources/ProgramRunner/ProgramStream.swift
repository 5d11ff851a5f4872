/// One of the two streams that a program writes.
package enum ProgramStream: Hashable, Sendable {
    /// Its standard output.
    case output
    /// Its standard error.
    case error
}
