/// The ways in which a blob may get into a repository.
package struct UploadPlan: Hashable, Sendable {
    /// How far an upload goes.
    package enum Extent: Hashable, Sendable {
        /// The blob is sent if it is neither present nor mounted.
        case whole
        /// The blob is looked up and mounted, but never sent.
        case lookUp
        /// The blob is sent at once.
        case send
    }

    /// Repositories of the registry that have the blob. A mount is tried before the blob is looked up, because it does no harm
    /// if the blob is already present, and saves a request.
    package var sources: [String]
    /// Repositories of the registry where the blob was seen some time ago. A mount is tried if the blob is not present.
    package var remembered: [String]
    /// How far the upload goes.
    package var extent: Extent

    /// A plan, by default without mounts.
    package init(sources: [String] = [], remembered: [String] = [], extent: Extent = .whole) {
        self.sources = sources
        self.remembered = remembered
        self.extent = extent
    }
}
