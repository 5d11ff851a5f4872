/// One pull that a contestant is to do.
struct Pull: Sendable {
    /// The image.
    let image: BenchmarkImage
    /// Host and port of the registry, or of the link to it.
    let authority: String
    /// A folder of its own, empty: for what is pulled, and for the contestant's own files.
    let folder: String

    /// The image as the registry names it.
    var reference: String { authority + "/" + image.name }

    /// The path of `name` in the folder.
    func file(_ name: String) -> String { folder + "/" + name }
}
