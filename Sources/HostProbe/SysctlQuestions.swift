import CHostProbe
import PlatformModel

/// Questions that sysctlbyname(3) answers; the names are the keys of a recording.
enum SysctlQuestions {
    /// A number, or not there.
    static func number(_ name: String) -> ProbeValue? {
        var value: Int64 = 0
        let failure = host_probe_sysctl_number(name, &value)
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        return failure == 0 ? .number(value) : .missing
    }

    /// A text, or not there.
    static func text(_ name: String) -> ProbeValue? {
        Answer.text { host_probe_sysctl_text(name, $0, $1) }
    }
}
