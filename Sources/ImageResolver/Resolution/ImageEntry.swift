import ImageModel
import PlatformModel

/// One entry of an image's list, with what has been read of it so far.
struct ImageEntry: Sendable {
    /// What the list says of the entry.
    let descriptor: Descriptor
    /// What has been read.
    var content = Content.unread

    /// What reading an entry can come to.
    enum Content: Sendable {
        /// Not read.
        case unread
        /// An image, with its documents.
        case image(ImageDocuments)
        /// A nested list, with its bytes and its entries.
        case index(Document, [ImageEntry])
        /// A manifest that is no image, by its config's media type.
        case artifact(configMediaType: String)
        /// A document that could not be had or read, with the reason.
        case unreadable(String)
        /// A list that stands inside itself.
        case cycle
        /// A list nested deeper than the limit.
        case tooDeep
    }

    /// The entry as the ranking sees it.
    var candidate: Candidate {
        var candidate = Candidate(descriptor)
        switch content {
        case .unread: candidate.content = .unread
        case .image(let documents): candidate.content = .image(documents.config.platform)
        case .index(_, let entries): candidate.content = .index(entries.map(\.candidate))
        case .artifact(let type): candidate.content = .artifact(configMediaType: type)
        case .unreadable(let reason): candidate.content = .unreadable(reason)
        case .cycle: candidate.content = .cycle
        case .tooDeep: candidate.content = .tooDeep
        }
        return candidate
    }
}
