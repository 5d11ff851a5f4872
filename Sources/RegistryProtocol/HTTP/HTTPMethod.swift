/// The request methods that a pull and its authorization need.
package enum HTTPMethod: String, Hashable, Sendable {
    /// Reads a resource.
    case get = "GET"
    /// Reads a resource's headers only.
    case head = "HEAD"
    /// Sends a form, to a token server.
    case post = "POST"
}
