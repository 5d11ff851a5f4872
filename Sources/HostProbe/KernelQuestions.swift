import CHostProbe
import PlatformModel

/// Questions to the kernel that several systems answer.
enum KernelQuestions {
    /// Those that this type answers, where they have a meaning.
    static let keys = [
        ProbeKey.toolArchitecture, ProbeKey.machine, ProbeKey.release, ProbeKey.platform, ProbeKey.capabilities,
        ProbeKey.capabilities2,
    ]

    /// The answer to one of ``keys``.
    static func value(for key: String) -> ProbeValue? {
        switch key {
        case ProbeKey.toolArchitecture: .text(String(cString: host_probe_process_arch()))
        case ProbeKey.machine: uname().machine
        case ProbeKey.release: uname().release
        case ProbeKey.platform: platform()
        case ProbeKey.capabilities: Answer.register { host_probe_hwcap(&$0) }
        case ProbeKey.capabilities2: Answer.register { host_probe_hwcap2(&$0) }
        default: nil
        }
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

    private static func platform() -> ProbeValue? {
        var text: UnsafePointer<CChar>?
        let failure = host_probe_at_platform(&text)
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        guard failure == 0, let text else { return .missing }
        return .text(String(cString: text))
    }
}
