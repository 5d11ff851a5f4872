import Foundation

/// The few calls that a loopback server needs.
public enum Sockets {
    /// A socket call that was refused.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: Int32
        var description: String { "\(call): \(String(cString: strerror(code)))" }
    }

    /// A listening socket on `address` (a numeric one), and its port: a free one unless one is named.
    public static func listen(on address: String, port: Int = 0) throws -> (descriptor: Int32, port: Int) {
        let (descriptor, port) = try reserve(on: address, port: port)
        do {
            #if canImport(Glibc)
                try check("listen", Glibc.listen(descriptor, 128))
            #else
                try check("listen", Darwin.listen(descriptor, 128))
            #endif
            return (descriptor, port)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// A socket that has a port of `address` and does not listen, so that connections to it are refused.
    static func reserve(on address: String, port: Int = 0) throws -> (descriptor: Int32, port: Int) {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, String(port), &hints, &list) == 0, let list else {
            throw Failure(call: "getaddrinfo \(address)", code: EINVAL)
        }
        defer { freeaddrinfo(list) }
        let descriptor = socket(list.pointee.ai_family, list.pointee.ai_socktype, 0)
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
        do {
            try check("fcntl", fcntl(descriptor, F_SETFD, FD_CLOEXEC))
            try check("bind \(address)", bind(descriptor, list.pointee.ai_addr, list.pointee.ai_addrlen))
            return (descriptor, try self.port(of: descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// The next connection, or nil when none came within a fifth of a second, or `listener` has been shut down.
    public static func nextConnection(_ listener: Int32) -> Int32? {
        var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 200) > 0 else { return nil }
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        #if canImport(Darwin)
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        return descriptor
    }

    /// A connection to a port of this machine.
    static func connect(to port: Int) throws -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        try check("socket", descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else {
            let failure = Failure(call: "connect to port \(port)", code: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    /// Makes the next close(2) of `descriptor` a reset instead of an orderly end.
    static func resetOnClose(_ descriptor: Int32) {
        var abrupt = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abrupt, socklen_t(MemoryLayout<linger>.size))
    }

    /// Keeps what is handed to the system for `listener`'s connections, and not on its way yet, small.
    ///
    /// A fixed buffer also keeps the system from making it larger as it sees fit, up to 4 MiB.
    static func limitUnsent(_ listener: Int32) {
        var bytes: Int32 = 64 << 10
        setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The bytes that the peer of `descriptor` has not received, as far as its acknowledgements tell.
    static func unacknowledgedBytes(_ descriptor: Int32) -> Int {
        var count: Int32 = 0
        #if canImport(Glibc)
            guard ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 else { return 0 }
        #else
            var length = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor, SOL_SOCKET, SO_NWRITE, &count, &length) == 0 else { return 0 }
        #endif
        return max(0, Int(count))
    }

    /// Waits, a fifth of a second at most, until the peer of `descriptor` has received all that was sent.
    static func waitUntilReceived(_ descriptor: Int32) {
        for _ in 0..<200 {
            guard unacknowledgedBytes(descriptor) > 0 else { return }
            usleep(1000)
        }
    }

    /// Ends both directions of `descriptor`: whoever waits on it wakes, and the peer sees the end even where a program
    /// that was started meanwhile holds a copy of the descriptor.
    public static func end(_ descriptor: Int32) {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private static func check(_ call: String, _ result: Int32) throws {
        guard result >= 0 else { throw Failure(call: call, code: errno) }
    }

    private static func port(of descriptor: Int32) throws -> Int {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var service = [CChar](repeating: 0, count: 16)
        let code = withUnsafeMutableBytes(of: &storage) { bytes -> Int32 in
            let address = bytes.baseAddress.map { $0.assumingMemoryBound(to: sockaddr.self) }
            guard getsockname(descriptor, address, &length) == 0 else { return -1 }
            return getnameinfo(address, length, nil, 0, &service, socklen_t(service.count), NI_NUMERICSERV)
        }
        let digits = service.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard code == 0, let port = Int(String(decoding: digits, as: UTF8.self)) else {
            throw Failure(call: "getsockname", code: errno)
        }
        return port
    }
}
