/// What keeps a transfer from being started at all.
package enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libcurl gave no handle.
    case outOfMemory
    /// libcurl refused an option, by its number in curl.h.
    case option(Int, reason: String)

    /// One sentence, as the command line prints it.
    package var description: String {
        switch self {
        case .outOfMemory: "libcurl has no memory for another transfer"
        case .option(let number, let reason): "libcurl refuses option \(number): \(reason)"
        }
    }
}
