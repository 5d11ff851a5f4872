import BinaryModel
import PlatformModel
import Testing

/// What a check says about files of an image, by the image's platform and the file's place.
struct BinaryRuleTests {
    /// A verdict without its reason.
    enum Verdict {
        case fine
        case warns
        case fails
    }

    private let catalog: PlatformCatalog
    private let names: BinaryNames

    init() throws {
        catalog = try Program.catalog()
        names = try Program.names()
    }

    @Test(
        arguments: [
            ("busybox-amd64", "linux/amd64", .fine, .fine), ("busybox-arm64", "linux/arm64", .fine, .fine),
            ("busybox-arm64", "linux/arm64/v8", .fine, .fine), ("busybox-amd64", "linux/arm64", .fails, .warns),
            ("dynamic-arm64", "linux/amd64", .fails, .warns), ("busybox-s390x", "linux/s390x", .fine, .fine),
            ("busybox-ppc64el", "linux/ppc64le", .fine, .fine), ("busybox-mips64el", "linux/mips64le", .fine, .fine),
            // x32 is an architecture of its own.
            ("x32", "linux/amd64", .fails, .warns),
            // 32-bit code of the same family runs on most systems, but not on all.
            ("busybox-i386", "linux/amd64", .warns, .fine), ("busybox-armhf", "linux/arm64", .warns, .fine),
            ("busybox-amd64", "linux/386", .fails, .warns),
            // Levels.
            ("busybox-armhf", "linux/arm/v7", .fine, .fine), ("busybox-armhf", "linux/arm", .fine, .fine),
            ("busybox-armhf", "linux/arm/v6", .fails, .fine), ("busybox-armel", "linux/arm/v6", .fine, .fine),
            ("go-arm7", "linux/arm/v6", .fails, .warns), ("go-arm5", "linux/arm/v5", .fine, .fine),
            ("marked-v3-dynamic", "linux/amd64", .fails, .warns), ("marked-v3-dynamic", "linux/amd64/v3", .fine, .fine),
            ("marked-v3-dynamic", "linux/amd64/v4", .fine, .fine), ("marked-v3-static", "linux/amd64", .warns, .fine),
            ("compiled-v3", "linux/amd64", .fine, .fine), ("go-amd64v3", "linux/amd64/v2", .fails, .warns),
            ("go-riscv64", "linux/riscv64", .fine, .fine),
            // Object files are data.
            ("object-arm", "linux/amd64", .fails, .fine), ("library-libc", "linux/arm64", .fine, .fine),
            // Other formats.
            ("windows-amd64", "linux/amd64", .warns, .fine), ("windows-amd64", "linux/arm64", .warns, .fine),
            ("windows-amd64", "windows/amd64", .fine, .fine), ("windows-amd64", "windows/arm64", .fails, .fine),
            ("anycpu", "windows/arm64", .fine, .fine), ("anycpu", "linux/arm64", .warns, .fine),
            ("busybox-amd64", "windows/amd64", .fails, .fine), ("mach-object-amd64", "linux/amd64", .fails, .fine),
            ("mach-object-amd64", "darwin/amd64", .fine, .fine), ("mach-object-amd64", "darwin/arm64", .fails, .fine),
            ("java", "linux/amd64", .fails, .fine),
            // Nothing is known about a platform without a row.
            ("busybox-amd64", "linux/mystery", .fine, .fine),
        ] as [(String, String, Verdict, Verdict)])
    func `a real program is judged by platform and place`(
        fixture: String, platform: String, started: Verdict, elsewhere: Verdict
    ) throws {
        let binary = try Program.fixture(fixture).binary()
        #expect(try verdict(binary, platform, .started) == started)
        #expect(try verdict(binary, platform, .elsewhere) == elsewhere)
    }

    @Test(
        arguments: [
            ("#!/bin/sh\r\n", "linux/amd64", .fails, .fine), ("#!/bin/sh -e\r\n", "linux/amd64", .fails, .fine),
            ("#!/usr/bin/perl -w\r\n", "linux/amd64", .warns, .fine),
            ("#!/usr/bin/env bash\r\n", "linux/amd64", .fails, .fine),
            ("#!/usr/bin/env -S bash -e\r\n", "linux/amd64", .fails, .fine),
            ("@echo off\r\n", "windows/amd64", .fine, .fine),
            ("#!/bin/sh\n", "linux/amd64", .fine, .fine), ("echo\n", "linux/amd64", .fails, .fine),
            ("", "linux/amd64", .fails, .fine), ("<html>", "linux/arm64", .fails, .fine),
            ("\0asm\u{1}\0\0\0", "wasi/wasm", .fine, .fine), ("\0asm\u{1}\0\0\0", "wasip1/wasm", .fine, .fine),
            ("\0asm\u{1}\0\0\0", "linux/amd64", .fails, .fine), ("\0asm\u{1}\0\0\0", "linux/wasm", .fails, .fine),
        ] as [(String, String, Verdict, Verdict)])
    func `scripts and other files are judged where they are started`(
        text: String, platform: String, started: Verdict, elsewhere: Verdict
    ) throws {
        let binary = try Program(Array(text.utf8)).binary()
        #expect(try verdict(binary, platform, .started) == started)
        #expect(try verdict(binary, platform, .elsewhere) == elsewhere)
    }

    @Test func `unusual ABIs and other systems warn where they are started`() throws {
        let cases: [(bytes: [UInt8], platform: String)] = [
            (FormatTests.elf(machine: 21, bits: 64, flags: 1), "linux/ppc64le"),
            (FormatTests.elf(machine: 243, bits: 64, flags: 1), "linux/riscv64"),
            (FormatTests.elf(machine: 62, bits: 64, osABI: 9), "linux/amd64"),
        ]
        for (bytes, platform) in cases {
            let binary = try Program(bytes).binary()
            #expect(try verdict(binary, platform, .started) == .warns)
            #expect(try verdict(binary, platform, .elsewhere) == .fine)
        }
        // Linux' own number, which programs with indirect functions have.
        let binary = try Program(FormatTests.elf(machine: 62, bits: 64, osABI: 3)).binary()
        #expect(try verdict(binary, "linux/amd64", .started) == .fine)
    }

    @Test func `one suitable program in a universal file suffices`() throws {
        let both = try Program(FormatTests.universal([(0x100_0007, 3), (0x100_000C, 0)])).binary()
        #expect(try verdict(both, "darwin/arm64", .started) == .fine)
        #expect(try verdict(both, "macos/x86_64", .started) == .fine)
        let haswell = try Program(FormatTests.universal([(0x100_0007, 8)])).binary()
        #expect(try verdict(haswell, "darwin/amd64", .started) == .warns)
        #expect(try verdict(haswell, "darwin/amd64/v3", .started) == .fine)
        #expect(try verdict(haswell, "darwin/arm64", .started) == .fails)
    }

    // Microsoft's PE format, Machine Types; a 32-bit program needs parts of Windows that small images lack.
    @Test(
        arguments: [
            (0x14C, nil, "windows/amd64", .warns), (0x14C, 1, "windows/amd64", .fine),
            (0x14C, 3, "windows/amd64", .warns),
            (0xAA64, nil, "windows/amd64", .fails), (0xA641, nil, "windows/arm64", .fine),
            (0xFD1D, 4, "linux/amd64", .warns),
        ] as [(Int, Int?, String, Verdict)])
    func `a program of Windows or .NET is judged where it is started`(
        machine: Int, flags: Int?, platform: String, expected: Verdict
    ) throws {
        let binary = try Program(FormatTests.pe(machine: machine, managedFlags: flags)).binary()
        #expect(try verdict(binary, platform, .started) == expected)
        #expect(try verdict(binary, platform, .elsewhere) == .fine)
    }

    @Test func `glibc takes libraries of a level's folder on such CPUs only`() {
        #expect(BinaryRule.isChosenByLevel(path: "usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v3/libz.so.1"))
        #expect(!BinaryRule.isChosenByLevel(path: "usr/lib/x86_64-linux-gnu/libz.so.1"))
    }

    @Test func `a program that was cut fails, and the reason has the numbers`() throws {
        var program = try Program.fixture("busybox-amd64")
        program = Program(Array(program.pieces[0].bytes.prefix(65536)))
        let judgement = try judgement(try program.binary(), "linux/amd64", .started)
        let fault = try #require(judgement.fault)
        #expect(fault.symptom == .crash)
        #expect(fault.description.hasSuffix("but the file has 65536 bytes"))
    }

    @Test func `a fault says what was found, what was expected and what proves it`() throws {
        let go = try judgement(try Program.fixture("go-arm7").binary(), "linux/arm/v6", .started)
        #expect(go.fault?.description == "it needs v7 (Go's setting GOARM=7), and the platform offers v6")
        #expect(go.fault?.symptom == .refusal)
        let foreign = try judgement(try Program.fixture("busybox-amd64").binary(), "linux/arm64", .started)
        #expect(foreign.fault?.description == "it was built for amd64, not for arm64")
        #expect(foreign.fault?.symptom == .formatError)
        let script = try Program(Array("#!/usr/bin/env bash\r\n".utf8)).binary()
        let carriage = try judgement(script, "linux/amd64", .started)
        #expect(carriage.fault?.description == "its first line ends in CR LF, so that /usr/bin/env gets 'bash\\r'")
        let unknown = try Program(FormatTests.elf(machine: 999, bits: 64)).binary()
        #expect(
            try judgement(unknown, "linux/amd64", .started).fault?.description
                == "it was built for ELF machine 999, 64 bits, little-endian, not for amd64")
    }

    private func judgement(_ binary: Binary, _ text: String, _ place: BinaryRule.Place) throws -> BinaryJudgement {
        let parts = text.split(separator: "/").map(String.init)
        let platform = Platform(os: parts[0], architecture: parts[1], variant: parts.count > 2 ? parts[2] : nil)
        return BinaryRule(platform: platform, catalog: catalog, names: names).judgement(of: binary, at: place)
    }

    private func verdict(_ binary: Binary, _ text: String, _ place: BinaryRule.Place) throws -> Verdict {
        switch try judgement(binary, text, place) {
        case .fine: .fine
        case .warning: .warns
        case .failure: .fails
        }
    }
}
