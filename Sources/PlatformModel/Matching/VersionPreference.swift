/// The place of an entry's `os.version` in the choice; smaller is better.
package enum VersionPreference: Hashable, Sendable, Comparable {
    /// The version decides nothing: the document's order does.
    case indifferent
    /// The version suits the host; `isOtherRevision` only where the host prefers its own.
    case version(DottedVersion, isOtherRevision: Bool)
    /// The entry names no version.
    case unversioned

    /// Whether `left` is preferred: its revision equal where that counts, then the newer one, unversioned last.
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
