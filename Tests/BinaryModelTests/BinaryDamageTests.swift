import BinaryModel
import PlatformModel
import TestSupport
import Testing

/// Seeded random damage to real headers: never a trap, and bounded work.
struct BinaryDamageTests {
    private static let fixtures = [
        "busybox-armhf", "busybox-ppc64el", "busybox-s390x", "marked-v3-dynamic", "go-arm7", "go-amd64v3", "go-pie",
        "x32",
        "library-libc",
        "windows-amd64", "anycpu", "java", "mach-object-amd64",
    ]
    /// Numbers that lie about sizes and offsets.
    private static let lies: [[UInt8]] = [
        [0xFF], [0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [UInt8](repeating: 0xFF, count: 8), [0x80], [0, 0, 0, 0x80],
        [0, 0, 0, 0], [0x7F], [UInt8](repeating: 0x80, count: 12), [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
    ]

    @Test func `damaged headers are judged with few reads and without a trap`() throws {
        let catalog = try Program.catalog()
        let names = try Program.names()
        let rule = BinaryRule(
            platform: Platform(os: "linux", architecture: "arm", variant: "v6"), catalog: catalog, names: names)
        var random = SeededGenerator.fromEnvironment("damaged programs")
        for fixture in Self.fixtures {
            let whole = try Program.fixture(fixture)
            let places = whole.pieces[0].bytes.indices.filter { $0 < 64 || whole.pieces[0].bytes[$0] != 0 }
            for _ in 0..<150 {
                var bytes = whole.pieces[0].bytes
                for _ in 0...Int.random(in: 0...3, using: &random) {
                    Self.damage(&bytes, places, &random)
                }
                let answer = Program(bytes).answer(.levels, names: names)
                #expect(answer.reads.count <= BinaryReader.mostReads)
                for read in answer.reads {
                    #expect(read.upperBound <= UInt64(bytes.count))
                    #expect(!read.isEmpty && read.upperBound - read.lowerBound <= BinaryReader.longestRead)
                }
                for place in [BinaryRule.Place.started, .elsewhere] {
                    _ = rule.judgement(of: answer.binary, at: place).fault?.description
                }
            }
        }
    }

    @Test func `random bytes behind each magic number are judged`() throws {
        let names = try Program.names()
        var random = SeededGenerator.fromEnvironment("random programs")
        let starts: [[UInt8]] = [
            [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1], [0x7F, 0x45, 0x4C, 0x46, 1, 2, 1], [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0],
            [0xCA, 0xFE, 0xBA, 0xBF, 0, 0, 0], Array("MZ".utf8), Array("#!".utf8), [0xCF, 0xFA, 0xED, 0xFE],
        ]
        for start in starts {
            for count in 0..<200 {
                let rest = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                let answer = Program(Array(start + rest)).answer(.levels, names: names)
                #expect(answer.reads.count <= BinaryReader.mostReads)
                _ = names.targets(of: answer.binary)
            }
        }
    }

    @Test func `a caller that answers with the wrong bytes, too few or none gets an answer`() throws {
        let names = try Program.names()
        let head = Array(try Program.fixture("busybox-armhf").pieces[0].bytes.prefix(512))
        let wrong: [BinaryReader.Event] = [
            .unavailable, .bytes([], at: 0), .bytes([1], at: 1 << 40), .bytes([1], at: UInt64.max), .bytes(head, at: 0),
        ]
        for event in wrong {
            var reader = BinaryReader(size: 1 << 50, depth: .levels, names: names)
            var action = reader.start()
            var reads = 0
            while case .read = action, reads < 100 {
                reads += 1
                action = reader.handle(event)
            }
            #expect(reads <= BinaryReader.mostReads)
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ places: [Int], _ random: inout SeededGenerator) {
        guard let place = places.randomElement(using: &random), place < bytes.count else { return }
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(max(1, place)...)
        default:
            let lie = lies.randomElement(using: &random) ?? []
            let end = min(bytes.count, place + lie.count)
            bytes.replaceSubrange(place..<end, with: lie.prefix(end - place))
        }
    }
}
