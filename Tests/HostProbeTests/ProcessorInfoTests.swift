import Testing

@testable import HostProbe

/// The lines of /proc/cpuinfo.
@Suite struct ProcessorInfoTests {
    @Test func `the first line of each name counts`() {
        let info = ProcessorInfo(
            text: "processor\t: 0\nmodel name\t: A\nflags\t\t: fpu sse2 \n\nprocessor\t: 1\nmodel name\t: B\n")
        #expect(info["model name"] == "A")
        #expect(info["flags"] == "fpu sse2")
        #expect(info["isa"] == nil)
    }

    // Linux before 3.8, and Android phones of that time.
    @Test func `old arm kernels write Processor instead of model name`() {
        let info = ProcessorInfo(
            text: "Processor\t: ARMv6-compatible processor rev 7 (v6l)\nprocessor\t: 0\nCPU architecture: 7\n")
        #expect(info["model name"] == "ARMv6-compatible processor rev 7 (v6l)")
        #expect(info["CPU architecture"] == "7")
    }

    @Test(arguments: ["", ":", "::::", "\n\n", "flags", "flags:", "\u{0}:\u{0}", ": flags"])
    func `a text without complete lines has no values`(text: String) {
        #expect(ProcessorInfo(text: text)["CPU architecture"] == nil)
    }
}
