/// Why an entry is not taken, in one stable word.
///
/// The order of the cases is the order of nearness: an entry refused with an earlier word came further.
public enum RefusalWord: String, Hashable, Sendable, CaseIterable {
    /// The operating system lacks features that the entry needs.
    case osFeatures = "os-features"
    /// The entry's Windows build is older than the host runs without Hyper-V.
    case windowsBuildOlder = "windows-build-older"
    /// The entry's Windows build is newer than the host's.
    case windowsBuildNewer = "windows-build-newer"
    /// The entry's Windows version is not a version.
    case windowsVersionUnreadable = "windows-version-unreadable"
    /// The entry needs a CPU level that the host does not reach.
    case levelTooNew = "level-too-new"
    /// The host's own CPU level is not known, and this architecture has no safe baseline.
    case levelUnproved = "level-unproved"
    /// The host is proved not to run its 32-bit sibling.
    case noCompat32 = "no-compat32"
    /// The entry is for another architecture.
    case architecture
    /// The entry is for another operating system.
    case os
    /// The entry names no platform, and what would tell could not be read.
    case undeclaredUnreadable = "undeclared-unreadable"
    /// The entry says that its platform is unknown.
    case unknownPlatform = "unknown-platform"
    /// The entry describes how another one was built.
    case attestation
    /// The entry is something else than an image.
    case artifact
    /// The entry's media type is none of an image or an index.
    case mediaType = "media-type"
    /// The entry is an image of Docker's first schema.
    case schema1
    /// The nested index has no entries.
    case emptyIndex = "empty-index"
    /// The index is nested too deeply.
    case depth
    /// The nested index holds itself.
    case cycle

    /// Whether the word means that the entry is of a kind that is not supported, whatever the platform.
    public var isUnsupported: Bool {
        switch self {
        case .mediaType, .schema1, .emptyIndex, .depth, .cycle: return true
        case .osFeatures, .windowsBuildOlder, .windowsBuildNewer, .windowsVersionUnreadable, .levelTooNew,
            .levelUnproved, .noCompat32, .architecture, .os, .undeclaredUnreadable, .unknownPlatform, .attestation,
            .artifact:
            return false
        }
    }
}
