import PlatformModel

/// The images that the steps of a run have built, by their full names.
actor BuiltImages {
    /// An image on its way to a registry.
    struct Image: Hashable, Sendable {
        /// The folder of its OCI layout.
        let layout: String
        /// What its config says that it is for.
        let platform: Platform?
    }

    private var images: [String: Image] = [:]

    /// Remembers an image under its names; a later one of a name replaces it.
    func add(_ image: Image, names: [String]) {
        for name in names { images[name] = image }
    }

    /// The image of a name.
    func image(named name: String) -> Image? { images[name] }
}
