import NIOCore
import Testing

@testable import ContainerdClient

/// Pings are taken out of a stream of HTTP/2, wherever it is cut.
struct PingFilterTests {
    /// A frame. RFC 9113, section 4.1.
    private static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt8 = 0, _ payload: [UInt8]) -> [UInt8] {
        [
            UInt8(payload.count >> 16), UInt8(payload.count >> 8 & 255), UInt8(payload.count & 255), type, flags, 0, 0,
            0, stream,
        ]
            + payload
    }

    private static let settings = frame(4, [0, 3, 0, 0, 0, 100])
    private static let data = frame(0, flags: 1, stream: 3, [6] + Array(repeating: 7, count: 300))
    private static func ping(_ byte: UInt8) -> [UInt8] { frame(6, Array(repeating: byte, count: 8)) }
    private static func answer(_ byte: UInt8) -> [UInt8] { frame(6, flags: 1, Array(repeating: byte, count: 8)) }

    /// What passes and what is answered if the stream arrives in parts of `size` bytes.
    private func run(_ bytes: [UInt8], partsOf size: Int) -> (passed: [UInt8], answers: [UInt8]) {
        var filter = PingFilter()
        var passed: [UInt8] = []
        var answers: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            var part = ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])
            let result = filter.separate(&part, allocator: ByteBufferAllocator())
            for buffer in result.passed { passed += Array(buffer.readableBytesView) }
            answers += result.answers.map { Array($0.readableBytesView) } ?? []
        }
        return (passed, answers)
    }

    @Test(arguments: 1...60)
    func `pings are answered in order, and all else passes as it is`(size: Int) {
        let stream =
            Self.ping(1) + Self.settings + Self.ping(2) + Self.ping(3) + Self.data + Self.data + Self.ping(4)
            + Self.settings
        let result = run(stream, partsOf: size)
        #expect(result.passed == Self.settings + Self.data + Self.data + Self.settings)
        #expect(result.answers == Self.answer(1) + Self.answer(2) + Self.answer(3) + Self.answer(4))
    }

    @Test func `answers to the client's own pings pass, and so do pings of a wrong length`() {
        let wrong = Self.frame(6, [1, 2, 3])
        let result = run(Self.answer(9) + wrong, partsOf: 1000)
        #expect(result.passed == Self.answer(9) + wrong)
        #expect(result.answers == [])
    }

    @Test func `the bytes of a ping in the payload of another frame are no ping`() {
        let frame = Self.frame(0, stream: 1, Self.ping(5))
        #expect(run(frame, partsOf: 4).passed == frame)
        #expect(run(frame, partsOf: 4).answers == [])
    }
}
