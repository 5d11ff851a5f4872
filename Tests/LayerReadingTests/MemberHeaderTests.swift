import LayerReading
import TestSupport
import Testing

/// Headers that are written, and read again by libarchive.
struct MemberHeaderTests {
    /// Takes all members and the bytes of files.
    private final class Receiver: MemberReceiver {
        private(set) var members: [LayerMember] = []

        func begin(_ member: LayerMember) throws(LayerError) -> Bool {
            members.append(member)
            return false
        }

        func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {}

        func endFile() {}
    }

    /// Reads an archive of these members, which have no content.
    private func read(_ members: [LayerMember]) throws -> [LayerMember] {
        var archive: [UInt8] = []
        for member in members {
            let header = try #require(member.archiveHeader)
            #expect(header.count % 512 == 0)
            archive += header
        }
        let receiver = Receiver()
        _ = try LayerReader(names: try ReadLayer.names.get())
            .unpack(BytesSource(archive + SampleTar.end), into: receiver)
        return receiver.members
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func file(
        _ path: String, mode: UInt32 = 0o644, owner: UInt32 = 0, seconds: Int64 = 0, nanoseconds: Int64 = 0,
        attributes: [LayerMember.Attribute] = []
    ) -> LayerMember {
        LayerMember(
            path: bytes(path), kind: .file(size: 0), mode: mode, owner: owner, group: owner, modifiedSeconds: seconds,
            modifiedNanoseconds: nanoseconds, attributes: attributes)
    }

    @Test func `every kind of member is read as it was written`() throws {
        let members = [
            LayerMember(path: bytes("d/"), kind: .directory, mode: 0o1777),
            file("d/f", mode: 0o4755),
            LayerMember(path: bytes("d/l"), kind: .symbolicLink(target: bytes("../x")), mode: 0o777),
            LayerMember(path: bytes("d/h"), kind: .hardLink(target: bytes("d/f")), mode: 0o4755),
            LayerMember(path: bytes("null"), kind: .device(isBlock: false, major: 1, minor: 3), mode: 0o666),
            LayerMember(path: bytes("sda"), kind: .device(isBlock: true, major: 8, minor: 0), mode: 0o660),
            LayerMember(path: bytes("big"), kind: .device(isBlock: true, major: 259, minor: 3_000_000), mode: 0o660),
            LayerMember(path: bytes("pipe"), kind: .pipe, mode: 0o600),
        ]
        #expect(try read(members) == members)
        #expect(LayerMember(path: bytes("s"), kind: .unknown, mode: 0o600).archiveHeader == nil)
    }

    // The prefix of ustar has 155 bytes and its name 100, which a separator parts.
    @Test(arguments: [1, 99, 100, 101, 154, 155, 156, 200, 254, 255, 256, 257, 300, 4000])
    func `a path of any length is read as it was written`(length: Int) throws {
        let name = String(repeating: "n", count: length)
        var deep = ""
        while deep.utf8.count + 60 < length { deep += String(repeating: "d", count: 50) + "/" }
        deep += String(repeating: "f", count: length - deep.utf8.count)
        let members = [
            file(name), file(deep), file("d/" + name), file(name + "/f"),
            LayerMember(path: bytes(deep + "/"), kind: .directory, mode: 0o755),
            LayerMember(path: bytes("l"), kind: .symbolicLink(target: bytes(deep)), mode: 0o777),
            LayerMember(path: bytes("h"), kind: .hardLink(target: bytes(deep)), mode: 0o644),
        ]
        #expect(try read(members) == members)
    }

    @Test func `names are bytes, in every text or in none`() throws {
        let latin: [UInt8] = [0x66, 0xFC, 0x72, 0xFF]
        let long = latin + [UInt8](repeating: 0xE9, count: 200)
        let members = [
            LayerMember(path: latin, kind: .file(size: 0), mode: 0o644),
            LayerMember(path: long, kind: .symbolicLink(target: long), mode: 0o777), file("für"), file("new\nline"),
            file(" = "),
        ]
        #expect(try read(members) == members)
    }

    // What has no room in 7 or 11 octal digits needs a record of pax.
    @Test func `owners and times of any size are read as they were written`() throws {
        let owners: [UInt32] = [0, 1000, 2_097_151, 2_097_152, 3_000_000, .max]
        let times: [(Int64, Int64)] = [
            (0, 0), (1, 1), (1_700_000_000, 123_456_789), (1_700_000_000, 500_000_000), (8_589_934_591, 0),
            (8_589_934_592, 0), (16_725_225_600, 999_999_999), (-1, 0), (-86400, 0),
        ]
        let members =
            owners.map { file("f", owner: $0) } + times.map { file("f", seconds: $0.0, nanoseconds: $0.1) }
        #expect(try read(members) == members)
    }

    // POSIX counts both parts of a negative time from zero down: half a second before 1970 is -0.5.
    @Test(
        arguments: [
            (-1, 500_000_000, "-0.5"), (-2, 750_000_000, "-1.25"), (-2, 0, "-2"), (-1, 999_999_999, "-0.000000001"),
            (1, 10, "1.00000001"),
        ] as [(Int64, Int64, String)])
    func `a time with a fraction is a decimal number`(seconds: Int64, nanoseconds: Int64, text: String) throws {
        let header = try #require(file("f", seconds: seconds, nanoseconds: nanoseconds).archiveHeader)
        let record = "mtime=\(text)\n"
        let length = record.utf8.count + 3
        #expect(String(decoding: header[512..<1024].prefix { $0 != 0 }, as: UTF8.self) == "\(length) \(record)")
    }

    @Test func `extended attributes are read as they were written`() throws {
        let value: [UInt8] = [0, 1, 2, 0x0A, 0xFF]
        let members = [
            file("f", attributes: [.init(name: "user.empty", value: []), .init(name: "user.bytes", value: value)]),
            file("g", attributes: [.init(name: "security.capability", value: value)]),
            file("h", attributes: (0..<20).map { .init(name: "user.a\($0)", value: bytes("\($0)")) }),
        ]
        let read = try read(members)
        for (member, found) in zip(members, read) {
            #expect(Set(found.attributes) == Set(member.attributes))
        }
        #expect(read.count == members.count)
    }

    @Test func `a large file has its size`() throws {
        for size: UInt64 in [1, 512, 8_589_934_591, 8_589_934_592, 1 << 40] {
            let member = LayerMember(path: bytes("f"), kind: .file(size: size), mode: 0o644)
            let header = try #require(member.archiveHeader)
            let receiver = Receiver()
            // The content is missing, so the archive is cut behind the header.
            _ = try? LayerReader(names: try ReadLayer.names.get()).unpack(BytesSource(header), into: receiver)
            #expect(receiver.members == [member])
        }
    }
}
