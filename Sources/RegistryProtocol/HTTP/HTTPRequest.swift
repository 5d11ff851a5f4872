/// The request methods that the distribution API and token servers use.
package enum HTTPMethod: String, Hashable, Sendable {
    /// Reads a resource.
    case get = "GET"
    /// Reads only the headers of a resource.
    case head = "HEAD"
    /// Sends a form to a token server, or opens an upload.
    case post = "POST"
    /// Sends the next bytes of an upload.
    case patch = "PATCH"
    /// Writes a manifest, or completes an upload.
    case put = "PUT"
    /// Cancels an upload.
    case delete = "DELETE"
}

/// One complete request: nothing else is sent.
package struct HTTPRequest: Hashable, Sendable, CustomStringConvertible {
    /// The method.
    package var method: HTTPMethod
    /// The address that the request is sent to.
    package var url: WebAddress
    /// The header fields of this request.
    package var headers: HTTPHeaders
    /// The body, if any. It may hold secrets and is never printed.
    package var body: [UInt8]?
    /// Whether the request is sent over a new connection, after wrong content over an existing one.
    package var needsNewConnection = false
    /// Whether the body of the response is delivered as it comes. Otherwise it is decoded if a server has encoded it unasked: a
    /// digest names the decoded bytes. A blob is not decoded, because ranges and lengths count the bytes that come.
    package var keepsEncoding = false

    /// Makes a request, by default without headers and body.
    package init(
        _ method: HTTPMethod, _ url: WebAddress, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// One line for a log: method and address, whether it is authorized, and the size of the body.
    package var description: String {
        var text = "\(method.rawValue) \(url)"
        if headers.first("Authorization") != nil { text += " (authorization <redacted>)" }
        if let body { text += " (body of \(body.count) bytes)" }
        return text
    }
}
