import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps sockets from the programs that this process starts.
enum ProgramBoundary {
    /// Marks the channel's socket, so that a started program does not get it and hold it open.
    ///
    /// NIO (2.101.2) leaves its sockets to such programs, and a connection then outlives its server. The corresponding C
    /// function is fcntl(2). To be called on the channel's event loop.
    static func protect(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            guard fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 else { throw SystemFailure(code: errno) }
        }
    }
}
