import ImageModel

/// Why the place that a registry names for an upload is not used.
package enum UploadLocationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The answer names none.
    case missing(status: Int)
    /// What it names is not an address that is asked.
    case malformed(WebAddressError)
    /// From TLS into the clear.
    case insecure(target: WebAddress)
    /// From further out into a private network, a link, or this machine.
    case inward(target: WebAddress)

    /// What is wrong, with the address in quotes.
    package var description: String {
        switch self {
        case .missing(let status): "the registry's answer (status \(status)) names no location for the upload"
        case .malformed(let error): "the upload's location is refused: \(error)"
        case .insecure(let target): "the upload's location '\(target)' is refused: it leaves TLS"
        case .inward(let target):
            "the upload's location '\(target)' is refused: "
                + "it leads from outside to a private, link-local or loopback address"
        }
    }
}
