import NIOCore
import NIOHTTP1
import NIOPosix

/// One client's connection: answers its requests, one after the other.
struct Connection: Sendable {
    /// What a connection's channel takes and gives.
    typealias Channel = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
    private typealias Writer = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    /// Knows the answers.
    let answerer: Answerer
    /// Hears of every request.
    let requestLog: @Sendable (ServedRequest) -> Void

    /// What is read from a file and sent in one go.
    private static let chunkSize: Int64 = 256 << 10
    /// What a client may send along with a request before it is cut off: this registry takes nothing.
    private static let unwantedBytes = 1 << 20

    /// Serves until the client leaves, breaks the protocol, or the task is cancelled.
    func serve(_ channel: Channel) async {
        // An error here is the client's leaving, or a file's becoming shorter: in both cases the connection is closed short
        // of the end, and there is nobody to tell.
        try? await channel.executeThenClose { inbound, outbound in
            var received = 0
            for try await part in inbound {
                switch part {
                case .head(let head):
                    received = 0
                    try await answer(head, outbound)
                case .body(let bytes):
                    received += bytes.readableBytes
                    guard received <= Self.unwantedBytes else { return }
                case .end:
                    break
                }
            }
        }
    }

    private func answer(_ request: HTTPRequestHead, _ outbound: Writer) async throws {
        let answer = await answerer.answer(
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
                    status: answer.status,
                    bytes: sent
                )
            )
        }
        try await outbound.write(.head(Self.head(of: answer, to: request)))
        if request.method != .HEAD { try await send(answer.body, outbound, counting: &sent) }
        try await outbound.write(.end(nil))
    }

    private func send(_ body: Answer.Body, _ outbound: Writer, counting sent: inout Int64) async throws {
        switch body {
        case .bytes(let bytes):
            try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
            sent = Int64(bytes.count)
        case .file(let file, let offset, let count):
            while sent < count {
                let place = offset + sent
                let wanted = Int(min(Self.chunkSize, count - sent))
                let chunk = try await NIOThreadPool.singleton.runIfActive { try file.bytes(at: place, count: wanted) }
                // The file has become shorter: what was announced cannot be sent.
                guard chunk.readableBytes == wanted else { throw SystemFailure.endOfFile }
                try await outbound.write(.body(.byteBuffer(chunk)))
                sent += Int64(wanted)
            }
        }
    }

    private static func head(of answer: Answer, to request: HTTPRequestHead) -> HTTPResponseHead {
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
