/// A server that listens.
package struct RunningServer: Sendable {
    /// The port, the one the system chose where 0 was asked for.
    package let port: Int
    /// The repositories in the layout when the server started.
    package let repositories: [String]
    private let work: Task<ServerError?, Never>

    /// Holds what ``RegistryServer`` has started.
    init(port: Int, repositories: [String], work: Task<ServerError?, Never>) {
        self.port = port
        self.repositories = repositories
        self.work = work
    }

    /// Closes the port and every connection, and returns when all is closed.
    package func stop() async {
        work.cancel()
        _ = await work.value
    }

    /// Serves until the calling task is cancelled, and then stops.
    /// - Throws: ``ServerError/ended(reason:)`` when the server cannot go on.
    package func untilCancelled() async throws(ServerError) {
        let failure = await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
        if let failure { throw failure }
    }
}
