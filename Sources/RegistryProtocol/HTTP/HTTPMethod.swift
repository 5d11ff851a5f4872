/// The request methods that reading and writing a registry need, and its authorization.
package enum HTTPMethod: String, Hashable, Sendable {
    /// Reads a resource.
    case get = "GET"
    /// Reads a resource's headers only.
    case head = "HEAD"
    /// Sends a form to a token server, or opens an upload.
    case post = "POST"
    /// Sends the next bytes of an upload.
    case patch = "PATCH"
    /// Writes a manifest, or ends an upload.
    case put = "PUT"
    /// Gives an upload up.
    case delete = "DELETE"
}
