import NIOCore
import NIOHTTP1
import NIOPosix

/// One client's connection: answers its requests, one after the other.
struct Connection: Sendable {
    /// A connection's channel as a sequence of requests. Answers are written to the channel itself: NIO's own writer for
    /// such sequences does not tell when the bytes have left, and closing the channel drops those that have not.
    typealias Requests = NIOAsyncChannel<HTTPServerRequestPart, Never>

    /// Knows the answers.
    let answerer: Answerer
    /// Hears of every request.
    let requestLog: @Sendable (ServedRequest) -> Void

    /// What a client may send along with a request before it is cut off: this registry takes nothing.
    private static let unwantedBytes = 1 << 20

    /// Serves until the client leaves, breaks the protocol, or the task is cancelled.
    func serve(_ requests: Requests) async {
        await withTaskCancellationHandler {
            // An error is the client's leaving, or a file's becoming shorter: the connection is closed, in the second case
            // short of the end, and there is nobody to tell.
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
                try await answer(head, over: writer)
            case .body(let bytes):
                received += bytes.readableBytes
                guard received <= Self.unwantedBytes else { return }
            case .end:
                guard !isLast else { return }
            }
        }
    }

    private func answer(_ request: HTTPRequestHead, over writer: ResponseWriter) async throws {
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
        try await writer.send(answer, for: request, counting: &sent)
    }
}
