import CHostProbe
import PlatformModel

/// One probe: its key in a recording, and the function that runs it.
///
/// The function returns `nil` if the probe has no meaning on this system, and ``ProbeValue/missing`` if it failed.
typealias Probe = (key: String, run: () -> ProbeValue?)

/// The probes that several systems share.
enum CommonProbes {
    /// The architecture that this tool was built for.
    static var toolArchitecture: Probe {
        (ProbeKey.toolArchitecture, { .text(String(cString: host_probe_process_arch())) })
    }

    /// The machine, from uname(2).
    static var machine: Probe { (ProbeKey.machine, { uname().machine }) }

    /// The kernel release, from uname(2).
    static var release: Probe { (ProbeKey.release, { uname().release }) }

    /// The size of a page of memory, from sysconf(3).
    static var pageSize: Probe { (ProbeKey.pageSize, { Answer.number { host_probe_page_size(&$0) } }) }

    /// The CPU features in the auxiliary vector.
    static var capabilities: [Probe] {
        [
            (ProbeKey.capabilities, { Answer.register { host_probe_hwcap(&$0) } }),
            (ProbeKey.capabilities2, { Answer.register { host_probe_hwcap2(&$0) } }),
        ]
    }

    /// The registers of CPUID and XGETBV that decide a CPU level; they have a meaning only on x86.
    static var processor: [Probe] {
        [
            ("cpuid.1.ecx", { cpuid(1) { $0.ecx } }),
            ("cpuid.7.0.ebx", { cpuid(7) { $0.ebx } }),
            ("cpuid.0x80000001.ecx", { cpuid(0x8000_0001) { $0.ecx } }),
            ("xgetbv.0", { Answer.register { host_probe_xgetbv(0, &$0) } }),
        ]
    }

    /// A number from sysctlbyname(3), whose name is the key.
    static func sysctlNumber(_ name: String) -> Probe {
        (name, { Answer.number { host_probe_sysctl_number(name, &$0) } })
    }

    /// A text from sysctlbyname(3), whose name is the key.
    static func sysctlText(_ name: String) -> Probe {
        (name, { Answer.text { host_probe_sysctl_text(name, $0, $1) } })
    }

    private static func uname() -> (machine: ProbeValue?, release: ProbeValue?) {
        var release: ProbeValue?
        let machine = Answer.text(capacity: 256) { machine, capacity in
            var failure: Int32 = 0
            release = Answer.text(capacity: capacity) { release, capacity in
                failure = host_probe_uname(machine, release, capacity)
                return failure
            }
            return failure
        }
        return (machine, release)
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

/// Converts the results of CHostProbe functions: `nil` if unsupported, ``ProbeValue/missing`` for any other failure.
enum Answer {
    /// A register as hexadecimal text.
    static func register(_ read: (inout UInt64) -> Int32) -> ProbeValue? {
        var word: UInt64 = 0
        let failure = read(&word)
        return value(failure, .text(hexadecimal(word)))
    }

    /// A number.
    static func number(_ read: (inout Int64) -> Int32) -> ProbeValue? {
        var number: Int64 = 0
        let failure = read(&number)
        return value(failure, .number(number))
    }

    /// A text, up to its zero byte.
    static func text(capacity: Int = 4096, _ read: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> ProbeValue? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            buffer.initialize(repeating: 0)
            guard let base = buffer.baseAddress else { return .missing }
            let failure = read(base, capacity)
            return value(failure, .text(String(cString: base)))
        }
    }

    /// The outcome of an attempt: `ok`, or the name of the errno.
    static func outcome(_ failure: Int32) -> ProbeValue? {
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        return .text(failure == 0 ? "ok" : FileAccess.errnoName(failure))
    }

    /// `answer` if there was no failure.
    static func value(_ failure: Int32, _ answer: @autoclosure () -> ProbeValue) -> ProbeValue? {
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        return failure == 0 ? answer() : .missing
    }

    /// A number as hexadecimal text with the prefix `0x`.
    static func hexadecimal(_ word: UInt64) -> String {
        "0x" + String(word, radix: 16)
    }
}
