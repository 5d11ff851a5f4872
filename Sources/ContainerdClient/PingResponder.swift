import NIOCore

/// Answers the pings of a server, and passes all other bytes of HTTP/2 on.
///
/// Go's gRPC servers measure the round trip with a ping whenever data arrives: while a blob is sent over a socket, hundreds
/// of times a second. swift-nio-http2 (1.42) closes a connection with more than 200 control frames in 30 seconds, as a server
/// in need of defence should; gRPC's client has no setting for that, so its handler does not get to see them.
final class PingResponder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var filter = PingFilter()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = unwrapInboundIn(data)
        let (passed, answers) = filter.separate(&input, allocator: context.channel.allocator)
        // A write in front of all other handlers is between two frames of theirs: they write whole frames.
        if let answers { context.writeAndFlush(wrapOutboundOut(answers), promise: nil) }
        for part in passed { context.fireChannelRead(wrapInboundOut(part)) }
    }
}

/// Finds the pings among the frames of a server. RFC 9113, sections 4.1 and 6.7.
struct PingFilter {
    private static let headerLength = 9
    private static let pingLength = 8
    private static let pingType: UInt8 = 6
    private static let acknowledged: UInt8 = 1

    /// The bytes that are left of the frame that passes.
    private var remaining = 0
    /// The beginning of a frame that is not complete enough to be known.
    private var held: ByteBuffer?

    /// Separates pings that want an answer from all else. Returns the bytes that pass, and the frames that answer the pings.
    mutating func separate(
        _ input: inout ByteBuffer, allocator: ByteBufferAllocator
    ) -> (passed: [ByteBuffer], answers: ByteBuffer?) {
        if var begun = held {
            begun.writeBuffer(&input)
            input = begun
            held = nil
        }
        var passed: [ByteBuffer] = []
        var answers: ByteBuffer?
        // What passes is cut only where a ping is taken out.
        var length = 0
        while length < input.readableBytes {
            if remaining > 0 {
                let count = min(remaining, input.readableBytes - length)
                length += count
                remaining -= count
                continue
            }
            let start = input.readerIndex + length
            let available = input.readableBytes - length
            guard available >= Self.headerLength,
                let high = input.getInteger(at: start, as: UInt8.self),
                let low = input.getInteger(at: start + 1, as: UInt16.self),
                let type = input.getInteger(at: start + 3, as: UInt8.self),
                let flags = input.getInteger(at: start + 4, as: UInt8.self)
            else { break }
            let payload = Int(high) << 16 | Int(low)
            guard type == Self.pingType, flags & Self.acknowledged == 0, payload == Self.pingLength else {
                remaining = Self.headerLength + payload
                continue
            }
            guard let ping = input.getSlice(at: start, length: Self.headerLength + payload) else { break }
            var answer = ping
            answer.setInteger(flags | Self.acknowledged, at: answer.readerIndex + 4)
            var frames = answers ?? allocator.buffer(capacity: ping.readableBytes)
            frames.writeBuffer(&answer)
            answers = frames
            if length > 0, let part = input.readSlice(length: length) { passed.append(part) }
            input.moveReaderIndex(forwardBy: ping.readableBytes)
            length = 0
        }
        if length > 0, let part = input.readSlice(length: length) { passed.append(part) }
        if input.readableBytes > 0 { held = input }
        return (passed, answers)
    }
}
