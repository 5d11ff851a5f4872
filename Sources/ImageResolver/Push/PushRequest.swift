/// An image that lies on this machine and is to be brought to a registry.
public struct PushRequest: Sendable {
    /// The image: a layout or an archive.
    public var source: String
    /// The name that it gets: `registry/repository:tag`, or `registry/repository@digest` for none but its digest.
    public var target: String
    /// The platforms that are pushed; all where this is empty.
    public var platforms: [String] = []

    /// The whole image, a list with all that it names.
    public init(source: String, target: String) {
        self.source = source
        self.target = target
    }
}
