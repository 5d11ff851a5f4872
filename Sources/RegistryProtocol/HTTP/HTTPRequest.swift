/// One request, whole: nothing but this is sent.
package struct HTTPRequest: Hashable, Sendable, CustomStringConvertible {
    /// What is asked.
    package var method: HTTPMethod
    /// Of whom, and for what.
    package var url: WebAddress
    /// The header fields of this request.
    package var headers: HTTPHeaders
    /// The body; `nil` sends none. It may hold secrets, and is never printed.
    package var body: [UInt8]?

    /// A request; without more it has no headers and no body.
    package init(
        _ method: HTTPMethod, _ url: WebAddress, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    /// One line for a log: method and address, whether it is authorized, and the body's size.
    package var description: String {
        var text = "\(method.rawValue) \(url)"
        if headers.first("Authorization") != nil { text += " (authorization <redacted>)" }
        if let body { text += " (body of \(body.count) bytes)" }
        return text
    }
}
