import Foundation

/// One request as a server saw it, and what it answered.
public struct LoggedRequest: Sendable {
    /// The requests of a server are counted from 1, in the order they came.
    public let number: Int
    /// The connections of a server are counted from 1.
    public let connection: Int
    /// The method as sent.
    public let method: String
    /// The request target as sent: path and query, or to a proxy a whole address; nothing decoded.
    public let target: String
    /// The header fields as sent.
    public let headers: HTTPFields
    /// The body as sent.
    public let body: [UInt8]
    /// When the request had come whole, since the server's start.
    public let seconds: Double
    /// The status answered; 0 while none has been, and where the connection was closed without one.
    public internal(set) var status = 0
    /// The bytes of the answer's body handed to the network so far; once the connection has ended, without those that
    /// its peer did not receive.
    public internal(set) var bytesSent = 0
    /// Whether the answer went out as it was meant to, its faults included.
    public internal(set) var isAnswered = false
    /// The names of the faults that were applied.
    public internal(set) var faults: [String] = []

    /// The target without the scheme and the host that a proxy is told.
    public var resource: String {
        guard target.hasPrefix("http://") else { return target }
        return String(target.dropFirst(7).drop { $0 != "/" })
    }

    /// The resource up to the question mark, with percent escapes decoded.
    public var path: String {
        let raw = resource.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
        return raw.removingPercentEncoding ?? String(raw)
    }

    /// The parameters after the question mark, decoded, in their order.
    public var query: [(name: String, value: String)] {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? FormEncoding.parameters(String(parts[1])) : []
    }

    /// The parameters of a form in the body, decoded, in their order.
    public var form: [(name: String, value: String)] {
        FormEncoding.parameters(String(decoding: body, as: UTF8.self))
    }

    /// The Range field.
    public var range: String? { headers["Range"] }

    /// The Authorization field.
    public var authorization: String? { headers["Authorization"] }
}
