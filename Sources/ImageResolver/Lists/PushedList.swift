import ImageModel

/// A manifest list that stands at its registry.
public struct PushedList: Sendable {
    /// The list.
    public let list: ManifestList
    /// Its type, digest and size.
    public let descriptor: Descriptor
}

/// What becomes of the list on this machine when it is pushed.
public enum LocalListFate: Sendable {
    /// It stays, to be changed and pushed again.
    case kept
    /// It is removed.
    case removed
}
