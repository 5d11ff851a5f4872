import Testing

@testable import EngineClient

/// The encoding of protobuf, by the examples of protobuf.dev, "Encoding", and by malformed messages.
@Suite struct ProtobufReaderTests {
    private static func fields(_ bytes: [UInt8]) -> [ProtobufReader.Value]? {
        var reader = ProtobufReader(bytes[...])
        var values: [ProtobufReader.Value] = []
        while let field = reader.next() { values.append(field.value) }
        return reader.isMalformed ? nil : values
    }

    @Test func `the documentation's examples read as it says`() {
        #expect(Self.fields([0x08, 0x96, 0x01]) == [.number(150)])
        #expect(
            Self.fields([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]) == [.bytes(Array("testing".utf8)[...])])
        #expect(ProtobufMessage([0x1a, 0x03, 0x08, 0x96, 0x01])?.messages(3).count == 1)
    }

    @Test(
        arguments: [
            [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x09, 1, 2, 3, 4, 5, 6, 7, 8],
            [0x0D, 1, 2, 3, 4], [0x0A, 0x00], [], [0xF8, 0x01, 0x00],
        ] as [[UInt8]])
    func `every type of field is passed over`(bytes: [UInt8]) {
        #expect(Self.fields(bytes)?.count == (bytes.isEmpty ? 0 : 1))
    }

    @Test(
        arguments: [
            [0x08], [0x80], [0x08, 0x80], [0x0A], [0x0A, 0x02, 0x01], [0x09, 1, 2, 3], [0x0D, 1], [0x0B], [0x0E, 0],
            [0x00, 0x00],
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
            [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
        ] as [[UInt8]])
    func `a message that ends early or has an unknown type is malformed`(bytes: [UInt8]) {
        #expect(Self.fields(bytes) == nil)
        #expect(ProtobufMessage(bytes[...]) == nil)
    }

    @Test func `the last string of a field counts, and only UTF-8 is one`() {
        #expect(ProtobufMessage([0x0A, 0x01, 0x61, 0x0A, 0x01, 0x62])?.text(1) == "b")
        #expect(ProtobufMessage([0x0A, 0x01, 0xFF])?.text(1) == nil)
        #expect(ProtobufMessage([0x08, 0x01])?.text(1) == nil)
    }

    @Test(
        arguments: [
            ([], nil), ([0, 0, 0, 0], nil), ([0, 0, 0, 0, 0], 0), ([0, 0, 0, 0, 1, 7], 1), ([0, 0, 0, 0, 2, 7], nil),
            ([0, 0, 0, 0, 1, 7, 8], nil), ([1, 0, 0, 0, 1, 7], nil), ([0, 0xFF, 0xFF, 0xFF, 0xFF, 7], nil),
        ] as [([UInt8], Int?)])
    func `a body is one frame that is not compressed`(body: [UInt8], length: Int?) {
        #expect(ContainerdAnswers.message(in: body)?.count == length)
    }
}
