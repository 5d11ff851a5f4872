import PlatformModel
import TestSupport
import Testing

/// Windows as wine shows it: the functions answer, the registry says what is asked.
@Suite struct EmulatedWindowsTests {
    private static let machines:
        [(registry: WinePrefix.Registry, version: String, product: WindowsProduct, isNano: Bool)] = [
            (
                .init(
                    build: 14393, revision: 7159, isServer: true, installation: "Nano Server",
                    edition: "ServerDatacenterNano", release: nil), "10.0.14393.7159", .server, true
            ),
            (
                .init(
                    build: 17763, revision: 6054, isServer: true, installation: "Server Core",
                    edition: "ServerDatacenter", release: nil), "10.0.17763.6054", .server, false
            ),
            (
                .init(
                    build: 20348, revision: 2582, isServer: true, installation: "Server", edition: "ServerStandard",
                    release: "21H2"), "10.0.20348.2582", .server, false
            ),
            (
                .init(
                    build: 26100, revision: 2894, isServer: true, installation: "Server", edition: "ServerDatacenter",
                    release: "24H2"), "10.0.26100.2894", .server, false
            ),
            (
                .init(
                    build: 19045, revision: 4651, isServer: false, installation: "Client", edition: "Professional",
                    release: "22H2"), "10.0.19045.4651", .client, false
            ),
            (
                .init(
                    build: 22631, revision: 3880, isServer: false, installation: "Client", edition: "Professional",
                    release: "23H2"), "10.0.22631.3880", .client, false
            ),
            (
                .init(
                    build: 26200, revision: 6584, isServer: false, installation: "Client", edition: "Core",
                    release: "25H2"), "10.0.26200.6584", .client, false
            ),
            (
                .init(
                    build: 26100, revision: nil, isServer: false, installation: "Client", edition: "Core",
                    release: "24H2"), "10.0.26100", .client, false
            ),
        ]

    @Test func `every Windows that wine can be is recognised`() throws {
        let detection = HostDetection(catalog: try PlatformCatalog.builtIn())
        let program = try ProbeProgram(
            compiler: "x86_64-w64-mingw32-gcc", options: ["-static", "-D__USE_MINGW_ANSI_STDIO=1"])
        let wine = try WinePrefix()
        for machine in Self.machines {
            let recording = try wine.recording(of: program, as: machine.registry)
            let report = detection.report(on: recording)
            #expect(report.host.platform.os == "windows")
            #expect(report.host.platform.architecture == "amd64")
            #expect(report.host.platform.osVersion == machine.version, "\(recording.probes)")
            #expect(report.host.windowsProduct == machine.product, "\(machine.version)")
            #expect(report.host.isNanoServer == machine.isNano, "\(machine.version)")
            let release = report.facts.first { $0.name == "release" }
            #expect(release?.value == machine.registry.release, "\(machine.version)")
        }
        try wine.close()
    }
}
