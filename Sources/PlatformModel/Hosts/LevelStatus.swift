/// How well the CPU level of a host is known.
public enum LevelStatus: Hashable, Sendable {
    /// Probes, or the user, say it.
    case proved
    /// It is taken for granted from what is known besides.
    case assumed
    /// It is not known; the text names the probe that did not tell.
    case unknown(probe: String)
}

extension LevelStatus {
    /// Whether the level is known at all.
    package var isKnown: Bool {
        switch self {
        case .proved, .assumed: return true
        case .unknown: return false
        }
    }
}
