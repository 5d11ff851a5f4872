import BinaryModel
import PlatformModel
import TestSupport
import Testing

extension Program {
    /// A program of `Tests/Fixtures/binaries`, whose README describes the format.
    static func fixture(_ name: String) throws -> Program {
        var size: UInt64 = 0
        var pieces: [(offset: UInt64, bytes: [UInt8])] = []
        for line in try Fixtures.text("binaries/\(name)").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2 else { continue }
            if words[0] == "size" {
                size = try #require(UInt64(words[1]))
            } else {
                let digits = Array(words[1].utf8).map { UInt8(Int($0) > 0x60 ? Int($0) - 0x57 : Int($0) - 0x30) }
                let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
                pieces.append((try #require(UInt64(words[0])), bytes))
            }
        }
        // All bytes that are not listed are zero.
        var whole = [UInt8](repeating: 0, count: Int(size))
        for piece in pieces {
            whole.replaceSubrange(Int(piece.offset)..<Int(piece.offset) + piece.bytes.count, with: piece.bytes)
        }
        return Program(whole)
    }
}

/// Real programs, read to the end.
struct FixtureTests {
    private let names: BinaryNames
    private let catalog: PlatformCatalog

    init() throws {
        catalog = try Program.catalog()
        names = try Program.names()
    }

    @Test(
        arguments: [
            ("busybox-amd64", "amd64", nil), ("busybox-i386", "386", nil), ("busybox-arm64", "arm64", nil),
            ("busybox-armhf", "arm/v7", "hard-float"), ("busybox-armel", "arm/v5", "soft-float"),
            ("busybox-ppc64el", "ppc64le", "ELFv2"), ("busybox-s390x", "s390x", nil),
            ("busybox-mips64el", "mips64le", nil),
            ("dynamic-amd64", "amd64", nil), ("dynamic-arm64", "arm64", nil),
            ("dynamic-armhf", "arm/v7", "hard-float"), ("dynamic-armel", "arm/v5", "soft-float"),
            // gcc writes the level of its start-up files into the note, not that of -march.
            ("compiled-v3", "amd64", nil),
            ("marked-v3-dynamic", "amd64/v3", nil), ("marked-v3-static", "amd64/v3", nil),
            ("x32", "amd64p32", nil), ("library-libc", "arm64", nil), ("object-arm", "arm", nil),
            ("go-amd64v3", "amd64/v3", nil), ("go-arm5", "arm/v5", nil), ("go-arm6", "arm/v6", nil),
            ("go-arm7", "arm/v7", nil), ("go-arm64", "arm64", nil), ("go-riscv64", "riscv64", "double-float"),
            ("windows-amd64", "amd64", nil), ("mach-object-amd64", "amd64", nil),
            ("mach-object-arm64e", "arm64", nil),
        ] as [(String, String, String?)])
    func `a real program's target is told`(fixture: String, target: String, abi: String?) throws {
        let answer = try Program.fixture(fixture).answer(.levels, names: names)
        let found = try #require(names.targets(of: answer.binary).first)
        #expect(found.name == target)
        #expect(found.abi?.name == abi)
        #expect(answer.binary.doubts == [])
        #expect(answer.reads.count <= 4, "\(answer.reads)")
    }

    @Test(arguments: ["busybox-armhf", "dynamic-amd64", "go-arm7", "library-libc", "windows-amd64", "java", "anycpu"])
    func `the machine is told from the first bytes alone`(fixture: String) throws {
        let answer = try Program.fixture(fixture).answer(.machine, names: names)
        #expect(answer.reads.count <= (fixture == "library-libc" || fixture == "anycpu" ? 2 : 1), "\(answer.reads)")
        #expect(answer.binary.doubts == [])
    }

    @Test(
        arguments: [
            ("dynamic-amd64", "/lib64/ld-linux-x86-64.so.2"), ("dynamic-arm64", "/lib/ld-linux-aarch64.so.1"),
            ("dynamic-armhf", "/lib/ld-linux-armhf.so.3"), ("dynamic-armel", "/lib/ld-linux.so.3"),
            // glibc's library has a loader, though it is no program.
            ("library-libc", "/lib/ld-linux-aarch64.so.1"), ("busybox-amd64", nil), ("go-arm7", nil),
            ("object-arm", nil),
        ] as [(String, String?)])
    func `the loader is named`(fixture: String, loader: String?) throws {
        guard case .elf(let file) = try Program.fixture(fixture).binary().content else {
            Issue.record("not ELF")
            return
        }
        #expect(file.loader.value == loader)
        #expect(file.shortfall == nil)
    }

    @Test func `a note that the loader checks differs from one that nothing checks`() throws {
        let evidence = try ["marked-v3-dynamic", "marked-v3-static", "go-amd64v3"].map { fixture in
            let binary = try Program.fixture(fixture).binary()
            return names.targets(of: binary).first?.level?.evidence
        }
        #expect(
            evidence == [
                .note(loader: "/lib64/ld-linux-x86-64.so.2"), .note(loader: nil), .goSetting("GOAMD64=v3"),
            ])
        #expect(evidence.map { $0?.isChecked } == [true, false, true])
    }

    @Test func `portable .NET and Java have no platform`() throws {
        for fixture in ["anycpu", "java"] {
            let binary = try Program.fixture(fixture).binary()
            #expect(names.targets(of: binary) == [], "\(fixture)")
        }
        guard case .pe(let file) = try Program.fixture("anycpu").binary().content else {
            Issue.record("not PE")
            return
        }
        #expect(file.machine == 0x14C)
        #expect(file.managed.value?.isPortable == true)
    }

    @Test func `a file whose end is missing says which bytes it lacks`() throws {
        var program = try Program.fixture("busybox-armhf")
        program.pieces = [(0, Array(program.pieces[0].bytes.prefix(4096)))]
        let binary = try program.binary()
        #expect(names.targets(of: binary).first?.name == "arm")
        guard case .elf(let file) = binary.content, case .unknown(.notRead) = file.armArchitecture else {
            Issue.record("\(binary.content)")
            return
        }
    }

    @Test(arguments: [
        ("busybox-armhf", "arm/v7"), ("busybox-armel", "arm/v5"), ("go-arm6", "arm/v6"), ("go-amd64v3", "amd64/v3"),
        ("marked-v3-static", "amd64/v3"),
    ])
    func `one pass that keeps the tail of the file suffices for stripped programs`(
        fixture: String, target: String
    ) throws {
        var reader = BinaryReader(size: try Program.fixture(fixture).size, depth: .levels, names: names)
        let whole = try Program.fixture(fixture).pieces[0].bytes
        let tail = UInt64(whole.count) - min(UInt64(whole.count), BinaryReader.tailLength)
        var passed: UInt64 = 0
        var action = reader.start()
        var answer: Binary?
        while answer == nil {
            switch action {
            case .done(let binary): answer = binary
            case .read(let range):
                let isGone = range.lowerBound < passed && range.lowerBound < tail
                passed = max(passed, range.upperBound)
                let bytes = Array(whole[Int(range.lowerBound)..<Int(range.upperBound)])
                action = reader.handle(isGone ? .unavailable : .bytes(bytes, at: range.lowerBound))
            }
        }
        #expect(answer.map { names.targets(of: $0).map(\.name) } == [target])
    }

    // A C linker puts the build information behind other data, and the segment begins at any address.
    @Test(arguments: ["go-pie", "go-shim"])
    func `the settings of a Go program that a C linker made are found in one read`(fixture: String) throws {
        let answer = try Program.fixture(fixture).answer(.levels, names: names)
        #expect(answer.reads.count == 2)
        #expect(names.targets(of: answer.binary).first?.level?.evidence == .goSetting("GOAMD64=v1"))
    }

    @Test func `the settings of a Go program are found by the name of their section`() throws {
        var bytes = try Program.fixture("go-pie").pieces[0].bytes
        // The segment of data (PT_LOAD, writable) is cut to 16 bytes in its row of 56 bytes.
        let rows = stride(from: 64, to: 64 + 56 * Int(bytes[56]), by: 56)
        let data = try #require(rows.first { bytes[$0] == 1 && bytes[$0 + 4] & 2 != 0 })
        bytes.replaceSubrange(data + 32..<data + 40, with: FormatTests.bytes(16, 8))
        let answer = Program(bytes).answer(.levels, names: names)
        #expect(names.targets(of: answer.binary).first?.level?.evidence == .goSetting("GOAMD64=v1"))
        #expect(answer.reads.count == 5)
    }

    // Go before 1.18 writes addresses behind the header, and no settings.
    @Test func `an old Go program's level is not known, and the reason says why`() throws {
        var bytes = try Program.fixture("go-arm7").pieces[0].bytes
        let magic = [0xFF] + Array(" Go buildinf:".utf8)
        let place = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0...].starts(with: magic) })
        bytes[place + 15] = 0
        let binary = try Program(bytes).binary()
        #expect(binary.doubts == [.goWithoutSettings(at: UInt64(place))])
        #expect(names.targets(of: binary).map(\.name) == ["arm"])
    }
}
