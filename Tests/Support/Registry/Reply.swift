/// What a server is about to answer: the whole resource, and the way it goes out.
///
/// Faults change it before it is sent; ranges and framing are worked out from it last.
public struct Reply: Sendable {
    /// How the end of the body is told.
    public enum Framing: Sendable, Equatable {
        /// By a Content-Length that is true.
        case length
        /// By a Content-Length that says this, whatever is sent; the connection is closed afterwards.
        case stated(Int)
        /// By chunks.
        case chunked
        /// By closing the connection.
        case close
    }

    /// What is done with a Range field.
    public enum RangeAnswer: Sendable, Equatable {
        /// It is ignored: 200 and everything.
        case ignored
        /// 206 and the range, or 416 beyond the end.
        case honoured
        /// 206 and the range, under a Content-Range that says this.
        case mislabelled(String)
        /// 206 and an honest label, but of a range that starts this much later than the one asked, or earlier.
        case shifted(Int)
        /// 206 under the label of what was asked, and this many bytes more.
        case surplus(Int)
        /// 206 and an honest label, but of the first half of what was asked.
        case half
        /// 416, whatever is asked.
        case refused
    }

    /// How the bytes are handed to the network.
    public struct Pace: Sendable {
        /// The wait before the first byte of the head.
        public var delaySeconds = 0.0
        /// The bytes of the body after which the connection is closed.
        public var cutAfter: Int?
        /// Whether a cut is a reset (RST) and no orderly end.
        public var resets = false
        /// The bytes of the body after which nothing comes for a while.
        public var stallAfter: Int?
        /// How long nothing comes.
        public var stallSeconds = 0.0
        /// The most that is sent, evenly, in a second.
        public var bytesPerSecond: Int?
        /// Whether the connection is closed before the head.
        public var isSilent = false
    }

    /// The status.
    public var status: Int
    /// The header fields, without those that framing and ranges add.
    public var headers = HTTPFields()
    /// The whole resource, of which a range may be sent.
    public var body: [UInt8]
    /// How the end of the body is told.
    public var framing = Framing.length
    /// What is done with a Range field.
    public var rangeAnswer = RangeAnswer.ignored
    /// How the bytes are handed to the network.
    public var pace = Pace()
    /// Whether the connection is closed after this reply.
    public var closesConnection = false
    /// Whether the reply asks for credentials; such replies get no faults.
    var isChallenge = false

    /// A reply with a body of this type.
    public init(status: Int, contentType: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.body = body
        headers["Content-Type"] = contentType
    }

    /// An error as registries write it.
    public static func error(_ status: Int, code: String, message: String) -> Reply {
        let error = JSONText.object([("code", .string(code)), ("message", .string(message))])
        let body = JSONText.object([("errors", .array([error]))])
        return Reply(status: status, contentType: "application/json", body: body.bytes)
    }
}
