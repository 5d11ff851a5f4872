import GRPCCore
import NIOCore
import NIOHPACK
import NIOHTTP2
import Testing

@testable import ContainerdClient

/// The frames of a response of gRPC, however they are cut.
struct ResponseDecoderTests {
    private typealias Part = RPCResponsePart<SocketBytes>

    private static func headers(_ headers: HPACKHeaders, ends: Bool = false) -> HTTP2Frame.FramePayload {
        .headers(.init(headers: headers, endStream: ends))
    }

    private static func data(_ bytes: some Sequence<UInt8>) -> HTTP2Frame.FramePayload {
        .data(.init(data: .byteBuffer(ByteBuffer(bytes: bytes))))
    }

    private static func message(_ bytes: [UInt8]) -> [UInt8] { [0, 0, 0, 0, UInt8(bytes.count)] + bytes }

    private func parts(_ frames: [HTTP2Frame.FramePayload]) throws -> [Part] {
        var decoder = ResponseDecoder()
        var parts: [Part] = []
        for frame in frames {
            decoder.add(frame)
            while let part = try decoder.next() { parts.append(part) }
        }
        if let last = decoder.end() { parts.append(last) }
        return parts
    }

    @Test(arguments: [1, 2, 4, 5, 6, 7, 100])
    func `messages are found wherever the frames are cut, and come before the status`(size: Int) throws {
        let bytes = Self.message([1, 2, 3]) + Self.message([]) + Self.message([4])
        let cut = stride(from: 0, to: bytes.count, by: size).map { Self.data(bytes[$0..<min($0 + size, bytes.count)]) }
        let found = try parts(
            [Self.headers([":status": "200", "content-type": "application/grpc"])] + cut
                + [Self.headers(["grpc-status": "0", "x": "y"], ends: true)])
        try #require(found.count == 5)
        #expect(found[0] == .metadata(["content-type": "application/grpc"]))
        #expect(found[1...3].elementsEqual([[1, 2, 3], [], [4]].map { .message(SocketBytes($0 as [UInt8])) }))
        #expect(found[4] == .status(Status(code: .ok, message: ""), ["x": "y"]))
    }

    @Test func `all frames at once give the same parts`() throws {
        var decoder = ResponseDecoder()
        decoder.add(Self.headers([":status": "200"]))
        decoder.add(Self.data(Self.message([9]) + Self.message([8])))
        decoder.add(Self.headers(["grpc-status": "5", "grpc-message": "no %22x%22 %e2%82%ac"], ends: true))
        #expect(try decoder.next() == .metadata([:]))
        #expect(try decoder.next() == .message(SocketBytes([9] as [UInt8])))
        #expect(try decoder.next() == .message(SocketBytes([8] as [UInt8])))
        #expect(try decoder.next() == .status(Status(code: .notFound, message: "no \"x\" €"), [:]))
        #expect(try decoder.next() == nil)
        #expect(decoder.end() == nil)
    }

    private static let refusals: [(HPACKHeaders, Status)] = [
        (["grpc-status": "14", "grpc-message": "busy"], Status(code: .unavailable, message: "busy")),
        // A server that is not one of gRPC.
        ([":status": "404"], Status(code: .unknown, message: "HTTP status 404")),
        (["grpc-status": "x"], Status(code: .unknown, message: "no status")),
        (["grpc-status": "99"], Status(code: .unknown, message: "no status")),
    ]

    @Test(arguments: refusals) func `a response may be a status alone`(headers: HPACKHeaders, status: Status) throws {
        #expect(try parts([Self.headers(headers, ends: true)]) == [.status(status, [:])])
    }

    @Test func `a stream that ends early has a status of its own`() throws {
        let found = try parts([Self.headers([":status": "200"]), Self.data([0, 0])])
        #expect(found.last == .status(Status(code: .unavailable, message: "the stream ended without a status"), [:]))
    }

    @Test(arguments: [[1, 0, 0, 0, 1, 7], [0, 255, 255, 255, 255, 1]] as [[UInt8]])
    func `compressed and enormous messages are refused`(bytes: [UInt8]) {
        #expect(throws: RPCError.self) { try parts([Self.headers([":status": "200"]), Self.data(bytes)]) }
    }

    @Test(arguments: [("", ""), ("a b", "a b"), ("%", "%"), ("%4", "%4"), ("%41%zz", "A%zz"), ("100%25", "100%")])
    func `a message of a status is decoded`(text: String, decoded: String) {
        #expect(ResponseDecoder.decoded(text) == decoded)
    }
}
