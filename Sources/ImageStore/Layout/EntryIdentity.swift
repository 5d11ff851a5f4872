/// What makes a new entry of an index take the place of an old one.
package enum EntryIdentity: Hashable, Sendable {
    /// The same name: the layout holds one image of it.
    case name
    /// The same name and the same platform: the layout may hold one image of it for each.
    case nameAndPlatform

    /// Whether `entry` is to take the place of `other`; two without a name are one if their digest is.
    func unites(_ entry: LayoutEntry, _ other: LayoutEntry) -> Bool {
        guard let name = entry.name else {
            return other.name == nil && entry.descriptor.digest == other.descriptor.digest
        }
        guard name == other.name else { return false }
        switch self {
        case .name: return true
        case .nameAndPlatform: return entry.descriptor.platform == other.descriptor.platform
        }
    }
}
