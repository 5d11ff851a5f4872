import ImageModel
import RegistryClient

/// An image's source, opened: where its documents come from, and what its layers are fetched through.
struct OpenSource: Sendable {
    /// Where documents come from.
    let origin: any ImageOrigin
    /// The sessions with the image's places; `nil` for what is on this machine, and with `--offline`.
    let places: EndpointSessions?
    /// The image's reference; `nil` for what is on this machine.
    let reference: Reference?
    /// The layout or archive that holds it; `nil` for a registry.
    let local: LocalBlobs?
    /// The tag that a layout or an archive names it by.
    let tag: String?
    /// The name at a registry by which a layout or an archive knows the image; `nil` where it says none.
    var formerName: Reference?

    /// `registry/repository`, or the place on this machine.
    var name: String { reference?.name ?? local?.name ?? "" }
}
