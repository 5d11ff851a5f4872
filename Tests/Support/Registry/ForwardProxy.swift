import Foundation
import Synchronization

/// An HTTP proxy on loopback that says which way each request went: it knows the names of the servers that it stands before.
public final class ForwardProxy: Sendable {
    /// One request that came to the proxy.
    public struct Request: Sendable, Equatable {
        /// The method and the target: `CONNECT registry.example:443`, `GET http://registry.example/v2/`.
        public let line: String
        /// The value of `Proxy-Authorization`.
        public let authorization: String?
    }

    /// The port it was given.
    public let port: Int
    private let listener: Int32
    private let seen = Log()

    /// What the threads of the connections write to.
    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
    }

    /// Starts a proxy that reaches each `host:port` in `routes` at a port of this machine, and nothing else.
    public init(routes: [String: Int]) throws {
        (listener, port) = try Sockets.listen(on: "127.0.0.1")
        let (listener, seen) = (listener, seen)
        Thread.detachNewThread {
            var watched = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            // It ends when the listener has been shut down.
            while poll(&watched, 1, -1) > 0, watched.revents & Int16(POLLHUP) == 0 {
                guard let descriptor = Sockets.nextConnection(listener) else { continue }
                Thread.detachNewThread {
                    Self.serve(Connection(descriptor: descriptor), routes: routes, seen)
                    close(descriptor)
                }
            }
            close(listener)
        }
    }

    deinit { Sockets.end(listener) }

    /// The address for `HTTPS_PROXY` and the like.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// The requests so far.
    public var log: [Request] { seen.requests.withLock { $0 } }

    /// The servers asked for so far, as `host:port`, each once.
    public var servers: Set<String> { Set(log.map { Self.server(of: $0.line) }) }

    private static func serve(_ client: Connection, routes: [String: Int], _ seen: Log) {
        guard let request = client.nextRequest() else { return }
        let line = "\(request.method) \(request.target)"
        let entry = Request(line: line, authorization: request.headers["Proxy-Authorization"])
        seen.requests.withLock { $0.append(entry) }
        guard let port = routes[server(of: line)], let descriptor = try? Sockets.connect(to: port) else {
            _ = client.send(
                Array("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)[...])
            return
        }
        defer { close(descriptor) }
        let server = Connection(descriptor: descriptor)
        if request.method == "CONNECT" {
            _ = client.send(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8)[...])
        } else {
            // One request for each connection: the next one may be for another server.
            let dropped = ["connection", "proxy-connection", "proxy-authorization"]
            let fields = request.headers.fields.filter { !dropped.contains($0.name.lowercased()) }
            let lines = ["\(line) HTTP/1.1"] + fields.map { "\($0.name): \($0.value)" } + ["Connection: close", "", ""]
            _ = server.send((Array(lines.joined(separator: "\r\n").utf8) + request.body)[...])
        }
        join(client, server)
    }

    /// Hands on what either side sends, until one of them ends.
    private static func join(_ client: Connection, _ server: Connection) {
        let sides = [client.descriptor, server.descriptor]
        while true {
            var watched = sides.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&watched, 2, 60_000) > 0 else { return }
            for (index, entry) in watched.enumerated() where entry.revents != 0 {
                var piece = [UInt8](repeating: 0, count: 65_536)
                let count = recv(sides[index], &piece, piece.count, 0)
                guard count > 0, (index == 0 ? server : client).send(piece[..<count]) == count else { return }
            }
        }
    }

    private static func server(of line: String) -> String {
        let target = line.split(separator: " ").last.map(String.init) ?? ""
        guard let url = URL(string: target), url.scheme == "http", let host = url.host else { return target }
        return "\(host):\(url.port ?? 80)"
    }
}
