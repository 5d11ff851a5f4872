/// The raw answers of one machine's probes: all that ``HostDetection`` needs to judge it, anywhere.
///
/// The keys of ``probes`` are those of ``ProbeKey``. A key that is absent was not asked.
public struct Recording: Hashable, Sendable {
    /// The operating system, by its OCI name.
    public var os: String
    /// What each probe answered.
    public var probes: [String: ProbeValue]

    /// Holds what was asked on a machine with this operating system.
    public init(os: String, probes: [String: ProbeValue]) {
        self.os = os
        self.probes = probes
    }
}

extension Recording {
    /// The answer to `key`, nothing when it was not asked.
    subscript(key: String) -> ProbeValue? {
        probes[key]
    }

    /// The text that answered `key`, nothing when it was not asked or is not a text.
    func text(_ key: String) -> String? {
        probes[key]?.text
    }

    /// What facts show as the raw value of `key`; nothing was asked: `not asked`.
    func raw(_ key: String) -> String {
        probes[key]?.shown ?? "not asked"
    }
}
