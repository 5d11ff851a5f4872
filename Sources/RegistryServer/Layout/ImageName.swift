import ImageModel
import ImageStore

/// A name that an entry of a layout's index bears.
struct ImageName: Hashable, Sendable {
    /// The registry that it came from; nil where the name is only a tag.
    let registry: String?
    /// The repository; nil where the name is only a tag.
    let repository: String?
    /// The tag; nil where the name is pinned by a digest.
    let tag: String?

    /// The names of an index entry.
    ///
    /// `org.opencontainers.image.ref.name` is a tag or a whole reference, `io.containerd.image.name` a whole reference. A
    /// bare tag beside whole references is a tag of their repositories.
    static func all(of annotations: [String: String]) -> [ImageName] {
        let texts = [LayoutEntry.imageNameAnnotation, LayoutEntry.nameAnnotation].compactMap { annotations[$0] }
        var whole: [ImageName] = []
        var tags: [String] = []
        for text in texts {
            if isTag(text) {
                tags.append(text)
            } else if let name = ImageName(reference: text) {
                whole.append(name)
            }
        }
        guard !whole.isEmpty else { return tags.map { ImageName(registry: nil, repository: nil, tag: $0) } }
        let more = whole.flatMap { name in
            tags.map { ImageName(registry: name.registry, repository: name.repository, tag: $0) }
        }
        return whole + more.filter { !whole.contains($0) }
    }

    /// Whether `text` is a tag by the grammar.
    static func isTag(_ text: String) -> Bool {
        guard let reference = try? Reference(parsing: "localhost/a:" + text) else { return false }
        return reference.tag == text && reference.digest == nil
    }

    private init(registry: String?, repository: String?, tag: String?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
    }

    private init?(reference text: String) {
        guard let reference = try? Reference(parsing: text) else { return nil }
        self.init(registry: reference.registry, repository: reference.repository, tag: reference.tag)
    }
}
