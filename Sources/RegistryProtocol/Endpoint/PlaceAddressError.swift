import ImageModel

/// Why a text is not the address of a mirror or of a registry.
package enum EndpointAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is no address at all.
    case address(WebAddressError)
    /// Something follows the path, which nothing may.
    case query(in: String)

    /// What is wrong, with the text in quotes.
    package var description: String {
        switch self {
        case .address(let error): error.description
        case .query(let text):
            "address '\(Printable.escaped(UserInformation.redacted(QueryRedaction.redacted(text))))' has a '?' or '#', "
                + "which the address of a registry has not"
        }
    }
}
