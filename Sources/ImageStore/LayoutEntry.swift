import ImageModel

/// One image in an `index.json`.
package struct LayoutEntry: Hashable, Sendable {
    /// The annotation that names an image within a layout: OCI image-spec v1.1, annotations.md.
    package static let nameAnnotation = "org.opencontainers.image.ref.name"
    /// The annotation that containerd reads for the full reference.
    package static let imageNameAnnotation = "io.containerd.image.name"

    /// The manifest or index, with its annotations.
    package var descriptor: Descriptor

    /// The entry of a layout that `descriptor` is.
    package init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    /// An entry for `descriptor`: `name` is its tag or its full reference, `imageName` its full reference.
    package init(_ descriptor: Descriptor, name: String?, imageName: String? = nil) {
        self.descriptor = descriptor
        if let name { self.descriptor.annotations[Self.nameAnnotation] = name }
        if let imageName { self.descriptor.annotations[Self.imageNameAnnotation] = imageName }
    }

    /// The tag or reference under which the layout holds the image.
    package var name: String? { descriptor.annotations[Self.nameAnnotation] }

    /// The full reference, if the entry states it.
    package var imageName: String? { descriptor.annotations[Self.imageNameAnnotation] }

    /// The names under which the layout has the image: the short one and the full one, as far as they are stated.
    package var names: [String] { [name, imageName].compactMap(\.self) }
}

/// When a new entry of an index replaces an old one.
package enum EntryIdentity: Hashable, Sendable {
    /// If both have the same name: the layout holds one image per name.
    case name
    /// If both have the same name and platform: the layout holds one image per name and platform.
    case nameAndPlatform

    /// Whether `entry` replaces `other`; two entries without a name are the same if their digests are.
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
