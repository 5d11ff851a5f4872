/// How well an accepted entry suits the host: eight parts, compared from left to right.
///
/// The best entry is the minimum. The parts, most important first, and the reason for their order:
///
/// 1. ``provenance``: an entry that runs natively is better than one that needs an emulator, and a platform that the
///    index declares is better than one that only the image's config states.
/// 2. ``system``: the host's own operating system is better than a guest system.
/// 3. ``execution``: the host's own architecture is better than its 32-bit sibling.
/// 4. ``isolation``: a shared kernel (process isolation) costs less than a virtual machine (Hyper-V isolation).
/// 5. ``level``: the closer to the host's CPU level, the more of the CPU the image uses.
/// 6. ``version``: the newest Windows version that runs has the most fixes.
/// 7. ``features``: the more of the host's features an entry uses, the more specific it is.
/// 8. ``position``: between equals, the order of the index decides.
public struct Rank: Hashable, Sendable, Comparable {
    /// 0 declared by the index, 1 read from the config, 2 declared and emulated, 3 read and emulated.
    package let provenance: Int
    /// 0 for the host's own operating system, 1 for a guest.
    package let system: Int
    /// 0 native, 1 the 32-bit sibling, 2 emulated.
    package let execution: Int
    /// 0 process isolation, 1 Hyper-V isolation.
    package let isolation: Int
    /// Steps down from the host's CPU level; each emulator registered before the one needed adds 100.
    package let level: Int
    /// The preference by `os.version`.
    package let version: VersionPreference
    /// The number of host features that the entry does not use.
    package let features: Int
    /// The position in the index, depth first.
    package let position: Position
    /// The position of ``version`` among the versions of all accepted entries; 0 is the best.
    private var versionOrdinal = 0

    /// The rank of an entry at a position, which runs as `fit` describes.
    init(_ fit: Fit, isDeclared: Bool, position: Position) {
        provenance = (fit.emulator == nil ? 0 : 2) + (isDeclared ? 0 : 1)
        system = fit.isGuest ? 1 : 0
        execution = fit.emulator != nil ? 2 : fit.isSibling ? 1 : 0
        isolation = fit.needsHyperV ? 1 : 0
        level = fit.emulator == nil ? fit.steps : fit.emulatorsBefore * 100 + min(fit.steps, 99)
        version = fit.version
        features = fit.unusedFeatures
        self.position = position
    }

    /// Whether `left` is better.
    public static func < (left: Rank, right: Rank) -> Bool {
        if left.leading != right.leading { return left.leading.lexicographicallyPrecedes(right.leading) }
        if left.version != right.version { return left.version < right.version }
        if left.features != right.features { return left.features < right.features }
        return left.position.lexicographicallyPrecedes(right.position)
    }

    private var leading: [Int] { [provenance, system, execution, isolation, level] }

    /// The parts as numbers; the position has one number for each level of nesting.
    public var components: [Int] {
        leading + [versionOrdinal, features] + position
    }

    /// The same rank with the ordinal of its version among `versions`, which are sorted.
    func numbered(among versions: [VersionPreference]) -> Rank {
        var rank = self
        rank.versionOrdinal = versions.firstIndex(of: version) ?? 0
        return rank
    }
}

/// How the host runs a platform: everything that the rank depends on except the entry's position.
struct Fit: Hashable, Sendable {
    /// Whether it runs as a guest of another operating system.
    var isGuest = false
    /// Whether it is 32-bit code on a 64-bit host.
    var isSibling = false
    /// The handler of the emulator that it needs; `nil` if it runs natively.
    var emulator: String?
    /// The number of emulators registered before that one.
    var emulatorsBefore = 0
    /// Whether it needs Hyper-V isolation.
    var needsHyperV = false
    /// Steps down from the CPU level of the host or emulator.
    var steps = 0
    /// The preference by its `os.version`.
    var version: VersionPreference = .indifferent
    /// The number of host features that it does not use.
    var unusedFeatures = 0
    /// Remarks for readers, in the order of the rank's parts.
    var remarks: [String] = []

    /// The reason code that says how such an entry runs.
    func reason(isDeclared: Bool) -> AcceptanceReason {
        if emulator != nil { return .emulated }
        if needsHyperV { return .hyperv }
        if isGuest { return .guestOS }
        if !isDeclared { return .fromConfig }
        if isSibling { return .compat32 }
        return steps > 0 ? .lowerLevel : .exact
    }
}

/// The reason code of an accepted entry: how it runs. If several cases apply, the first does.
public enum AcceptanceReason: String, Hashable, Sendable, CaseIterable {
    /// Through an emulator.
    case emulated
    /// With Hyper-V isolation only.
    case hyperv
    /// As a guest of another operating system.
    case guestOS = "guest-os"
    /// Natively; the index does not declare the platform, the image's config states it.
    case fromConfig = "from-config"
    /// As 32-bit code on a 64-bit host.
    case compat32
    /// Natively, at a lower CPU level than the host supports, such as the baseline.
    case lowerLevel = "lower-level"
    /// Built for exactly this host.
    case exact
}

/// The preference for an entry by its `os.version`; smaller is better.
package enum VersionPreference: Hashable, Sendable, Comparable {
    /// The version does not matter.
    case indifferent
    /// The version runs on the host; `isOtherRevision` is set only where the host prefers its own revision.
    case version(DottedVersion, isOtherRevision: Bool)
    /// The entry has no version.
    case unversioned

    /// Orders by the host's own revision where that counts, then the newest version; no version comes last.
    package static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.version(let one, let isOneOther), .version(let two, let isTwoOther)):
            return isOneOther == isTwoOther ? one > two : isTwoOther
        default: return left.order < right.order
        }
    }

    private var order: Int {
        switch self {
        case .indifferent: return 0
        case .version: return 1
        case .unversioned: return 2
        }
    }
}
