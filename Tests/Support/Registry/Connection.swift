import Foundation

/// One accepted connection, used by one thread.
final class Connection {
    /// A request as read from the wire.
    struct Request {
        let method: String
        let target: String
        let headers: HTTPFields
        let body: [UInt8]
        /// Whether there is more of the body that was not read.
        let isCut: Bool
    }

    let descriptor: Int32
    private var unread: [UInt8] = []

    /// Takes over `descriptor`; closing it stays with the caller.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// The next request, or nil when the connection has ended or what came is no request.
    ///
    /// `limit` is told the method and the target, and may say how much of the body is read.
    func nextRequest(limit: (_ method: String, _ target: String) -> Int? = { _, _ in nil }) -> Request? {
        guard let headEnd = readUntilHeadEnds() else {
            if speaksTLS {
                _ = send(Array("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request".utf8)[...])
            }
            return nil
        }
        let head = String(decoding: unread[..<headEnd], as: UTF8.self)
        unread.removeFirst(headEnd + 4)
        let lines = head.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
        var headers = HTTPFields()
        for line in lines.dropFirst() {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            headers.add(String(halves[0]), halves[1].trimmingCharacters(in: .whitespaces))
        }
        let length = headers["Content-Length"].flatMap { Int($0) } ?? 0
        guard (0...(256 << 20)).contains(length) else { return nil }
        let wanted = min(length, limit(String(words[0]), String(words[1])) ?? length)
        while unread.count < wanted { guard readMore() else { return nil } }
        let body = Array(unread[..<wanted])
        unread.removeFirst(wanted)
        return Request(
            method: String(words[0]), target: String(words[1]), headers: headers, body: body, isCut: wanted < length)
    }

    /// Hands `bytes` to the network, and gives how many it took; fewer means that the peer has gone.
    func send(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count, let base = buffer.baseAddress {
                #if canImport(Glibc)
                    let count = Glibc.send(descriptor, base + sent, buffer.count - sent, Int32(MSG_NOSIGNAL))
                #else
                    let count = Darwin.send(descriptor, base + sent, buffer.count - sent, 0)
                #endif
                guard count > 0 else { break }
                sent += count
            }
            return sent
        }
    }

    /// Waits, and gives whether the connection is still there: it ends early when the peer goes or the server stops.
    func pause(seconds: Double) -> Bool {
        guard seconds > 0 else { return true }
        #if canImport(Glibc)
            let watched: Int16 = 0x2000  // POLLRDHUP, which glibc shows to _GNU_SOURCE alone
        #else
            let watched: Int16 = 0
        #endif
        var waiting = pollfd(fd: descriptor, events: watched, revents: 0)
        return poll(&waiting, 1, Int32(min(seconds, 3600) * 1000)) == 0
    }

    private func readUntilHeadEnds() -> Int? {
        let end = Array("\r\n\r\n".utf8)
        var searched = 0
        while unread.count < 1 << 20, !speaksTLS {
            let places = searched..<max(searched, unread.count - 3)
            if let found = places.first(where: { unread[$0..<$0 + 4] == end[...] }) { return found }
            searched = places.upperBound
            guard readMore() else { return nil }
        }
        return nil
    }

    /// Whether the peer begins a handshake of TLS (RFC 8446, section 5.1), which a server without TLS answers at once.
    private var speaksTLS: Bool { unread.first == 0x16 }

    private func readMore() -> Bool {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { return false }
        unread += piece[..<count]
        return true
    }
}
