import ImageArchive
import ImageStore

/// Where a pull goes, as long as nothing has been made there.
struct PullDestination: Sendable {
    /// The folder of the store.
    let path: String
    /// What the store is for.
    let kind: ImageStore.Kind
    /// Stores whose blobs are linked or copied instead of fetched.
    let sources: [ImageStore]
    /// An archive whose blobs are copied instead of fetched.
    var archive: ArchiveImage?
    /// Whether the store is the user's own.
    var isLocal: Bool { kind == .local }

    /// The stores that hold documents already: the destination's own, where there is one, and the sources.
    func held() throws(StoreError) -> [ImageStore] {
        try ImageStore.checkPlace(path)
        return [try ImageStore.existing(at: path, as: kind)].compactMap(\.self) + sources
    }

    /// The same destination, with another place on this machine whose blobs may be had.
    func adding(_ local: LocalBlobs?) -> PullDestination {
        switch local {
        case nil: self
        case .layout(let store): PullDestination(path: path, kind: kind, sources: sources + [store])
        case .archive(let image, _): PullDestination(path: path, kind: kind, sources: sources, archive: image)
        }
    }

    /// Opens the store, and makes what is missing of it.
    func open() throws(StoreError) -> PullTarget {
        PullTarget(store: try ImageStore.open(at: path, as: kind), sources: sources, archive: archive)
    }
}
