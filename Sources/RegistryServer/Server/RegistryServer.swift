import NIOCore
import NIOHTTP1
import NIOPosix

/// A read-only registry over an OCI image layout: what OCI distribution-spec v1.1 calls "Pull", and the listing of tags.
package struct RegistryServer: Sendable {
    private let path: String
    private let repository: String?
    private let host: String
    private let port: Int
    private let requestLog: @Sendable (ServedRequest) -> Void

    /// A server of the layout in the folder `path`.
    ///
    /// `repository` is the name to serve under; nil takes the names that the layout gives, else the folder's. Port 0 is any
    /// free one. `requestLog` is called after each answer, on no particular thread.
    package init(
        layout path: String,
        repository: String? = nil,
        host: String = "127.0.0.1",
        port: Int = 5000,
        requestLog: @escaping @Sendable (ServedRequest) -> Void = { _ in }
    ) {
        self.path = path
        self.repository = repository
        self.host = host
        self.port = port
        self.requestLog = requestLog
    }

    /// Reads the layout and listens; when this returns, requests are answered.
    package func start() async throws(ServerError) -> RunningServer {
        let layout = try await ServedLayout(path, repository: repository)
        let repositories = await layout.catalog().repositories
        let listener = try await listener()
        let connection = Connection(answerer: Answerer(layout: layout), requestLog: requestLog)
        let work = Task { await Self.end(of: listener, servedWith: connection) }
        return RunningServer(
            port: listener.channel.localAddress?.port ?? port,
            repositories: repositories,
            work: work
        )
    }

    private func listener() async throws(ServerError) -> NIOAsyncChannel<Connection.Requests, Never> {
        guard (0...65535).contains(port) else { throw .listen(host: host, port: port, reason: "no such port") }
        do {
            return try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try ProgramBoundary.protect(channel) }
                }
                .serverChannelOption(.backlog, value: 256)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.preparedOrClosed(channel) }
                }
        } catch {
            throw .listen(host: host, port: port, reason: Self.reason(of: error))
        }
    }

    /// A connection that cannot be set up is closed, and is the only one that ends: an option that is set through the
    /// bootstrap would end the server with it.
    private static func preparedOrClosed(_ channel: any Channel) throws -> Connection.Requests {
        do {
            return try prepared(channel)
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private static func prepared(_ channel: any Channel) throws -> Connection.Requests {
        try ProgramBoundary.protect(channel)
        // A client may close its side after its last request, and still reads the answer.
        try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
        try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(IdleStateHandler(allTimeout: IdleConnectionCloser.patience))
        try pipeline.addHandler(IdleConnectionCloser())
        try pipeline.configureHTTPServerPipeline()
        return try Connection.Requests(wrappingChannelSynchronously: channel)
    }

    /// Serves until the task is cancelled, which gives `nil`; any other end is an error, for what a client does ends its own
    /// connection only.
    private static func end(
        of listener: NIOAsyncChannel<Connection.Requests, Never>,
        servedWith connection: Connection
    ) async -> ServerError? {
        var reason = "the port was closed"
        do {
            try await listener.executeThenClose { clients in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await client in clients {
                        group.addTask { await connection.serve(client) }
                    }
                }
            }
        } catch {
            reason = self.reason(of: error)
        }
        return Task.isCancelled ? nil : .ended(reason: reason)
    }

    private static func reason(of error: any Error) -> String {
        guard let failure = error as? IOError else { return "\(error)" }
        return SystemFailure(code: failure.errnoCode).description
    }
}
