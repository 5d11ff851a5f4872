/// What keeps a transfer from being started at all.
package enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// libcurl could not be loaded, in the loader's words.
    case library(String)
    /// libcurl gave no handle.
    case outOfMemory
    /// libcurl refused an option, by its number in curl.h.
    case option(Int, reason: String)

    /// One sentence, as the command line prints it.
    package var description: String {
        switch self {
        case .library(let words): "libcurl could not be loaded: \(words)"
        case .outOfMemory: "libcurl has no memory for another transfer"
        case .option(let number, let reason): "libcurl refuses option \(number): \(reason)"
        }
    }
}
