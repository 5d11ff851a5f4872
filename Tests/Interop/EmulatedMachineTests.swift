import PlatformModel
import TestSupport
import Testing

/// Processors that are not at hand, emulated by qemu-user: real auxiliary vectors, real CPUID.
@Suite struct EmulatedMachineTests {
    private let detection: HostDetection

    init() throws {
        detection = HostDetection(catalog: try PlatformCatalog.builtIn())
    }

    @Test func `qemu-arm shows every level from v5 to v8`() throws {
        let soft = try ProbeProgram(compiler: "arm-linux-gnueabi-gcc", options: ["-static"])
        let hard = try ProbeProgram(compiler: "arm-linux-gnueabihf-gcc", options: ["-static"])
        for (program, processor, platform) in [
            (soft, "arm926", "linux/arm/v5"), (soft, "arm1026", "linux/arm/v5"), (soft, "arm1136", "linux/arm/v6"),
            (soft, "arm1176", "linux/arm/v6"), (soft, "cortex-a7", "linux/arm/v7"), (soft, "cortex-a8", "linux/arm/v7"),
            (hard, "cortex-a9", "linux/arm/v7"), (hard, "cortex-a15", "linux/arm/v7"), (hard, "max", "linux/arm/v8"),
        ] {
            let recording = try program.recording(under: "qemu-arm", ["-cpu", processor])
            let host = detection.report(on: recording).host
            #expect(host.platform.short == platform, "\(processor): \(recording.probes)")
            #expect(host.level == .proved, "\(processor)")
        }
    }

    @Test func `qemu-aarch64 shows v8, v8.2 and v8.3`() throws {
        let program = try ProbeProgram(compiler: "aarch64-linux-gnu-gcc", options: ["-static"])
        for (processor, platform) in [
            ("cortex-a35", "linux/arm64"), ("cortex-a53", "linux/arm64"), ("cortex-a57", "linux/arm64"),
            ("cortex-a72", "linux/arm64"), ("cortex-a76", "linux/arm64/v8.2"), ("neoverse-n1", "linux/arm64/v8.2"),
            ("a64fx", "linux/arm64/v8.2"),
        ] {
            let recording = try program.recording(under: "qemu-aarch64", ["-cpu", processor])
            let host = detection.report(on: recording).host
            #expect(host.platform.short == platform, "\(processor): \(recording.probes)")
            #expect(host.level == .proved, "\(processor)")
        }
        // What max has grows with QEMU (7.2: no DIT, USCAT, SSBS; so v8.3).
        let newest = try program.recording(under: "qemu-aarch64", ["-cpu", "max"])
        let levels = ["v8.3", "v8.4", "v8.5", "v9"].map { "linux/arm64/\($0)" }
        #expect(levels.contains(detection.report(on: newest).host.platform.short), "\(newest.probes)")
    }

    @Test(arguments: [("qemu64", "linux/amd64"), ("Nehalem", "linux/amd64/v2"), ("Haswell", "linux/amd64/v3")])
    func `qemu-x86_64 shows v1, v2 and v3`(processor: String, platform: String) throws {
        let program = try ProbeProgram(compiler: "gcc", options: ["-static"])
        let recording = try program.recording(under: "qemu-x86_64", ["-cpu", processor])
        let host = detection.report(on: recording).host
        #expect(host.platform.short == platform, "\(recording.probes)")
        #expect(host.level == .proved)
    }
}
