import PlatformModel
import TestSupport
import Testing

/// The JSON form of a recording.
@Suite struct RecordingTests {
    /// One value of every type.
    static let everyKind = Recording(
        os: "linux",
        probes: [
            "uname.machine": .text("aarch64"), "sysctl.proc_translated": .number(-1), "rosetta_runtime": .bool(true),
            "AT_HWCAP": .list(["fp", "asimd"]), "binfmt_misc": .table(["qemu-arm": "enabled\nflags: F\n"]),
            "RtlGetVersion": .numbers([10, 0, 20348]), "/proc/cpuinfo isa": .missing,
        ])

    @Test func `a written recording reads back`() throws {
        #expect(try Recording(parsing: Self.everyKind.encoded()) == Self.everyKind)
    }

    @Test func `a recording is written with sorted keys, one per line`() {
        let text = String(
            decoding: Recording(os: "darwin", probes: ["b/c": .missing, "a": .number(1)]).encoded(), as: UTF8.self)
        #expect(text.contains("\"format\" : 1"))
        #expect(text.contains("\"b/c\" : null"))
        #expect(
            text.firstRange(of: "\"a\"")?.lowerBound ?? text.endIndex < text.firstRange(of: "\"b/c\"")?.lowerBound
                ?? text.startIndex)
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `other keys are ignored`() throws {
        let json = #"{"format":1,"os":"linux","note":"from a bug report","probes":{}}"#
        #expect(try Recording(parsing: Array(json.utf8)) == Recording(os: "linux", probes: [:]))
    }

    @Test(arguments: [
        ("", RecordingError.Problem.notJSON, "the recording is not JSON"),
        ("{", .notJSON, "the recording is not JSON"),
        ("[]", .notAnObject, "the recording is not a JSON object with 'format', 'os' and 'probes'"),
        (#"{"os":"linux","probes":{}}"#, .missingKey("format"), "the recording has no 'format'"),
        (#"{"format":1,"probes":{}}"#, .missingKey("os"), "the recording has no 'os'"),
        (#"{"format":1,"os":"linux"}"#, .missingKey("probes"), "the recording has no 'probes'"),
        (#"{"format":2,"os":"linux","probes":{}}"#, .unknownFormat(2), "the recording has format 2, not 1"),
        (#"{"format":1,"os":"","probes":{}}"#, .noOperatingSystem, "'os' in the recording is empty"),
        (
            #"{"format":"1","os":"linux","probes":{}}"#, .wrongType(key: "format"),
            "'format' in the recording has the wrong type"
        ),
        (
            #"{"format":1,"os":"linux","probes":[]}"#, .wrongType(key: "probes"),
            "'probes' in the recording has the wrong type"
        ),
        (
            #"{"format":1,"os":"linux","probes":{"UBR":1.5}}"#, .wrongType(key: "UBR"),
            "'UBR' in the recording has the wrong type"
        ),
        (
            #"{"format":1,"os":"linux","probes":{"a":[[1]]}}"#, .wrongType(key: "a"),
            "'a' in the recording has the wrong type"
        ),
        (
            #"{"format":1,"os":"linux","probes":{"a":99999999999999999999}}"#, .wrongType(key: "a"),
            "'a' in the recording has the wrong type"
        ),
    ])
    func `a malformed recording is refused with its reason`(
        json: String, expected: RecordingError.Problem, sentence: String
    ) {
        #expect(throws: RecordingError(expected)) { try Recording(parsing: Array(json.utf8)) }
        #expect(RecordingError(expected).description == sentence)
    }

    @Test func `a recording larger than 1 MiB is refused unread`() {
        let bytes = [UInt8](repeating: 0x20, count: Recording.byteLimit + 1)
        let expected = RecordingError(.tooLarge(bytes: Recording.byteLimit + 1, limit: Recording.byteLimit))
        #expect(throws: expected) { try Recording(parsing: bytes) }
        #expect(expected.description == "the recording has 1048577 bytes, more than 1048576")
    }
}
