import PlatformModel
import Testing

/// hosts.tsv: every named host is detected as the machine that it is.
@Suite struct NamedHostTests {
    private let catalog: PlatformCatalog

    init() throws {
        catalog = try PlatformCatalog.builtIn()
    }

    @Test func `every host of the table has the expected platform, and none is left out`() throws {
        let detection = HostDetection(catalog: catalog)
        #expect(catalog.hostNames == NamedHostPlatforms.all.map(\.name))
        for (name, platform, level) in NamedHostPlatforms.all {
            let named = try #require(catalog.namedHost(name))
            let host = detection.report(on: try named.recording()).host
            #expect(host.platform.full == platform, "\(name)")
            #expect(host.level == level, "\(name)")
            #expect(!named.source.isEmpty)
        }
    }

    @Test(arguments: [
        ("raspberry-pi-4", Capability.proved), ("raspberry-pi-5", .unknown), ("graviton3", .unknown),
        ("graviton4", .refuted(proof: "personality(PER_LINUX32) fails with EINVAL")),
        ("amd64-v1", .proved), ("amd64-v3-no-ia32", .refuted(proof: "exec of a 32-bit ELF fails with ENOEXEC")),
        ("wsl1-amd64", .refuted(proof: "exec of a 32-bit ELF fails with ENOEXEC")), ("freebsd-14-amd64", .proved),
    ])
    func `32-bit support of hosts is detected`(name: String, expected: Capability) throws {
        #expect(try host(name).compat32 == expected)
    }

    @Test(arguments: [
        ("docker-desktop-apple-m1", ["rosetta amd64 true"]), ("apple-m1-rosetta", ["rosetta amd64 true"]),
        ("amd64-v3-qemu", ["qemu-aarch64 arm64 true", "qemu-arm arm false"]), ("amd64-v3", []),
    ])
    func `registered emulators of hosts are detected`(name: String, expected: [String]) throws {
        #expect(try host(name).emulators.map { "\($0.handler) \($0.architecture) \($0.fixesBinary)" } == expected)
    }

    @Test(arguments: [
        ("windows-server-2016", WindowsProduct.server, false), ("nano-server-2016", .server, true),
        ("windows-server-2025", .server, false), ("windows-11-24h2", .client, false),
        ("windows-10-22h2", .client, false),
    ])
    func `product lines and Nano Servers of Windows hosts are detected`(
        name: String, product: WindowsProduct, isNano: Bool
    )
        throws
    {
        #expect(try host(name).windowsProduct == product)
        #expect(try host(name).isNanoServer == isNano)
    }

    @Test(arguments: [
        ("freebsd-14-amd64-linux", Capability.proved),
        (
            "freebsd-14-amd64",
            .refuted(proof: "the Linux emulation is not loaded (compat.linux.osrelease is absent)")
        ),
    ])
    func `FreeBSD hosts run Linux images if the emulation is loaded`(name: String, expected: Capability) throws {
        #expect(try host(name).guests == expected)
    }

    @Test func `a row may contain JSON quotation marks`() throws {
        let row = "mine\t{\"format\":1,\"os\":\"linux\",\"probes\":{\"process_arch\":\"s390x\"}}\ta bug report"
        let overlaid = try PlatformCatalog.overlaying([(name: "hosts.tsv", text: "name\tfacts\tsource\n\(row)\n")])
        let recording = try #require(overlaid.namedHost("mine")).recording()
        #expect(recording == Recording(os: "linux", probes: ["process_arch": .text("s390x")]))
    }

    private func host(_ name: String) throws -> Host {
        HostDetection(catalog: catalog).report(on: try #require(catalog.namedHost(name)).recording()).host
    }
}
