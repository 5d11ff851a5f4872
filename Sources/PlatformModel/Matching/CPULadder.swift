/// The CPU levels of one architecture, and which of them a platform runs.
public struct CPULadder: Hashable, Sendable {
    /// The canonical name of the architecture.
    public let architecture: String
    /// The levels, lowest first.
    public let rungs: [Rung]
    /// How well the platform's own level is known.
    public let status: LevelStatus

    /// One level.
    public struct Rung: Hashable, Sendable {
        /// The canonical spelling of the level.
        public let level: String
        /// Whether the platform runs programs of the level.
        public let standing: Standing
        /// The entries that are built for the level, by their positions.
        public let entries: [Position]
    }

    /// Whether a platform runs programs of a level.
    public enum Standing: Hashable, Sendable {
        /// It is the platform's own level.
        case own
        /// The platform's own level includes it.
        case included
        /// The platform does not run it.
        case beyond
        /// The platform's own level is unknown, and so is whether it runs this one.
        case unknown
    }
}

extension PlatformCatalog {
    /// The ladder of a platform's architecture with its own place on it.
    ///
    /// `nil` for an architecture that is unknown or has fewer than two levels.
    ///
    /// - Parameter entries: the entries of an index; those of the architecture stand on the rungs of their levels.
    package func ladder(
        of platform: Platform, status: LevelStatus, entries: [(position: Position, platform: Platform)]
    ) -> CPULadder? {
        guard let architecture = architecture(named: platform.architecture) else { return nil }
        let own = level(architecture: platform.architecture, variant: platform.variant)
        let included = Set(levels(below: own, architecture: architecture.name))
        let names = orderedLevels(of: architecture.name, with: included)
        guard names.count > 1 else { return nil }
        let isCertain = status.isKnown || architecture.unprovedLevel == .baseline
        let standing = { (level: String) -> CPULadder.Standing in
            if level == own { return .own }
            if included.contains(level) { return isCertain ? .included : .unknown }
            return status.isKnown ? .beyond : .unknown
        }
        var positions: [String: [Position]] = [:]
        for entry in entries where self.architecture(named: entry.platform.architecture) == architecture {
            let level = level(architecture: entry.platform.architecture, variant: entry.platform.variant)
            positions[level, default: []].append(entry.position)
        }
        let rungs = names.map { CPULadder.Rung(level: $0, standing: standing($0), entries: positions[$0] ?? []) }
        return CPULadder(architecture: architecture.name, rungs: rungs, status: status)
    }

    /// The levels with a row of their own, and the numbered ones among `more`; lowest first.
    private func orderedLevels(of architecture: String, with more: Set<String>) -> [String] {
        let rows = levels(of: architecture).filter { $0.numberedPrefix == nil }
        let names = rows.map(\.name)
        // A table is written from the lowest level up or from the highest down; a step leads to a lower one.
        let steps = rows.enumerated().flatMap { number, row in
            row.stepsDown.compactMap { names.firstIndex(of: $0) }.map { $0 - number }
        }
        let isDescending = steps.contains { $0 > 0 }
        let numbered = more.subtracting(names)
        // What has no row is above those that have one; the highest includes all others.
        let above = numbered.max { first, second in
            levels(below: first, architecture: architecture).count
                < levels(below: second, architecture: architecture).count
        }
        let extra = above.map { levels(below: $0, architecture: architecture).filter(numbered.contains) } ?? []
        return (isDescending ? names.reversed() : names) + extra.reversed()
    }
}
