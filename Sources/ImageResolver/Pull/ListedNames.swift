import ImageModel
import ImageStore

/// The names that the index of a layout gives a pulled image.
///
/// containerd and podman take the full name from `io.containerd.image.name`; skopeo and umoci select an image by
/// `org.opencontainers.image.ref.name`.
struct ListedNames: Hashable, Sendable {
    /// The tag, or the full name if the tag belongs to another image of the layout; `nil` if the image has neither.
    let name: String?
    /// The full name; `nil` if the source states none, because a tag alone names no repository.
    let imageName: String?

    /// The names of an image among the present `entries`.
    ///
    /// The user may have `chosen` a tag or a full name. `fullName` and `tag` are those that the source gives the image. Of a
    /// full name with a tag and a digest the digest is left out: engines find such an image by its tag only without it.
    init(chosen: String?, fullName: Reference?, tag: String?, among entries: [LayoutEntry]) {
        guard let chosen else {
            let full = fullName.map { name in name.tag.map { "\(name.name):\($0)" } ?? name.description }
            let short = tag ?? fullName?.tag
            let isTaken = full != nil && entries.contains { $0.name == short && $0.imageName != full }
            // A pull must not replace the image of another repository.
            name = short != nil && isTaken ? full : short
            imageName = full
            return
        }
        name = chosen
        let tagged = fullName.flatMap { try? Reference(parsing: "\($0.name):\(chosen)") }
        imageName = (Reference(imageName: chosen) ?? tagged ?? fullName)?.description
    }
}
