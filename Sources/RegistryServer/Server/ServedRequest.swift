import ImageModel

/// A request that has been answered, for a log.
package struct ServedRequest: Hashable, Sendable, CustomStringConvertible {
    /// The method as it was sent.
    package let method: String
    /// The path and the query as they were sent.
    package let path: String
    /// The status of the answer.
    package let status: Int
    /// The bytes of the body that went out; fewer than announced when the connection ended before.
    package let bytes: Int64

    /// One line, safe to print.
    package var description: String {
        "\(Printable.escaped(method)) \(Printable.escaped(path)) \(status) \(bytes)"
    }
}
