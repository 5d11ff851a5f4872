import ImageModel
import NIOCore
import NIOHTTP1
import NIOPosix

/// The connection of one client, which sends one request at a time.
struct Connection: Sendable {
    /// The channel as a sequence of requests. Responses are written to the channel itself: NIO's own writer for such sequences
    /// does not report when bytes have been sent, and closing the channel would drop those that have not.
    typealias Requests = NIOAsyncChannel<HTTPServerRequestPart, Never>

    let responder: Responder
    /// Receives every request after its response.
    let requestLog: @Sendable (ServedRequest) -> Void

    /// The bytes of request bodies that are ignored before the connection is closed: this registry accepts no uploads.
    private static let unwantedBytes = 1 << 20

    /// Serves until the client disconnects or violates the protocol, or until the task is cancelled.
    func serve(_ requests: Requests) async {
        await withTaskCancellationHandler {
            // An error means that the client has disconnected, or that a file has become shorter. The connection is closed, in
            // the second case before the end of the response, and there is nowhere to report the error.
            try? await requests.executeThenClose { parts in
                try await serve(parts, over: ResponseWriter(channel: requests.channel))
            }
        } onCancel: {
            requests.channel.close(promise: nil)
        }
    }

    private func serve(
        _ parts: NIOAsyncChannelInboundStream<HTTPServerRequestPart>,
        over writer: ResponseWriter
    ) async throws {
        var isLast = false
        var received = 0
        for try await part in parts {
            switch part {
            case .head(let head):
                isLast = !head.isKeepAlive
                received = 0
                try await respond(to: head, over: writer)
            case .body(let bytes):
                received += bytes.readableBytes
                guard received <= Self.unwantedBytes else { return }
            case .end:
                guard !isLast else { return }
            }
        }
    }

    private func respond(to request: HTTPRequestHead, over writer: ResponseWriter) async throws {
        let response = await responder.response(
            method: request.method.rawValue,
            target: request.uri,
            range: request.headers.first(name: "Range")
        )
        var sent: Int64 = 0
        defer {
            requestLog(
                ServedRequest(
                    method: request.method.rawValue,
                    path: request.uri,
                    status: response.status,
                    bytes: sent
                )
            )
        }
        try await writer.send(response, for: request, counting: &sent)
    }
}

/// Writes responses to a connection, at most one block ahead of the client.
struct ResponseWriter: Sendable {
    let channel: any Channel

    /// The bytes of a file that are read and sent at once.
    private static let blockSize: Int64 = 256 << 10

    /// Writes the whole response, and returns when the system has accepted its last byte.
    ///
    /// `sent` counts the bytes of the body, even if an error ends it early.
    /// - Throws: NIO's error for a broken connection, or ``ServerError`` for a file that cannot be read to its end.
    func send(_ response: Response, for request: HTTPRequestHead, counting sent: inout Int64) async throws {
        write(.head(Self.head(of: response, for: request)))
        if request.method != .HEAD { try await send(response.body, counting: &sent) }
        try await flush(.end(nil))
    }

    private func send(_ body: Response.Body, counting sent: inout Int64) async throws {
        switch body {
        case .bytes(let bytes):
            write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
            sent = Int64(bytes.count)
        case .file(let file, let offset, let count):
            while sent < count {
                let position = offset + sent
                let wanted = Int(min(Self.blockSize, count - sent))
                let block = try await NIOThreadPool.singleton.runIfActive {
                    try file.allBytes(at: position, count: wanted)
                }
                try await flush(.body(.byteBuffer(block)))
                sent += Int64(wanted)
            }
        }
    }

    /// Adds the part to the next flush, which reports errors.
    private func write(_ part: HTTPServerResponsePart) {
        channel.write(part, promise: nil)
    }

    private func flush(_ part: HTTPServerResponsePart) async throws {
        try await channel.writeAndFlush(part).get()
    }

    private static func head(of response: Response, for request: HTTPRequestHead) -> HTTPResponseHead {
        var headers = HTTPHeaders(response.headers)
        headers.add(name: "Content-Length", value: "\(response.body.count)")
        headers.add(name: "Docker-Distribution-Api-Version", value: "registry/2.0")
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if !request.isKeepAlive {
            headers.add(name: "Connection", value: "close")
        } else if request.version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        return HTTPResponseHead(
            version: request.version,
            status: HTTPResponseStatus(statusCode: response.status),
            headers: headers
        )
    }
}

/// A request with its response, for a log.
package struct ServedRequest: Hashable, Sendable, CustomStringConvertible {
    /// The method, as the client sent it.
    package let method: String
    /// The path and query, as the client sent them.
    package let path: String
    /// The status of the response.
    package let status: Int
    /// The bytes of the body that were sent; fewer than announced if the connection ended early.
    package let bytes: Int64

    /// One line, safe to print.
    package var description: String {
        "\(Printable.escaped(method)) \(Printable.escaped(path)) \(status) \(bytes)"
    }
}

/// Closes a connection that has been idle in both directions.
///
/// An `IdleStateHandler` before it in the pipeline detects that.
final class IdleConnectionCloser: ChannelInboundHandler {
    /// Data is passed on unchanged.
    typealias InboundIn = NIOAny

    /// How long a connection may be idle.
    static let timeout = TimeAmount.seconds(120)

    /// Closes the connection when it is idle.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
