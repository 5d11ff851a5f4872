import ImageModel
import ImageResolver

/// A manifest list that was pushed, for people and for programs.
package struct PushedListRendering {
    private let pushed: PushedList

    /// A rendering of one list.
    package init(_ pushed: PushedList) {
        self.pushed = pushed
    }

    /// What `docker manifest create` says.
    package var created: String { ListRendering(pushed.list).created }

    /// What `docker manifest push` says.
    package var digest: String { pushed.descriptor.digest.description }

    /// The list and what it is at the registry, for programs.
    package var json: JSONValue {
        guard case .object(var members) = ListRendering(pushed.list).json else { return .null }
        members["digest"] = .digest(pushed.descriptor.digest)
        members["mediaType"] = .text(pushed.descriptor.mediaType)
        members["size"] = .integer(pushed.descriptor.size)
        return .object(members)
    }
}
