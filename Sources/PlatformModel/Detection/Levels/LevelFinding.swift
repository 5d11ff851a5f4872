/// What was found out about the CPU level of a host.
struct LevelFinding: Hashable, Sendable {
    /// The level in its canonical spelling, or one that the tables do not know; nothing when there is none.
    var level: String?
    /// How well it is known.
    var status: LevelStatus
    /// The keys of the probes that decided.
    var probes: [String]
    /// The features that prove the level.
    var proof: [String] = []
    /// The keys of the probes that show them.
    var proofProbes: [String] = []
    /// The next level up, and what of it does not show.
    var next: Next?
    /// What a reader should know besides.
    var notes: [String] = []

    /// The keys of the probes that show the level and not the next: all of them where no feature decides.
    var decidingProbes: [String] {
        let deciding = Set(proofProbes + (next?.probes ?? []))
        return deciding.isEmpty ? probes : probes.filter { deciding.contains($0) }
    }

    /// The lowest level that is not proved.
    struct Next: Hashable, Sendable {
        /// The level.
        let level: String
        /// The features that it needs and that do not show.
        let missing: [String]
        /// The keys of the probes that would show them.
        let probes: [String]
        /// Whether probes say that they are not there; else nobody asked.
        let isRefuted: Bool
    }
}
