import ImageModel
import ImageStore
import ImageTransfer

/// An image's source, opened: where its documents come from, and what its layers are fetched through.
struct OpenSource: Sendable {
    /// Where documents come from.
    let origin: any ImageOrigin
    /// The sessions with the image's places; `nil` for a layout, and with `--offline`.
    let places: PlaceSessions?
    /// The image's reference; `nil` for a layout.
    let reference: Reference?
    /// The layout that holds it; `nil` for a registry.
    let layout: ImageStore?
    /// The tag that a layout names it by.
    let tag: String?

    /// `registry/repository`, or the layout's folder.
    var name: String { reference?.name ?? layout.map { "oci:\($0.root)" } ?? "" }
}
