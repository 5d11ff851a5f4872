/// What the server sends for a request.
struct Answer: Sendable {
    /// The status code.
    var status: Int
    /// The headers besides the length, in order.
    var headers: [(name: String, value: String)]
    /// What follows the headers; a HEAD request gets its length only.
    var body: Body

    /// Where the bytes come from.
    enum Body: Sendable {
        /// Memory.
        case bytes([UInt8])
        /// A part of a file, `count` bytes from `offset`.
        case file(LayoutFile, offset: Int64, count: Int64)

        /// The length in bytes.
        var count: Int64 {
            switch self {
            case .bytes(let bytes): Int64(bytes.count)
            case .file(_, _, let count): count
            }
        }
    }
}
