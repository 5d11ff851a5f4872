import ImageModel
import PlatformModel
import RegistryProtocol

/// An image to be copied from one registry to another, or within one.
public struct CopyRequest: Sendable {
    /// A name and a password for the source's registry alone.
    public struct Login: Sendable, CustomStringConvertible, CustomReflectable {
        /// The name.
        let username: String
        /// The password.
        let password: String

        /// A login, which goes before what is known of the registry otherwise.
        public init(username: String, password: String) {
            self.username = username
            self.password = password
        }

        /// `<redacted>`.
        public var description: String { "<redacted>" }

        /// Nothing to look into.
        public var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// What becomes of a list of which only some platforms are wanted.
    public enum Narrowing: Sendable {
        /// A new list of just these is made, with a digest of its own; of one platform there is just its manifest.
        case filter
        /// The list stays as it is with its digest, and names images that the target does not have.
        case sparse
    }

    /// The image.
    public var source: String
    /// The names that it gets: `registry/repository:tag`, or `registry/repository@digest` for none but its digest.
    public var targets: [String]
    /// The repositories that get it without a tag: `registry/repository`.
    public var repositories: [String] = []
    /// More tags, for each repository of ``targets``.
    public var tags: [String] = []
    /// The platforms that are copied; all where this is empty.
    public var platforms: [String] = []
    /// What becomes of a list of which only some platforms are wanted.
    public var narrowing = Narrowing.filter
    /// Copies what is attached to the image, too: signatures, SBOMs, attestations.
    public var withReferrers = false
    /// Gives the copy every tag that stands for the same digest at the source.
    public var allTagsOfDigest = false
    /// Replaces tags that stand for something else, and takes nothing to be there because its manifest is.
    public var isForced = false
    /// A login for the source; `nil` for what is known of its registry.
    public var login: Login?

    /// The whole image under the given names.
    public init(source: String, targets: [String]) {
        self.source = source
        self.targets = targets
    }
}

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

/// An image that was copied.
public struct CopiedImage: Sendable {
    /// One name that it has now.
    public struct Target: Hashable, Sendable {
        /// `registry/repository`.
        public let name: String
        /// The tag; `nil` where it goes by its digest alone.
        public let tag: String?
        /// Whether the tag stood for it before.
        public let wasThere: Bool
    }

    /// The source, as it was written.
    public let image: String
    /// The digest of the copy; that of the source, unless platforms were left out.
    public let digest: Digest
    /// The digest of the source's list; `nil` for a lone manifest.
    public let index: Digest?
    /// The platforms that were chosen; `nil` for all that there are.
    public let platforms: [Platform]?
    /// The names that it has now, in the order asked for.
    public let targets: [Target]
    /// The manifests that are attached to it and were copied with it.
    public let referrers: [Digest]
    /// Bytes of blobs that were sent.
    public let bytes: Int64
    /// Bytes of blobs that the targets had, as far as that was asked.
    public let bytesPresent: Int64
    /// Bytes of blobs that were mounted from other repositories.
    public let bytesMounted: Int64
    /// Seconds from the first request to the last.
    public let seconds: Double
}

extension CopyRequest.Login {
    /// What is shown to the registry.
    var credential: SourcedCredential {
        SourcedCredential(.basic(username: username, password: Secret(password)), source: "the command line")
    }
}
