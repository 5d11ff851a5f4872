import ImageModel
import PlatformModel

/// One image to be pulled.
public struct PullRequest: Sendable {
    /// The image, as CLI.md writes references.
    public var image: String
    /// The platforms to pull; empty = those of the options. `host` and `all` are understood.
    public var platforms: [String]

    /// An image for the platforms of the options, or for its own.
    public init(image: String, platforms: [String] = []) {
        self.image = image
        self.platforms = platforms
    }
}

/// Where pulled images go.
public enum PullOutput: Sendable {
    /// The local store.
    case localStore
    /// An OCI layout of its own in a folder.
    case layout(String)
}

/// One platform's image, whole and verified in its output.
public struct PulledImage: Sendable {
    /// The image, as it was asked for.
    public let image: String
    /// `registry/repository`, without tag or digest.
    public let name: String
    /// The digest of the platform's manifest.
    public let digest: Digest
    /// The digest of the list it was chosen from; `nil` for a lone manifest.
    public let index: Digest?
    /// The platform that the entry declares or its config names.
    public let platform: Platform?
    /// The ranking's word for the choice.
    public let word: String
    /// Bytes that came over the network, documents included.
    public let bytes: Int64
    /// Bytes of the image that were held already.
    public let bytesFromCache: Int64
    /// Seconds from the start of the image's resolution to its commit.
    public let seconds: Double
    /// The folder that holds it.
    public let output: String
}
