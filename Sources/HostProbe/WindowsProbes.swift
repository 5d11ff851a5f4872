import CHostProbe
import PlatformModel

/// The probes of a Windows machine.
enum WindowsProbes {
    /// All probes.
    static func all() -> [Probe] {
        [CommonProbes.toolArchitecture] + CommonProbes.processor + [
            (ProbeKey.windowsVersion, { version { .numbers([Int64($0.major), Int64($0.minor), Int64($0.build)]) } }),
            (ProbeKey.windowsProduct, { version { .number(Int64($0.product)) } }),
            (ProbeKey.windowsRevision, revision),
            (ProbeKey.windowsRelease, { text(ProbeKey.windowsRelease) }),
            (ProbeKey.windowsInstallation, { text(ProbeKey.windowsInstallation) }),
            (ProbeKey.windowsEdition, { text(ProbeKey.windowsEdition) }),
            (ProbeKey.nativeMachine, nativeMachine),
            (ProbeKey.windowsFeatures, features),
        ]
    }

    private static func version(_ value: (host_probe_windows_version) -> ProbeValue) -> ProbeValue? {
        var version = host_probe_windows_version()
        let failure = host_probe_read_windows_version(&version)
        return Answer.value(failure, value(version))
    }

    private static func revision() -> ProbeValue? {
        Answer.number { revision in
            var number: UInt32 = 0
            let failure = host_probe_windows_number(ProbeKey.windowsRevision, &number)
            revision = Int64(number)
            return failure
        }
    }

    /// A text of the registry key that describes the Windows version, by the name of the value.
    private static func text(_ name: String) -> ProbeValue? {
        Answer.text { host_probe_windows_text(name, $0, $1) }
    }

    private static func nativeMachine() -> ProbeValue? {
        Answer.register { word in
            var machine: UInt16 = 0
            let failure = host_probe_windows_native_machine(&machine)
            word = UInt64(machine)
            return failure
        }
    }

    /// PF numbers above 95 are not assigned yet; Windows reports unknown numbers as absent.
    private static func features() -> ProbeValue? {
        guard host_probe_windows_feature(0) != HOST_PROBE_UNSUPPORTED else { return nil }
        return .numbers((0..<96).filter { host_probe_windows_feature($0) == 1 }.map { Int64($0) })
    }
}
