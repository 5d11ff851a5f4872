import ImageModel

/// Credentials that were refused, where the request then succeeded without them.
package struct AuthorizationWarning: Hashable, Sendable, CustomStringConvertible {
    /// Who refused them, or whose token server did.
    package let registry: String
    /// Where they were found: the file and the key, or the helper program.
    package let source: String
    /// How they were refused.
    package let failure: StatusFailure

    /// One sentence that tells which entry to mend.
    package var description: String {
        "'\(Printable.escaped(registry))' refused the credentials from \(source) (\(failure)); "
            + "continuing without credentials"
    }
}
