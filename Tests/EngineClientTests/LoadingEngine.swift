import Foundation
import Synchronization
import TestSupport

/// An engine on a Unix socket that has images, and loads archives well, badly or not at all.
final class LoadingEngine: Sendable {
    /// What it does with an archive.
    enum Conduct: Sendable {
        /// It reads the archive, has the image `name` with this ID afterwards, and answers with these lines.
        case loads(name: String, id: String, answer: String)
        /// It reads the archive, and answers with a status and a body.
        case answers(status: Int, String)
        /// It answers after so many bytes of the archive, and closes the connection.
        case refuses(afterBytes: Int, String)
        /// It closes the connection after so many bytes.
        case dies(afterBytes: Int)
        /// It closes the connection in the middle of its answer.
        case breaksOff(String)
    }

    /// The path of the socket.
    let path: String
    private let folder: TemporaryFolder
    private let listener: Int32
    private let state: Mutex<State>

    private struct State {
        var images: [String: String]
        var received: [UInt8] = []
        var requests: [String] = []
    }

    /// Listens on a socket in a directory of its own; it has the images with these IDs by name.
    /// What it is, it says in the field `Server` or, without one, only in its version.
    init(
        _ conduct: Conduct = .answers(status: 500, ""), images: [String: String] = [:],
        server: String? = "Docker/20.10.24+dfsg1 (linux)"
    ) throws {
        let version = try Fixtures.text("engines/docker-20.10.24-version.json")
        folder = try TemporaryFolder()
        path = folder.file("e.sock")
        let listener = try UnixSocket.listen(path)
        self.listener = listener
        state = Mutex(State(images: images))
        Thread.detachNewThread { [weak self] in
            var watched = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            while poll(&watched, 1, -1) > 0, watched.revents & Int16(POLLHUP) == 0 {
                guard let descriptor = Sockets.nextConnection(listener) else { continue }
                guard let self else { break }
                Thread.detachNewThread {
                    self.serve(descriptor, conduct, version, server)
                    close(descriptor)
                }
            }
            close(listener)
        }
    }

    deinit { Sockets.end(listener) }

    /// The bytes of the archives that it has read.
    var received: [UInt8] { state.withLock { $0.received } }
    /// The requests: methods and paths.
    var requests: [String] { state.withLock { $0.requests } }

    private func serve(_ descriptor: Int32, _ conduct: Conduct, _ version: String, _ server: String?) {
        func say(_ status: Int, _ body: String, declared: Int? = nil) {
            let field = server.map { "Server: \($0)\r\n" } ?? ""
            let head = "HTTP/1.1 \(status) Some\r\n\(field)Content-Length: \(declared ?? body.utf8.count)\r\n\r\n"
            let bytes = Array((head + body).utf8)
            _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
        while let (method, path, length) = head(of: descriptor) {
            state.withLock { $0.requests.append("\(method) \(path)") }
            guard method == "POST", path.hasPrefix("/images/load") else {
                let (status, body) = answer(method, path, version)
                say(status, body)
                continue
            }
            switch conduct {
            case .loads(let name, let id, let answer):
                take(length, from: descriptor)
                state.withLock { $0.images[name] = id }
                say(200, answer)
            case .answers(let status, let body):
                take(length, from: descriptor)
                say(status, body)
            case .refuses(let count, let body):
                take(count, from: descriptor)
                return say(200, body)
            case .dies(let count): return take(count, from: descriptor)
            case .breaksOff(let body):
                take(length, from: descriptor)
                return say(200, body, declared: body.utf8.count + 1)
            }
        }
    }

    private func answer(_ method: String, _ path: String, _ version: String) -> (Int, String) {
        if path == "/version" { return (200, version) }
        if path == "/_ping" { return (200, "OK") }
        let name = path.dropFirst("/images/".count)
        if method == "GET", name.hasSuffix("/json") {
            let wanted = String(name.dropLast("/json".count))
            let id = state.withLock { state in
                state.images[wanted] ?? state.images.values.first { $0 == wanted }
            }
            return id.map { (200, #"{"Id":"\#($0)","RepoTags":[]}"#) } ?? (404, #"{"message":"No such image"}"#)
        }
        // `sha256:…/tag?repo=host/app&tag=1`
        let parts = name.split(separator: "/tag?repo=", maxSplits: 1).map(String.init)
        guard method == "POST", parts.count == 2 else { return (400, "") }
        state.withLock { $0.images[parts[1].replacingOccurrences(of: "&tag=", with: ":")] = parts[0] }
        return (201, "")
    }

    private func take(_ count: Int, from descriptor: Int32) {
        var rest = count
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while rest > 0 {
            let read = recv(descriptor, &block, min(rest, block.count), 0)
            guard read > 0 else { return }
            state.withLock { $0.received += block[..<read] }
            rest -= read
        }
    }

    /// The method and path of the next request, and the length of its body; `nil` when the peer has closed.
    private func head(of descriptor: Int32) -> (method: String, path: String, length: Int)? {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while head.suffix(4) != Array("\r\n\r\n".utf8)[...] {
            guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
            head.append(byte)
        }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
        let digits = length?.split(separator: " ").last ?? ""
        return words.count > 1 ? (words[0], words[1], Int(digits) ?? 0) : nil
    }
}
