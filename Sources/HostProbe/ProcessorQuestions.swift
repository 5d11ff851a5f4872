import CHostProbe
import PlatformModel

/// Questions to the processor itself, which need no operating system.
enum ProcessorQuestions {
    /// The registers of CPUID and XGETBV that decide a level; none of them elsewhere than on x86.
    static let keys = ["cpuid.1.ecx", "cpuid.7.0.ebx", "cpuid.0x80000001.ecx", "xgetbv.0"]

    /// The answer to one of ``keys``.
    static func value(for key: String) -> ProbeValue? {
        switch key {
        case "cpuid.1.ecx": cpuid(1) { $0.ecx }
        case "cpuid.7.0.ebx": cpuid(7) { $0.ebx }
        case "cpuid.0x80000001.ecx": cpuid(0x8000_0001) { $0.ecx }
        case "xgetbv.0": Answer.register { host_probe_xgetbv(0, &$0) }
        default: nil
        }
    }

    private static func cpuid(_ leaf: UInt32, _ register: (host_probe_registers) -> UInt32) -> ProbeValue? {
        Answer.register { word in
            var registers = host_probe_registers()
            let failure = host_probe_cpuid(leaf, 0, &registers)
            word = UInt64(register(registers))
            return failure
        }
    }
}
