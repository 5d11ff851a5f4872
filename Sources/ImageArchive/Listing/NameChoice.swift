import ImageModel

/// Which of an archive's images a tag means.
struct NameChoice {
    private let tag: String?

    /// A choice by `tag`; without one, of the only image.
    init(_ tag: String?) {
        self.tag = tag
    }

    /// The one image among `images`, each of which has the names that `named` gives.
    ///
    /// A name that is written in the same way is taken before one that means the same or only has the same tag.
    func one<Image>(of images: [Image], named: (Image) -> [String]) throws(ArchiveError) -> Image {
        guard let tag else {
            if let image = images.first, images.count == 1 { return image }
            throw .choice(count: images.count, tag: nil, names: images.flatMap(named))
        }
        let alike = images.filter { named($0).contains(tag) }
        if let image = alike.first, alike.count == 1 { return image }
        let wanted = try? Reference(parsing: tag)
        let near = images.filter { image in
            named(image).contains { name in
                guard let reference = try? Reference(parsing: name) else { return false }
                return reference == wanted || reference.tag == tag
            }
        }
        if alike.isEmpty, let image = near.first, near.count == 1 { return image }
        throw .choice(count: max(alike.count, near.count), tag: tag, names: images.flatMap(named))
    }
}
