import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// gRPC over HTTP/2 on a Unix domain socket: one connection, without TLS, names and retries.
///
/// grpc-swift's own transport brings a TLS library into the program, and closes a connection to a Go server after a few hundred
/// MB: the server measures the round trip with a ping whenever data arrives, and more than 200 control frames in 30 seconds are
/// taken for an attack, a limit which that transport cannot change.
struct SocketTransport: ClientTransport {
    typealias Bytes = SocketBytes
    typealias StreamChannel = NIOAsyncChannel<HTTP2Frame.FramePayload, HTTP2Frame.FramePayload>

    private static let configuration: NIOHTTP2Handler.Configuration = {
        var configuration = NIOHTTP2Handler.Configuration()
        configuration.connection.initialSettings = [HTTP2Setting(parameter: .enablePush, value: 0)]
        // More pings than the limit of 200 in a millisecond would be an attack.
        configuration.connection.controlFrameRateLimit.windowLength = .milliseconds(1)
        return configuration
    }()

    private let channel: any Channel
    private let multiplexer: NIOHTTP2Handler.AsyncStreamMultiplexer<Void>

    /// Connects to the socket at a path.
    static func connected(to path: String) async throws -> SocketTransport {
        let (channel, multiplexer) = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(unixDomainSocketPath: path) { channel in
                channel.configureAsyncHTTP2Pipeline(mode: .client, configuration: Self.configuration) { stream in
                    // Push is off, so the server opens no stream.
                    stream.close()
                }.map { (channel, $0) }
            }
        return SocketTransport(channel: channel, multiplexer: multiplexer)
    }

    var retryThrottle: RetryThrottle? { nil }

    func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? { nil }

    /// Returns when the connection has ended.
    func connect() async throws {
        await withTaskCancellationHandler {
            _ = try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    func beginGracefulShutdown() { channel.close(promise: nil) }

    func withStream<Value: Sendable>(
        descriptor: MethodDescriptor, options: CallOptions,
        _ closure: (RPCStream<Inbound, Outbound>, ClientContext) async throws -> Value
    ) async throws -> Value {
        // A stream to a server that reads nothing cannot even be closed, so a cancelled call ends the connection.
        try await withTaskCancellationHandler {
            let stream = try await unavailable {
                try await multiplexer.openStream { channel in
                    channel.eventLoop.makeCompletedFuture { try StreamChannel(wrappingChannelSynchronously: channel) }
                }
            }
            var result: Value?
            do {
                try await stream.executeThenClose { inbound, outbound in
                    let writer = RequestWriter(outbound: outbound, path: "/\(descriptor.fullyQualifiedMethod)")
                    result = try await closure(
                        RPCStream(
                            descriptor: descriptor,
                            inbound: RPCAsyncSequence(wrapping: ResponseParts(frames: inbound)),
                            outbound: RPCWriter.Closable(wrapping: writer)),
                        ClientContext(descriptor: descriptor, remotePeer: "unix", localPeer: "unix"))
                }
            } catch {
                // The call is over; the server may have closed the stream already.
                if let result { return result }
                throw error
            }
            guard let result else { throw RPCError(code: .unknown, message: "the stream ended without a result") }
            return result
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}

/// Runs `work`, and makes an error of gRPC of one of the connection.
private func unavailable<Value>(
    isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
) async throws -> Value {
    do {
        return try await work()
    } catch let error as RPCError {
        throw error
    } catch let error as CancellationError {
        throw error
    } catch {
        throw RPCError(code: .unavailable, message: "\(error)", cause: error)
    }
}

/// Writes a request as frames of HTTP/2. gRPC over HTTP2, "Requests".
private struct RequestWriter: ClosableRPCWriterProtocol {
    let outbound: NIOAsyncChannelOutboundWriter<HTTP2Frame.FramePayload>
    let path: String

    func write(_ part: RPCRequestPart<SocketBytes>) async throws {
        try await write(contentsOf: CollectionOfOne(part))
    }

    func write(contentsOf parts: some Sequence<RPCRequestPart<SocketBytes>>) async throws {
        let frames = parts.flatMap(frames(of:))
        do {
            try await unavailable { try await outbound.write(contentsOf: frames) }
        } catch let error as RPCError {
            // A server that answers before it has read everything ends the stream so; its status says what is wrong.
            guard (error.cause as? NIOHTTP2Errors.StreamClosed)?.errorCode == .noError else { throw error }
        }
    }

    func finish() async {
        let end = HTTP2Frame.FramePayload.Data(data: .byteBuffer(ByteBuffer()), endStream: true)
        // A stream that has ended needs no end.
        try? await outbound.write(.data(end))
    }

    func finish(throwing error: any Error) async {
        try? await outbound.write(.rstStream(.cancel))
    }

    private func frames(of part: RPCRequestPart<SocketBytes>) -> [HTTP2Frame.FramePayload] {
        switch part {
        case .metadata(let metadata):
            var headers: HPACKHeaders = [
                ":method": "POST", ":scheme": "http", ":path": path,
                // What Go's clients send for a socket.
                ":authority": "localhost", "te": "trailers", "content-type": "application/grpc",
            ]
            for (key, value) in metadata { headers.add(name: key, value: value.encoded()) }
            return [.headers(.init(headers: headers))]
        case .message(let bytes):
            var prefix = ByteBuffer()
            prefix.writeInteger(UInt8(0))
            prefix.writeInteger(UInt32(clamping: bytes.count))
            return [.data(.init(data: .byteBuffer(prefix))), .data(.init(data: .byteBuffer(bytes.buffer)))]
        }
    }
}

/// The parts of a response, from the frames of a stream.
private struct ResponseParts: AsyncSequence, Sendable {
    typealias Element = RPCResponsePart<SocketBytes>
    typealias Failure = any Error

    let frames: NIOAsyncChannelInboundStream<HTTP2Frame.FramePayload>

    func makeAsyncIterator() -> Iterator { Iterator(frames: frames.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        var frames: NIOAsyncChannelInboundStream<HTTP2Frame.FramePayload>.AsyncIterator
        var decoder = ResponseDecoder()

        mutating func next() async throws -> Element? { try await next(isolation: nil) }

        mutating func next(isolation: isolated (any Actor)?) async throws(any Error) -> Element? {
            while true {
                if let part = try decoder.next() { return part }
                // A server that has answered before it has read everything then ends the stream with an error.
                guard !decoder.isOver else { return nil }
                do {
                    guard let frame = try await frames.next(isolation: isolation) else { return decoder.end() }
                    decoder.add(frame)
                } catch let error as CancellationError {
                    throw error
                } catch {
                    throw RPCError(code: .unavailable, message: "\(error)", cause: error)
                }
            }
        }
    }
}
