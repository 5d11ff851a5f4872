/// How well an accepted entry suits the host: eight parts, compared from left to right.
///
/// Ordered from best to worst: the best entry is the minimum.
public struct Rank: Hashable, Sendable, Comparable {
    /// Where the platform comes from: 0 declared, 1 read, 2 declared and emulated, 3 read and emulated.
    package let provenance: Int
    /// 0 for the host's own operating system, 1 for a guest.
    package let system: Int
    /// 0 native, 1 the 32-bit sibling, 2 emulated.
    package let execution: Int
    /// 0 process isolation, 1 Hyper-V isolation.
    package let isolation: Int
    /// Steps down the ladder of levels; an emulator adds 100 for each one registered before it.
    package let level: Int
    /// The place of `os.version`.
    package let version: VersionPreference
    /// How many of the host's features the entry does not use.
    package let features: Int
    /// The place in the document, depth first.
    package let position: Position
    /// The place of ``version`` among the versions of the accepted entries, 0 for the best.
    private var versionOrdinal = 0

    /// The rank of an entry that runs as `fit` says.
    init(_ fit: Fit, isDeclared: Bool, position: Position) {
        provenance = (fit.emulator == nil ? 0 : 2) + (isDeclared ? 0 : 1)
        system = fit.isGuest ? 1 : 0
        execution = fit.emulator != nil ? 2 : fit.isSibling ? 1 : 0
        isolation = fit.needsHyperV ? 1 : 0
        level = fit.levelRank
        version = fit.version
        features = fit.unusedFeatures
        self.position = position
    }

    /// The parts as numbers; the eighth, the position, has one number for each nested index on the way, and one more.
    public var components: [Int] {
        [provenance, system, execution, isolation, level, versionOrdinal, features] + position
    }

    /// The same rank, its version numbered by its place in `versions`, which are sorted.
    func numbered(among versions: [VersionPreference]) -> Rank {
        var rank = self
        rank.versionOrdinal = versions.firstIndex(of: version) ?? 0
        return rank
    }

    /// Whether `left` is better.
    public static func < (left: Rank, right: Rank) -> Bool {
        if left.leading != right.leading { return left.leading.lexicographicallyPrecedes(right.leading) }
        if left.version != right.version { return left.version < right.version }
        if left.features != right.features { return left.features < right.features }
        return left.position.lexicographicallyPrecedes(right.position)
    }

    private var leading: [Int] { [provenance, system, execution, isolation, level] }
}
