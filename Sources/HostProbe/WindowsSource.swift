import CHostProbe
import PlatformModel

/// This machine, when it runs Windows.
package struct WindowsSource: ProbeSource {
    private static let texts = [ProbeKey.windowsRelease, ProbeKey.windowsInstallation, ProbeKey.windowsEdition]

    /// Asks nothing yet.
    package init() {}

    /// The name of the system in image indexes.
    package var os: String { "windows" }

    /// What can be asked of this system.
    package var keys: [String] {
        [
            ProbeKey.toolArchitecture, ProbeKey.windowsVersion, ProbeKey.windowsProduct, ProbeKey.windowsRevision,
            ProbeKey.nativeMachine, ProbeKey.windowsFeatures,
        ] + Self.texts + ProcessorQuestions.keys
    }

    /// Asks one of ``keys``.
    package func value(for key: String) -> ProbeValue? {
        switch key {
        case ProbeKey.windowsVersion: version { .numbers([Int64($0.major), Int64($0.minor), Int64($0.build)]) }
        case ProbeKey.windowsProduct: version { .number(Int64($0.product)) }
        case ProbeKey.windowsRevision: revision()
        case ProbeKey.nativeMachine: nativeMachine()
        case ProbeKey.windowsFeatures: features()
        default: text(key) ?? KernelQuestions.value(for: key) ?? ProcessorQuestions.value(for: key)
        }
    }

    private func version(_ value: (host_probe_windows_version) -> ProbeValue) -> ProbeValue? {
        var answer = host_probe_windows_version()
        let failure = host_probe_read_windows_version(&answer)
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        return failure == 0 ? value(answer) : .missing
    }

    private func revision() -> ProbeValue? {
        var number: UInt32 = 0
        let failure = host_probe_windows_number(ProbeKey.windowsRevision, &number)
        guard failure != HOST_PROBE_UNSUPPORTED else { return nil }
        return failure == 0 ? .number(Int64(number)) : .missing
    }

    private func nativeMachine() -> ProbeValue? {
        Answer.register { word in
            var machine: UInt16 = 0
            let failure = host_probe_windows_native_machine(&machine)
            word = UInt64(machine)
            return failure
        }
    }

    /// PF numbers beyond 95 are not given out yet; Windows answers no for those that it does not know.
    private func features() -> ProbeValue? {
        guard host_probe_windows_feature(0) != HOST_PROBE_UNSUPPORTED else { return nil }
        return .numbers((0..<96).filter { host_probe_windows_feature($0) == 1 }.map { Int64($0) })
    }

    private func text(_ key: String) -> ProbeValue? {
        guard Self.texts.contains(key) else { return nil }
        return Answer.text { host_probe_windows_text(key, $0, $1) }
    }
}
