/// The methods that a read-only registry knows.
enum RequestMethod: String, Sendable {
    /// Asks for a resource.
    case get = "GET"
    /// Asks for everything but the resource's bytes.
    case head = "HEAD"
}
