/// The verdicts on all entries of an index, and the choice among them.
public struct Judgement: Hashable, Sendable {
    /// All entries in document order; a nested index comes before its own entries.
    public let verdicts: [JudgedCandidate]
    /// The best entry; `nil` if none runs. It is final only if ``toRead`` is empty.
    ///
    /// While the best entry is an unread nested index, this is that index.
    public let chosen: JudgedCandidate?
    /// The entries whose documents must be read before ``chosen`` is final.
    public let toRead: [Position]
    /// The refused entry that came closest to being accepted; `nil` if an entry was chosen.
    public let nearest: JudgedCandidate?
    /// Whether no entry runs because every one is of an unsupported kind, whatever the platform.
    public let onlyUnsupported: Bool
}

/// One entry with its verdict.
public struct JudgedCandidate: Hashable, Sendable {
    /// The position of the entry.
    public let position: Position
    /// The platform that was judged, as written: the declared one or the config's; `nil` if there is none.
    public let platform: Platform?
    /// Whether the host can run it.
    public let verdict: Verdict
}

/// Whether the host can run an entry, and why.
public enum Verdict: Hashable, Sendable {
    /// The host can run it.
    case accepted(Acceptance)
    /// The host cannot run it, or it is not an image.
    case refused(Refusal)

    /// Whether the host can run it.
    public var isAccepted: Bool { acceptance != nil }

    /// How the entry runs; `nil` if it is refused.
    public var acceptance: Acceptance? {
        guard case .accepted(let acceptance) = self else { return nil }
        return acceptance
    }

    /// Why the entry is refused; `nil` if it is accepted.
    public var refusal: Refusal? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal
    }

    /// The stable reason code.
    public var reason: String {
        switch self {
        case .accepted(let acceptance): return acceptance.reason.rawValue
        case .refused(let refusal): return refusal.reason.rawValue
        }
    }

    /// The facts behind the reason code.
    public var detail: String {
        switch self {
        case .accepted(let acceptance): return acceptance.detail
        case .refused(let refusal): return refusal.detail
        }
    }
}

/// How an accepted entry runs.
public struct Acceptance: Hashable, Sendable {
    /// How well it suits the host.
    public let rank: Rank
    /// The reason code.
    public let reason: AcceptanceReason
    /// The facts behind the reason code; empty if there are none.
    public let detail: String
}

/// Why an entry is refused.
public struct Refusal: Hashable, Sendable {
    /// The reason code.
    public let reason: RefusalReason
    /// The facts behind the reason code; may contain unescaped text from the registry.
    public let detail: String
    /// The option that would make the entry acceptable, if there is one.
    public let remedy: Remedy?
    /// How far the entry is from being accepted, among entries with the same reason.
    package let distance: Int

    /// Creates a refusal.
    package init(_ reason: RefusalReason, _ detail: String, remedy: Remedy? = nil, distance: Int = 0) {
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
        self.distance = distance
    }

    /// The distance of an entry that is not near to being accepted, whatever its reason.
    static let farthest = Int.max

    /// Whether this entry came closer to being accepted than `other`.
    package func isNearer(than other: Refusal) -> Bool {
        if (distance == Self.farthest) != (other.distance == Self.farthest) { return distance < other.distance }
        if reason != other.reason { return reason.nearness < other.reason.nearness }
        return distance < other.distance
    }
}

/// The reason code of a refused entry.
///
/// The cases are in order of nearness: an entry refused for an earlier reason came closer to being accepted.
public enum RefusalReason: String, Hashable, Sendable, CaseIterable {
    /// The entry refers to no document, because its digest or size is malformed. It is nearest if its platform runs.
    case malformed
    /// The entry needs operating system features that the host lacks.
    case osFeatures = "os-features"
    /// The entry's Windows build is too old to run without Hyper-V isolation.
    case windowsBuildOlder = "windows-build-older"
    /// The entry's Windows build is newer than the host's.
    case windowsBuildNewer = "windows-build-newer"
    /// The Windows version of the entry or the host is malformed.
    case windowsVersionUnreadable = "windows-version-unreadable"
    /// The entry needs a CPU level that the host does not support.
    case levelTooNew = "level-too-new"
    /// The host's own CPU level is unknown, and its architecture has no safe baseline.
    case levelUnproved = "level-unproved"
    /// A probe showed that the host does not run its 32-bit sibling.
    case noCompat32 = "no-compat32"
    /// The entry is for another architecture.
    case architecture
    /// The entry is for another operating system.
    case os
    /// The entry declares no platform, and its config does not state one or could not be read.
    case undeclaredUnreadable = "undeclared-unreadable"
    /// The entry declares its platform as unknown.
    case unknownPlatform = "unknown-platform"
    /// The entry is an attestation about another entry.
    case attestation
    /// The entry is not an image.
    case artifact
    /// The entry's media type is neither that of an image nor of an index.
    case mediaType = "media-type"
    /// The entry is a Docker schema 1 image.
    case schema1
    /// The nested index has no entries.
    case emptyIndex = "empty-index"
    /// The index is nested too deeply.
    case depth
    /// The nested index contains itself.
    case cycle

    /// Whether the entry is of an unsupported kind, whatever the platform.
    public var isUnsupported: Bool {
        switch self {
        case .malformed, .mediaType, .schema1, .emptyIndex, .depth, .cycle: return true
        case .osFeatures, .windowsBuildOlder, .windowsBuildNewer, .windowsVersionUnreadable, .levelTooNew,
            .levelUnproved, .noCompat32, .architecture, .os, .undeclaredUnreadable, .unknownPlatform, .attestation,
            .artifact:
            return false
        }
    }

    /// The position in the order of nearness; 0 is the nearest.
    fileprivate var nearness: Int {
        Self.allCases.firstIndex(of: self) ?? Self.allCases.count
    }
}

/// The option that would make a refused entry acceptable.
public enum Remedy: Hashable, Sendable {
    /// An emulator of the host runs it.
    case emulated
    /// Hyper-V isolation runs it.
    case hyperV
    /// It runs if an entry without a CPU level is assumed to have this one.
    case assumeVariant(String)

    /// The option as typed on the command line.
    public var option: String {
        switch self {
        case .emulated: return "--emulated"
        case .hyperV: return "--hyperv"
        case .assumeVariant(let level): return "--assume-variant \(level)"
        }
    }
}
