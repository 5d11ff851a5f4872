#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The path of containerd's socket.
package struct ContainerdAddress: Hashable, Sendable {
    /// The path.
    package let path: String

    /// What `ctr` uses if neither its flag nor the environment names another socket.
    package static let standard = ContainerdAddress("/run/containerd/containerd.sock")

    /// The address that a flag or `CONTAINERD_ADDRESS` contains: a path, with or without `unix://` in front.
    package init(_ text: String) {
        let scheme = "unix://"
        path = text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : text
    }

    /// Connects to the socket and closes the connection, for a better reason than gRPC gives if that is not possible.
    ///
    /// The corresponding C function is connect(2).
    package func check() throws(ContainerdError) {
        var address = sockaddr_un()
        let limit = MemoryLayout.size(ofValue: address.sun_path) - 1
        let bytes = Array(path.utf8)
        guard bytes.count <= limit else { throw .longPath(path: path, limit: limit) }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .unusable(path: path, code: errno) }
        defer { close(descriptor) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result != 0 else { return }
        switch errno {
        case ENOENT, ENOTDIR: throw .noSocket(path: path)
        case EACCES, EPERM: throw .notAllowed(path: path)
        case ECONNREFUSED: throw .notRunning(path: path)
        case let code: throw .unusable(path: path, code: code)
        }
    }
}
