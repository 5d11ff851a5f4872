import ImageModel
import PlatformModel
import RegistryProtocol

/// An image to copy from one registry to another, or within one.
public struct CopyRequest: Sendable {
    /// A user name and password for the registry of the source only.
    public struct Login: Sendable, CustomStringConvertible, CustomReflectable {
        private let username: String
        private let password: String

        /// A login, which takes precedence over configured credentials for that registry.
        public init(username: String, password: String) {
            self.username = username
            self.password = password
        }

        /// `<redacted>`.
        public var description: String { "<redacted>" }

        /// No children, so the password appears in no dump.
        public var customMirror: Mirror { Mirror(self, children: []) }

        /// The credential for the registry.
        var credential: SourcedCredential {
            SourcedCredential(.basic(username: username, password: Secret(password)), source: "the command line")
        }
    }

    /// What to do with an index if only some of its platforms are copied.
    public enum Narrowing: Sendable {
        /// Create a new index of these platforms, with its own digest; for one platform, copy only its manifest.
        case filter
        /// Copy the index unchanged, with its digest, although it lists images that the target does not have.
        case sparse
    }

    /// The image.
    public var source: String
    /// The names of the copy: `registry/repository:tag`, or `registry/repository@digest` for a copy without a tag.
    public var targets: [String]
    /// Repositories that get a copy without a tag: `registry/repository`.
    public var repositories: [String] = []
    /// More tags, for each repository of ``targets``.
    public var tags: [String] = []
    /// The platforms to copy; empty means all.
    public var platforms: [String] = []
    /// What to do with an index if only some of its platforms are copied.
    public var narrowing = Narrowing.filter
    /// Also copies the referrers of the image: signatures, SBOMs, attestations.
    public var withReferrers = false
    /// Gives the copy every tag that refers to the same digest at the source.
    public var allTagsOfDigest = false
    /// Replaces tags that refer to something else, and checks every blob even if its manifest is present.
    public var isForced = false
    /// A login for the source; `nil` means the configured credentials.
    public var login: Login?

    /// Copies the whole image under the given names.
    public init(source: String, targets: [String]) {
        self.source = source
        self.targets = targets
    }
}

/// An image on this machine to push to a registry.
public struct PushRequest: Sendable {
    /// The image: a layout or an archive.
    public var source: String
    /// The name of the pushed image: `registry/repository:tag`, or `registry/repository@digest` without a tag.
    public var target: String
    /// The platforms to push; empty means all.
    public var platforms: [String] = []

    /// Pushes the whole image; an index with everything it lists.
    public init(source: String, target: String) {
        self.source = source
        self.target = target
    }
}

/// An image that was copied or pushed.
public struct CopiedImage: Sendable {
    /// One name of the copy.
    public struct Target: Hashable, Sendable {
        /// `registry/repository`.
        public let name: String
        /// The tag; `nil` for a copy without a tag.
        public let tag: String?
        /// Whether the name already referred to the same digest.
        public let wasThere: Bool
    }

    /// The source, as the user wrote it.
    public let image: String
    /// The digest of the copy, which is that of the source unless platforms were left out.
    public let digest: Digest
    /// The digest of the source's index; `nil` for a manifest without an index.
    public let index: Digest?
    /// The chosen platforms; `nil` means all.
    public let platforms: [Platform]?
    /// The names of the copy, in the order requested.
    public let targets: [Target]
    /// The referrers that were copied with it.
    public let referrers: [Digest]
    /// Bytes of blobs that were uploaded.
    public let bytes: Int64
    /// Bytes of blobs that were already present at the targets, as far as that was checked.
    public let bytesPresent: Int64
    /// Bytes of blobs that were mounted from other repositories.
    public let bytesMounted: Int64
    /// Seconds from the first request to the last.
    public let seconds: Double
}
