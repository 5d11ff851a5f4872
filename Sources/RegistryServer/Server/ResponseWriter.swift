import NIOCore
import NIOHTTP1
import NIOPosix

/// Writes answers to a connection, never more than one piece ahead of what the client takes.
struct ResponseWriter: Sendable {
    /// The connection.
    let channel: any Channel

    /// What is read from a file and sent in one go.
    private static let pieceSize: Int64 = 256 << 10

    /// Writes the whole answer, and returns when the system has taken its last byte.
    ///
    /// `sent` counts the body's bytes, also when an error ends it early.
    /// - Throws: What NIO says of a connection that broke, or ``SystemFailure`` for a file that cannot be read to its end.
    func send(_ answer: Answer, for request: HTTPRequestHead, counting sent: inout Int64) async throws {
        write(.head(Self.head(of: answer, for: request)))
        if request.method != .HEAD { try await send(answer.body, counting: &sent) }
        try await flush(.end(nil))
    }

    private func send(_ body: Answer.Body, counting sent: inout Int64) async throws {
        switch body {
        case .bytes(let bytes):
            write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
            sent = Int64(bytes.count)
        case .file(let file, let offset, let count):
            while sent < count {
                let place = offset + sent
                let wanted = Int(min(Self.pieceSize, count - sent))
                let piece = try await NIOThreadPool.singleton.runIfActive { try file.bytes(at: place, count: wanted) }
                // The file has become shorter: what was announced cannot be sent.
                guard piece.readableBytes == wanted else { throw SystemFailure.endOfFile }
                try await flush(.body(.byteBuffer(piece)))
                sent += Int64(wanted)
            }
        }
    }

    /// Leaves the part to the next flush, which tells if it failed.
    private func write(_ part: HTTPServerResponsePart) {
        channel.write(part, promise: nil)
    }

    private func flush(_ part: HTTPServerResponsePart) async throws {
        try await channel.writeAndFlush(part).get()
    }

    private static func head(of answer: Answer, for request: HTTPRequestHead) -> HTTPResponseHead {
        var headers = HTTPHeaders(answer.headers)
        headers.add(name: "Content-Length", value: "\(answer.body.count)")
        headers.add(name: "Docker-Distribution-Api-Version", value: "registry/2.0")
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if !request.isKeepAlive {
            headers.add(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        return HTTPResponseHead(
            version: request.version,
            status: HTTPResponseStatus(statusCode: answer.status),
            headers: headers
        )
    }
}
