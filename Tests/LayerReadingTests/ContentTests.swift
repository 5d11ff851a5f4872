import BinaryModel
import LayerModel
import LayerReading
import TestSupport
import Testing

/// What the files of a layer are, read while they pass.
struct ContentTests {
    private static let programs = [
        "anycpu", "busybox-amd64", "busybox-arm64", "busybox-armel", "busybox-armhf", "busybox-i386",
        "busybox-mips64el", "busybox-ppc64el", "busybox-s390x", "compiled-v3", "dynamic-amd64", "dynamic-armhf",
        "go-amd64v3", "go-arm5", "go-arm6", "go-arm64", "go-arm7", "go-pie", "go-riscv64", "go-shim", "java",
        "library-libc", "mach-object-amd64", "mach-object-arm64e", "marked-v3-dynamic", "object-arm", "windows-amd64",
        "x32",
    ]

    // With small pieces, the first bytes of a file arrive in several, and its tail long after its head.
    @Test func `programs in a layer are told as they are in whole files`() throws {
        var tar: [UInt8] = []
        var expected: [Binary] = []
        for name in Self.programs {
            let program = try SampleProgram.bytes(name)
            tar += SampleTar.member("bin/\(name)", content: program, mode: 0o755)
            expected.append(try ReadLayer.binary(program))
        }
        for pieceSize in [tar.count, 256 << 10, 65536, 10_007, 512, 100] {
            let layer = try ReadLayer(tar + SampleTar.end, pieceSize: pieceSize)
            for (entry, binary) in zip(layer.entries, expected) {
                #expect(
                    entry.kind == .file(binary), "\(String(decoding: entry.path, as: UTF8.self)), \(pieceSize)")
            }
            #expect(layer.entries.count == expected.count)
        }
        let zipped = try ReadLayer(try Compressed.gzip(tar + SampleTar.end))
        #expect(zipped.entries.map(\.kind) == expected.map { .file($0) })
    }

    @Test func `the level of an Arm program is found at its end, however long it is`() throws {
        let program = try SampleProgram.bytes("busybox-armhf")
        let whole = try ReadLayer.binary(program)
        guard case .elf(let file) = whole.content, let attributes = file.armArchitecture.value else {
            Issue.record("the program has no attributes")
            return
        }
        let layer = try ReadLayer(SampleTar.member("busybox", content: program) + SampleTar.end, pieceSize: 8192)
        guard case .elf(let passing)? = layer.entries.first?.kind.content else {
            Issue.record("the program is not told")
            return
        }
        #expect(program.count > 1 << 20)
        #expect(passing.armArchitecture.value == attributes)
    }

    @Test func `without levels, a program is told by its first bytes`() throws {
        let program = try SampleProgram.bytes("busybox-armhf")
        let layer = try ReadLayer(SampleTar.member("busybox", content: program) + SampleTar.end, depth: .machine)
        #expect(layer.entries.map(\.kind) == [.file(try ReadLayer.binary(program, depth: .machine))])
    }

    @Test func `other files are told by their first bytes`() throws {
        let long = Array(repeating: UInt8(ascii: "a"), count: 100_000)
        let files: [([UInt8], Binary.Content?)] = [
            ([], .other(.empty)), (Array("text\n".utf8), .other(.text)), (long, .other(.text)),
            (Array("<html>".utf8), .other(.html)), ([0x1F, 0x8B, 8], .other(.gzip)), ([0, 1, 2], .other(.data)),
            (Array("\u{FEFF}#!/bin/sh\n".utf8), .other(.byteOrderMark)), ([0x7F, 0x45, 0x4C, 0x46], nil),
            (Array("#!/usr/bin/env -S node --x\nrest".utf8), nil), (Array("MZ".utf8), nil),
        ]
        let tar = files.flatMap { SampleTar.member("f", content: $0.0) } + SampleTar.end
        for pieceSize in [tar.count, 512, 7] {
            let layer = try ReadLayer(tar, pieceSize: pieceSize)
            for (entry, (bytes, content)) in zip(layer.entries, files) {
                #expect(entry.kind == .file(try ReadLayer.binary(bytes)))
                if let content { #expect(entry.kind.content == content) }
            }
        }
    }

    // A program whose table of sections is in the middle: those bytes have passed when the header at the end is known.
    @Test func `a part that has passed is told as not read`() throws {
        var program = try SampleProgram.bytes("busybox-armhf")
        let sections = program.count / 2
        // e_shoff of a 32-bit little-endian header; the table there is zeros, and names nothing.
        program.replaceSubrange(32..<36, with: (0..<4).map { UInt8(truncatingIfNeeded: sections >> (8 * $0)) })
        let layer = try ReadLayer(SampleTar.member("busybox", content: program) + SampleTar.end)
        guard case .elf(let file)? = layer.entries.first?.kind.content else {
            Issue.record("the program is not told")
            return
        }
        #expect(file.armArchitecture.value == nil)
    }
}

extension LayerEntry.Kind {
    /// What a file is.
    var content: Binary.Content? {
        if case .file(let binary) = self { return binary?.content }
        return nil
    }
}
