import ImageModel

/// The head of a response: its status and its headers.
package struct HTTPHead: Hashable, Sendable {
    /// The status code, such as 200.
    package let status: Int
    /// The header fields, in the order they came.
    package let headers: HTTPHeaders

    /// A head of the given status and headers.
    package init(status: Int, headers: HTTPHeaders = HTTPHeaders()) {
        self.status = status
        self.headers = headers
    }

    /// What `Content-Length` says, in bytes; `nil` when it is absent, malformed, or said twice and differently.
    package var contentLength: Int64? {
        let values = headers.values(of: "Content-Length").map(\.blankTrimmed)
        guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
        return first.decimalNumber
    }

    /// The media type that `Content-Type` names, in small letters and without its parameters.
    package var contentType: String? {
        headers.first("Content-Type").map(MediaType.essence(of:))
    }
}
