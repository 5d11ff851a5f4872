import PlatformModel

/// A machine, or the memory of one, that can be asked the questions of a recording.
package protocol ProbeSource {
    /// The operating system, by its OCI name.
    var os: String { get }
    /// The questions that have a meaning there.
    var keys: [String] { get }
    /// The answer to one question; nothing when it has no meaning there after all.
    ///
    /// A probe that fails is an answer too: ``ProbeValue/missing``.
    func value(for key: String) -> ProbeValue?
}

extension ProbeSource {
    /// Asks every question once.
    package func recording() -> Recording {
        var probes: [String: ProbeValue] = [:]
        for key in keys { probes[key] = value(for: key) }
        return Recording(os: os, probes: probes)
    }
}
