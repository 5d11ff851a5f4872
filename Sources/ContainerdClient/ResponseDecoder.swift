import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Reads the frames of a response. gRPC over HTTP2, "Responses".
struct ResponseDecoder {
    /// The longest message that is taken. The longest in use is a list of plugins.
    static let mostBytes = 16 << 20

    private var parts: [RPCResponsePart<SocketBytes>] = []
    private var message = ByteBuffer()
    private var hasMetadata = false
    private var hasStatus = false

    /// Whether the status has arrived, and all parts were taken.
    var isOver: Bool { hasStatus && parts.isEmpty }

    /// Takes a frame of the stream.
    mutating func add(_ frame: HTTP2Frame.FramePayload) {
        guard !hasStatus else { return }
        switch frame {
        case .headers(let frame):
            if frame.endStream { return end(frame.headers) }
            guard !hasMetadata else { return }
            hasMetadata = true
            parts.append(.metadata(Self.metadata(frame.headers)))
        case .data(let frame):
            if case .byteBuffer(var bytes) = frame.data { message.writeBuffer(&bytes) }
        default: return
        }
    }

    /// The next part; `nil` if it has not arrived.
    mutating func next() throws -> RPCResponsePart<SocketBytes>? {
        // Messages come before a status that has arrived after them.
        if hasMetadata, case .metadata? = parts.first { return parts.removeFirst() }
        if let bytes = try nextMessage() { return .message(SocketBytes(bytes)) }
        return parts.isEmpty ? nil : parts.removeFirst()
    }

    /// The last part, if the stream ends without one.
    mutating func end() -> RPCResponsePart<SocketBytes>? {
        guard !hasStatus else { return nil }
        hasStatus = true
        return .status(Status(code: .unavailable, message: "the stream ended without a status"), [:])
    }

    private mutating func nextMessage() throws -> ByteBuffer? {
        guard let flag = message.getInteger(at: message.readerIndex, as: UInt8.self),
            let length = message.getInteger(at: message.readerIndex + 1, as: UInt32.self)
        else { return nil }
        guard flag == 0, length <= Self.mostBytes else {
            let fault = flag == 0 ? "a message has \(length) bytes" : "a message is compressed"
            throw RPCError(code: .internalError, message: fault)
        }
        guard message.readableBytes >= 5 + Int(length) else { return nil }
        message.moveReaderIndex(forwardBy: 5)
        defer { message.discardReadBytes() }
        return message.readSlice(length: Int(length))
    }

    private mutating func end(_ headers: HPACKHeaders) {
        hasStatus = true
        let text = headers.first(name: "grpc-message").map(Self.decoded) ?? ""
        let code = headers.first(name: "grpc-status").flatMap { Int($0) }.flatMap { Status.Code(rawValue: $0) }
        let answer = headers.first(name: ":status").map { "HTTP status \($0)" }
        parts.append(
            .status(
                Status(code: code ?? .unknown, message: code == nil ? answer ?? "no status" : text),
                Self.metadata(headers)))
    }

    private static func metadata(_ headers: HPACKHeaders) -> Metadata {
        var metadata = Metadata()
        for (name, value, _) in headers where !name.hasPrefix(":") && !name.hasPrefix("grpc-") {
            metadata.addString(value, forKey: name)
        }
        return metadata
    }

    /// A status message, whose bytes outside of printable ASCII are written as `%41`.
    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let code = UInt8(digits, radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The bytes of a message.
struct SocketBytes: GRPCContiguousBytes, Hashable, Sendable {
    var buffer: ByteBuffer

    init(_ buffer: ByteBuffer) {
        self.buffer = buffer
    }

    init(repeating byte: UInt8, count: Int) {
        buffer = ByteBuffer(repeating: byte, count: count)
    }

    init(_ sequence: some Sequence<UInt8>) {
        buffer = ByteBuffer(bytes: sequence)
    }

    var count: Int { buffer.readableBytes }

    func withUnsafeBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try buffer.withUnsafeReadableBytes(body)
    }

    mutating func withUnsafeMutableBytes<Value>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Value
    ) rethrows -> Value {
        try buffer.withUnsafeMutableReadableBytes(body)
    }
}
