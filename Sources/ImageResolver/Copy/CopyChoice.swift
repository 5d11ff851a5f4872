import ImageModel
import PlatformModel

/// What is copied of an image: the document that gets the tags, and what of it.
struct CopyChoice: Sendable {
    /// The document that gets the tags.
    let document: Document
    /// The digest of the source's list; `nil` for a lone manifest.
    let index: Digest?
    /// The entries that are copied of a list that stays as it is; `nil` for all.
    var entries: Set<Digest>?
    /// The platforms that were chosen; `nil` for all.
    var platforms: [Platform]?
    /// What the user should know of the choice.
    var note: String?

    /// Everything.
    init(all root: Document) {
        document = root
        index = if case .index = root.content { root.digest } else { nil }
    }

    /// A document that stands for some platforms of a list.
    init(_ document: Document, from index: Digest, platforms: [Platform], note: String) {
        self.document = document
        self.index = index
        self.platforms = platforms
        self.note = note
    }

    /// The word for it, where others have the ranking's.
    var word: String { platforms == nil ? "all" : entries == nil ? "filtered" : "sparse" }
}
