extension Fault {
    /// The byte at `offset` of the whole resource has its lowest bit turned.
    public static func flipped(at offset: Int) -> Fault {
        Fault(name: "flipped at \(offset)") { reply, _ in
            if reply.body.indices.contains(offset) { reply.body[offset] ^= 1 }
        }
    }

    /// Other bytes, complete and rightly framed.
    public static func replaced(_ bytes: [UInt8]) -> Fault {
        Fault(name: "replaced") { reply, _ in reply.body = bytes }
    }

    /// The last bytes are missing; what is there is complete and rightly framed.
    public static func truncated(by count: Int) -> Fault {
        Fault(name: "truncated by \(count)") { reply, _ in reply.body.removeLast(min(count, reply.body.count)) }
    }

    /// Zero bytes follow; all is complete and rightly framed.
    public static func padded(by count: Int) -> Fault {
        Fault(name: "padded by \(count)") { reply, _ in reply.body += [UInt8](repeating: 0, count: count) }
    }

    /// Content-Length says `length`, and the body is sent as it is; then the connection is closed.
    public static func statedLength(_ length: Int) -> Fault {
        Fault(name: "stated length \(length)") { reply, _ in reply.framing = .stated(length) }
    }

    /// No length: the end of the connection is the end of the body.
    public static var closeDelimited: Fault {
        Fault(name: "close delimited") { reply, _ in reply.framing = .close }
    }

    /// The body comes in chunks.
    public static var chunked: Fault {
        Fault(name: "chunked") { reply, _ in reply.framing = .chunked }
    }

    /// The body is compressed although nobody asked for it.
    public static var gzipEncoded: Fault {
        Fault(name: "gzip encoded") { reply, _ in
            reply.body = Gzip.stored(reply.body)
            reply.headers["Content-Encoding"] = "gzip"
            reply.rangeAnswer = .ignored
        }
    }

    /// Ranges are ignored: 200 and everything.
    public static var ignoresRange: Fault {
        Fault(name: "ignores range") { reply, _ in reply.rangeAnswer = .ignored }
    }

    /// Ranges are answered with 416, whatever they are.
    public static var rangeRefused: Fault {
        Fault(name: "416") { reply, _ in reply.rangeAnswer = .refused }
    }

    /// A range is answered under this Content-Range.
    public static func badContentRange(_ label: String) -> Fault {
        Fault(name: "content range \(label)") { reply, _ in reply.rangeAnswer = .mislabelled(label) }
    }

    /// A range is answered with another one, rightly labelled, that starts `count` bytes later.
    public static func shiftedRange(by count: Int) -> Fault {
        Fault(name: "range shifted by \(count)") { reply, _ in reply.rangeAnswer = .shifted(count) }
    }
}
