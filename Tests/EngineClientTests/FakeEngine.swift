import Foundation
import TestSupport

/// A server on a Unix socket that answers every connection in one way.
final class FakeEngine: Sendable {
    /// What it does with a connection.
    enum Conduct: Sendable {
        /// It answers each path with a status and a body, and 404 to others.
        case paths([String: String])
        /// It sends these bytes, and closes the connection.
        case bytes([UInt8])
        /// It sends a head, and then zeros without end.
        case endless
        /// It accepts, and says nothing.
        case silence
        /// It sends one byte in a tenth of a second.
        case drip
    }

    /// The path of the socket.
    let path: String
    private let listener: Int32
    private let folder: TemporaryFolder

    /// Listens on a socket in a directory of its own.
    init(_ conduct: Conduct) throws {
        folder = try TemporaryFolder()
        path = folder.file("e.sock")
        let listener = try UnixSocket.listen(path)
        self.listener = listener
        Thread.detachNewThread {
            var watched = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            while poll(&watched, 1, -1) > 0, watched.revents & Int16(POLLHUP) == 0 {
                guard let descriptor = Sockets.nextConnection(listener) else { continue }
                Thread.detachNewThread {
                    Self.serve(descriptor, conduct)
                    close(descriptor)
                }
            }
            close(listener)
        }
    }

    deinit { Sockets.end(listener) }

    private static func serve(_ descriptor: Int32, _ conduct: Conduct) {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
        var isOpen = true
        func say(_ bytes: [UInt8]) { isOpen = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }
        switch conduct {
        case .paths(let answers):
            while let path = requestedPath(descriptor), isOpen {
                let body = answers[path]
                let status = body == nil ? "404 Not Found" : "200 OK"
                let text = "HTTP/1.1 \(status)\r\nContent-Length: \((body ?? "").utf8.count)\r\n\r\n\(body ?? "")"
                say(Array(text.utf8))
            }
        case .bytes(let bytes):
            _ = requestedPath(descriptor)
            say(bytes)
        case .endless:
            say(Array(head.utf8))
            while isOpen { say([UInt8](repeating: 0x20, count: 1 << 16)) }
        case .silence:
            while requestedPath(descriptor) != nil {}
        case .drip:
            say(Array(head.utf8))
            while isOpen {
                say([0x20])
                usleep(100_000)
            }
        }
    }

    /// The path in the head of the next request; `nil` when the peer has closed.
    private static func requestedPath(_ descriptor: Int32) -> String? {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.ends(with: "\r\n\r\n".utf8) {
            guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
            head.append(byte)
        }
        let words = String(decoding: head, as: UTF8.self).split(separator: " ", maxSplits: 2)
        return words.count > 1 ? String(words[1]) : ""
    }
}

extension [UInt8] {
    fileprivate func ends(with end: some Sequence<UInt8>) -> Bool { suffix(Array(end).count).elementsEqual(end) }
}

/// Sockets in the file system.
enum UnixSocket {
    private struct Failure: Error {
        let code: Int32
    }

    /// A socket that listens at `path`.
    static func listen(_ path: String) throws -> Int32 {
        let descriptor = try bound(path)
        #if canImport(Glibc)
            guard Glibc.listen(descriptor, 16) == 0 else { throw Failure(code: errno) }
        #else
            guard Darwin.listen(descriptor, 16) == 0 else { throw Failure(code: errno) }
        #endif
        return descriptor
    }

    /// A socket that has the path and does not listen.
    static func bound(_ path: String) throws -> Int32 {
        #if canImport(Glibc)
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw Failure(code: errno) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw Failure(code: errno) }
        return descriptor
    }
}
