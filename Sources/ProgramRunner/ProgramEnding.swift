/// How a program ended.
package enum ProgramEnding: Hashable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)

    /// The status as a shell gives it: 128 and the signal's number for a program that a signal ended.
    package var status: Int32 {
        switch self {
        case .exited(let status): status
        case .signalled(let signal): 128 &+ signal
        }
    }
}
