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

    /// The answer at a place of a table: `key`, or `key[name]` for an entry of one.
    func answer(at place: String) -> ProbeValue? {
        if let value = self[place] { return value }
        guard place.hasSuffix("]"), let bracket = place.firstIndex(of: "[") else { return nil }
        guard let table = self[String(place[..<bracket])]?.table else { return nil }
        return table[String(place[place.index(after: bracket)...].dropLast())].map { .text($0) } ?? .missing
    }

    /// What facts show as the raw value at a place, on one line; nothing was asked: `not asked`.
    func raw(_ place: String) -> String {
        let lines = (answer(at: place)?.shown ?? "not asked").split(separator: "\n").map { $0.drop { $0 == " " } }
        return lines.filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
