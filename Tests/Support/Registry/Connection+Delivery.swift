import Foundation

extension Connection {
    /// How sending a reply went.
    enum Delivery {
        /// All of it went out.
        case complete
        /// It was cut, as its pace says.
        case cut
        /// The peer went away, or the server was stopped.
        case abandoned
    }

    /// Sends `reply` at its pace; `count` hears of each change to the number of body bytes sent, before the peer can.
    func deliver(_ reply: WireReply, count: (Int) -> Void) -> Delivery {
        guard pause(seconds: reply.pace.delaySeconds) else { return .abandoned }
        if reply.pace.isSilent { return .cut }
        guard send(reply.head[...]) == reply.head.count else { return .abandoned }
        let end = min(reply.pace.cutAfter ?? Int.max, reply.body.count)
        guard deliverBody(reply, upTo: end, count: count) else { return .abandoned }
        if end < reply.body.count { return .cut }
        if reply.isChunked, !reply.body.isEmpty || reply.pace.cutAfter == nil {
            let last = Array("0\r\n\r\n".utf8)
            guard send(last[...]) == last.count else { return .abandoned }
        }
        return .complete
    }

    private func deliverBody(_ reply: WireReply, upTo end: Int, count: (Int) -> Void) -> Bool {
        let started = ContinuousClock.now
        var sent = 0
        var stallAt = reply.pace.stallAfter
        while true {
            if let stall = stallAt, stall <= sent {
                stallAt = nil
                guard pause(seconds: reply.pace.stallSeconds) else { return false }
            }
            guard sent < end else { return true }
            let step = reply.pace.bytesPerSecond.map { max(1, min(64 << 10, $0 / 20)) } ?? (64 << 10)
            let next = min(sent + step, end, stallAt ?? Int.max)
            let piece = reply.body.dropFirst(sent).prefix(next - sent)
            count(piece.count)
            let taken = reply.isChunked ? sendChunk(piece) : send(piece)
            guard taken == piece.count else {
                count(taken - piece.count)
                return false
            }
            sent = next
            if let rate = reply.pace.bytesPerSecond {
                let ahead = Double(sent) / Double(rate) - (ContinuousClock.now - started) / .seconds(1)
                guard pause(seconds: ahead) else { return false }
            }
        }
    }

    private func sendChunk(_ piece: ArraySlice<UInt8>) -> Int {
        let framed = Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
        return send(framed[...]) == framed.count ? piece.count : 0
    }
}
