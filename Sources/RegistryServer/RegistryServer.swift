import ErrorMapping
import NIOCore
import NIOHTTP1
import NIOPosix
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A read-only registry that serves an OCI image layout: "Pull" and "Listing Tags" of OCI distribution-spec v1.1.
package struct RegistryServer: Sendable {
    private let path: String
    private let repository: String?
    private let host: String
    private let port: Int
    private let requestLog: @Sendable (ServedRequest) -> Void

    /// A server for the layout in the folder `path`.
    ///
    /// `repository` is the name to serve under; `nil` means the names in the layout, or otherwise the folder's name. Port 0
    /// means any free port. `requestLog` is called after each response, on any thread.
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

    /// Reads the layout and starts listening.
    package func start() async throws(ServerError) -> RunningServer {
        let layout = try await ServedLayout(path, repository: repository)
        let repositories = await layout.catalog().repositories
        let listener = try await listener()
        let connection = Connection(responder: Responder(layout: layout), requestLog: requestLog)
        let work = Task { await Self.end(of: listener, servedWith: connection) }
        return RunningServer(
            port: listener.channel.localAddress?.port ?? port,
            repositories: repositories,
            work: work
        )
    }

    private func listener() async throws(ServerError) -> NIOAsyncChannel<Connection.Requests, Never> {
        guard (0...65535).contains(port) else { throw .listen(host: host, port: port, reason: "no such port") }
        return try await mapError(
            { (error: any Error) in ServerError.listen(host: host, port: port, reason: Self.reason(of: error)) },
            awaiting: try await bind())
    }

    private func bind() async throws -> NIOAsyncChannel<Connection.Requests, Never> {
        try await ServerBootstrap(group: NIOSingletons.posixEventLoopGroup)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try closeOnExec(channel) }
            }
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Self.preparedOrClosed(channel) }
            }
    }

    /// Closes a connection that cannot be set up. An error of an option that is set through the bootstrap would end the whole
    /// server.
    private static func preparedOrClosed(_ channel: any Channel) throws -> Connection.Requests {
        do {
            return try prepared(channel)
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private static func prepared(_ channel: any Channel) throws -> Connection.Requests {
        try closeOnExec(channel)
        // A client may close its side after its last request and still read the response.
        try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
        try channel.syncOptions?.setOption(.tcpOption(.tcp_nodelay), value: 1)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(IdleStateHandler(allTimeout: IdleConnectionCloser.timeout))
        try pipeline.addHandler(IdleConnectionCloser())
        try pipeline.configureHTTPServerPipeline()
        return try Connection.Requests(wrappingChannelSynchronously: channel)
    }

    /// Serves until the task is cancelled, and then returns `nil`. Any other end is an error, since a client can only end its
    /// own connection.
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
        guard let error = error as? IOError else { return "\(error)" }
        return SystemError(code: error.errnoCode).description
    }
}

/// A server that is listening.
package struct RunningServer: Sendable {
    /// The port; the one that the system chose if 0 was requested.
    package let port: Int
    /// The repositories in the layout at the start of the server.
    package let repositories: [String]
    private let work: Task<ServerError?, Never>

    init(port: Int, repositories: [String], work: Task<ServerError?, Never>) {
        self.port = port
        self.repositories = repositories
        self.work = work
    }

    /// Closes the port and all connections, and waits until they are closed.
    package func stop() async {
        work.cancel()
        _ = await work.value
    }

    /// Serves until the calling task is cancelled, and then stops the server.
    /// - Throws: ``ServerError/ended(reason:)`` if the server ends by itself.
    package func untilCancelled() async throws(ServerError) {
        let failure = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        if let failure { throw failure }
    }
}

/// Marks the socket of a channel, so that programs started by this process do not inherit it.
///
/// NIO (2.101.2) does not mark its sockets, and an inherited connection would outlive the server. Call this on the channel's
/// event loop. The corresponding C function is fcntl(2).
private func closeOnExec(_ channel: any Channel) throws {
    try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
        guard fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
    }
}
