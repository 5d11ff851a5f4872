import BinaryModel
import PlatformModel
import Testing

/// Files built from bytes: formats, and headers that lie.
struct FormatTests {
    private let names: BinaryNames

    init() throws {
        names = try Program.names()
    }

    // Fields: .NET's CorFlags. The numbers of the Linux runtime 3.1 and of pythonnet's ClrLoader.dll are from real
    // files.
    @Test(
        arguments: [
            (0x14C, 0x1, nil, nil), (0x14C, 0x3, "386", nil), (0x14C, 0x20003, nil, nil), (0x8664, 0x0, "amd64", nil),
            (0xFD1D, 0x4, "amd64", "linux"), (0xAA64 ^ 0x4644, 0x4, "arm64", "darwin"),
        ] as [(Int, Int, String?, String?)])
    func `a .NET file runs everywhere or on one machine`(
        machine: Int, flags: Int, architecture: String?, system: String?
    ) throws {
        let binary = try Program(Self.pe(machine: machine, managedFlags: flags)).binary()
        #expect(names.targets(of: binary).first?.architecture == architecture)
        #expect(names.targets(of: binary).first?.system == system)
    }

    // As in three real files: MarkupSafe's universal2 library, a class of Java 17 and one of gettext.
    @Test func `universal Mach-O and Java share a magic number and are told apart`() throws {
        let slices: [(UInt32, UInt32)] = [(0x100_0007, 3), (0x100_000C, 0x8000_0002)]
        let universal = try Program(Self.universal(slices)).binary()
        #expect(names.targets(of: universal).map(\.name) == ["amd64", "arm64"])
        #expect(universal.doubts == [])
        for (version, expected) in [(0x3D, 61), (0x0003_002D, 45), (0xFFFF_003D, 61)] {
            let head = [0xCA, 0xFE, 0xBA, 0xBE] + Self.bytes(version, 4, littleEndian: false) + [0, 1]
            #expect(try Program(head).binary().content == .javaClass(version: expected))
        }
    }

    @Test func `a slice beyond the end of the file is named`() throws {
        let bytes = Array(Self.universal([(0x100_0007, 3), (0x100_000C, 0)]).dropLast(40))
        let binary = try Program(bytes).binary()
        #expect(
            binary.doubts
                == [.beyondEnd(offset: 4096 + 64, count: 64, size: UInt64(bytes.count))])
    }

    @Test(arguments: [
        ("", OtherContent.empty), ("<!DOCTYPE html><html>", .html), ("\n <HTML>", .html),
        ("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", .xml),
        ("version https://git-lfs.github.com/spec/v1\n", .gitLFSPointer), ("\u{FEFF}#!/bin/sh\n", .byteOrderMark),
        (" #!/bin/sh\n", .leadingBlank), ("\n#!/bin/sh\n", .leadingBlank), ("echo hello\n", .text),
        ("#!\n", .interpreterMissing),
        ("#! \t \n", .interpreterMissing), ("#!/" + String(repeating: "a", count: 300), .interpreterCut),
        ("!<arch>\ndebian-binary", .archive), ("PK\u{3}\u{4}", .zip), ("BZh91AY", .bzip2), ("MZ", .dosProgram),
        ("\u{1}\u{2}\u{3}", .data),
    ])
    func `what is no program is named`(text: String, expected: OtherContent) throws {
        #expect(try Program(Array(text.utf8)).binary().content == .other(expected))
    }

    @Test func `compressed data, UTF-16 and WebAssembly are told by their first bytes`() throws {
        #expect(try Program([0x1F, 0x8B, 8, 0]).binary().content == .other(.gzip))
        #expect(try Program([0x28, 0xB5, 0x2F, 0xFD, 0]).binary().content == .other(.zstandard))
        #expect(try Program([0xFF, 0xFE, 0x23, 0]).binary().content == .other(.utf16))
        let module = try Program([0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]).binary()
        #expect(names.targets(of: module).map(\.name) == ["wasm"])
    }

    @Test(
        arguments: [
            // Linux arch/mips/include/asm/elf.h: n32 is 64-bit code in files of the 32-bit class.
            (8, 32, 0x6000_0021, "mips64p32le", "n32"), (8, 32, 0x5000_1007, "mipsle", nil),
            (21, 64, 0x1, "ppc64le", "ELFv1"), (243, 64, 0x1, "riscv64", "soft-float"),
            (243, 64, 0x5, "riscv64", "double-float"),
            // Both bits, or none, say nothing.
            (40, 32, 0x500_0600, "arm", nil), (40, 32, 0x500_0000, "arm", nil),
            (40, 32, 0x500_0400, "arm", "hard-float"),
            (62, 32, 0, "amd64p32", nil), (999, 64, 0, nil, nil),
        ] as [(Int, Int, Int, String?, String?)])
    func `flags name the ABI, and class and machine together the architecture`(
        machine: Int, bits: Int, flags: Int, architecture: String?, abi: String?
    ) throws {
        let bytes = Self.elf(machine: machine, bits: bits, flags: flags)
        let target = try #require(names.targets(of: try Program(bytes).binary()).first)
        #expect(target.architecture == architecture)
        #expect(target.abi?.name == abi)
    }

    @Test func `tables of a huge size or beyond the file are refused with the numbers`() throws {
        let count = 0xFFFF
        let huge = try Program(Self.elf(machine: 62, bits: 64, segments: (64, count))).binary()
        #expect(huge.doubts.first == .tooLong(.programHeaders, UInt64(count * 56), limit: 65536))
        let far = try Program(Self.elf(machine: 62, bits: 64, segments: (Int.max - 8, 2))).binary()
        #expect(far.doubts.first == .beyondEnd(offset: UInt64(Int.max - 8), count: 112, size: 64))
        let cut = try Program(Array(Self.elf(machine: 62, bits: 64).prefix(40))).binary()
        #expect(cut.content == .unknown(.beyondEnd(offset: 0, count: 64, size: 40)))
    }
}

// MARK: - Builders

extension FormatTests {
    /// A number in bytes.
    static func bytes(_ number: Int, _ count: Int, littleEndian: Bool = true) -> [UInt8] {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        return littleEndian ? bytes : bytes.reversed()
    }

    /// The header of a little-endian program without segments, unless a table is given.
    static func elf(
        machine: Int, bits: Int, flags: Int = 0, kind: Int = 2, osABI: UInt8 = 0,
        segments: (offset: Int, count: Int) = (0, 0)
    ) -> [UInt8] {
        let width = bits / 8
        var bytes: [UInt8] =
            [0x7F, 0x45, 0x4C, 0x46, bits == 64 ? 2 : 1, 1, 1, osABI] + [UInt8](repeating: 0, count: 8)
        bytes += Self.bytes(kind, 2) + Self.bytes(machine, 2) + Self.bytes(1, 4) + Self.bytes(0, width)
        bytes += Self.bytes(segments.offset, width) + Self.bytes(0, width) + Self.bytes(flags, 4)
        bytes +=
            Self.bytes(bits == 64 ? 64 : 52, 2) + Self.bytes(bits == 64 ? 56 : 32, 2) + Self.bytes(segments.count, 2)
        return bytes + Self.bytes(0, 6)
    }

    /// A library with a header of .NET.
    static func pe(machine: Int, managedFlags: Int?) -> [UInt8] {
        var bytes = Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + Self.bytes(64, 4)
        bytes +=
            [0x50, 0x45, 0, 0] + Self.bytes(machine, 2) + Self.bytes(1, 2) + Self.bytes(0, 12) + Self.bytes(224, 2)
        bytes += Self.bytes(0x2102, 2)
        var optional = Self.bytes(0x10B, 2) + [UInt8](repeating: 0, count: 222)
        optional.replaceSubrange(92..<96, with: Self.bytes(16, 4))
        if managedFlags != nil { optional.replaceSubrange(208..<216, with: Self.bytes(0x2000, 4) + Self.bytes(72, 4)) }
        bytes += optional + Array(".text\0\0\0".utf8) + Self.bytes(512, 4) + Self.bytes(0x2000, 4) + Self.bytes(512, 4)
        bytes += Self.bytes(512, 4) + [UInt8](repeating: 0, count: 16)
        bytes += [UInt8](repeating: 0, count: 512 - bytes.count)
        bytes += Self.bytes(72, 4) + Self.bytes(0, 12) + Self.bytes(managedFlags ?? 0, 4)
        return bytes + [UInt8](repeating: 0, count: 1024 - bytes.count)
    }

    /// A universal Mach-O file with 64 bytes for each CPU type and subtype, from 4096 on.
    static func universal(_ slices: [(UInt32, UInt32)]) -> [UInt8] {
        var bytes = [0xCA, 0xFE, 0xBA, 0xBE] + Self.bytes(slices.count, 4, littleEndian: false)
        for (index, slice) in slices.enumerated() {
            for number in [Int(slice.0), Int(slice.1), 4096 + index * 64, 64, 6] {
                bytes += Self.bytes(number, 4, littleEndian: false)
            }
        }
        return bytes + [UInt8](repeating: 0, count: 4096 + slices.count * 64 - bytes.count)
    }
}
