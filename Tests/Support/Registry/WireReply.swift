/// A ``Reply`` worked out for one request: the head as bytes, and the part of the body that follows it.
struct WireReply {
    let status: Int
    let head: [UInt8]
    let body: ArraySlice<UInt8>
    let isChunked: Bool
    let pace: Reply.Pace
    let keepsConnection: Bool

    /// Applies the request's Range and the reply's framing.
    init(_ reply: Reply, for request: LoggedRequest) {
        let part = RangePart(reply, asked: request.method == "GET" ? request.range : nil)
        var headers = reply.headers
        headers["Content-Range"] = part.contentRange ?? headers["Content-Range"]
        var keepsConnection = !reply.closesConnection && request.headers["Connection"]?.lowercased() != "close"
        switch reply.framing {
        case .length: headers["Content-Length"] = String(part.bytes.count)
        case .stated(let length):
            headers["Content-Length"] = String(length)
            keepsConnection = keepsConnection && length == part.bytes.count
        case .chunked: headers["Transfer-Encoding"] = "chunked"
        case .close: keepsConnection = false
        }
        if !keepsConnection { headers["Connection"] = "close" }
        let lines = headers.fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        status = part.status
        head = Array("HTTP/1.1 \(part.status) \(Self.reason(part.status))\r\n\(lines)\r\n".utf8)
        body = request.method == "HEAD" ? [] : part.bytes
        isChunked = reply.framing == .chunked && request.method != "HEAD"
        pace = reply.pace
        self.keepsConnection = keepsConnection
    }

    private static func reason(_ status: Int) -> String {
        let reasons = [
            200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
            301: "Moved Permanently", 302: "Found", 303: "See Other",
            307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
            403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 416: "Range Not Satisfiable",
            429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
        ]
        return reasons[status] ?? "Status"
    }
}
