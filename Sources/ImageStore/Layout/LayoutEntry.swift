import ImageModel

/// One image that an `index.json` lists.
package struct LayoutEntry: Hashable, Sendable {
    /// The annotation that names an image within a layout: OCI image-spec v1.1, annotations.md.
    package static let nameAnnotation = "org.opencontainers.image.ref.name"
    /// The annotation in which containerd looks for the whole reference.
    package static let imageNameAnnotation = "io.containerd.image.name"

    /// The manifest or index, with its annotations.
    package var descriptor: Descriptor

    /// An entry as a layout lists it.
    package init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    /// An entry for `descriptor`: `name` is its tag, or its whole reference; `imageName` its whole reference.
    package init(_ descriptor: Descriptor, name: String?, imageName: String? = nil) {
        self.descriptor = descriptor
        if let name { self.descriptor.annotations[Self.nameAnnotation] = name }
        if let imageName { self.descriptor.annotations[Self.imageNameAnnotation] = imageName }
    }

    /// The tag or reference that the layout gives it.
    package var name: String? { descriptor.annotations[Self.nameAnnotation] }

    /// The whole reference, where one is written.
    package var imageName: String? { descriptor.annotations[Self.imageNameAnnotation] }
}
