/// Whether a host shows what proves one CPU level, the levels below it left aside.
enum LevelOutcome: Hashable, Sendable {
    /// Every name of one group showed; these.
    case shown([String])
    /// These names do not show, though a probe that would show them was answered.
    case lacks([String])
    /// These names could not be looked for: their probes were not answered.
    case notAsked([String])
}
