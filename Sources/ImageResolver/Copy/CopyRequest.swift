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
            SourcedCredential(
                .basic(username: username, password: Secret(password)), source: SourcedCredential.commandLine)
        }
    }

    /// What to do with an index if only some of its platforms are copied.
    public enum Narrowing: Sendable {
        /// Create a new index of these platforms, with its own digest; for one platform, copy only its manifest.
        case filter
        /// Copy the index unchanged, with its digest, although it lists images that the target does not have.
        case sparse
    }

    /// What to do with a tag that refers to something else.
    public enum ExistingTags: Sendable {
        /// Move it to the copy.
        case move
        /// Refuse to copy, before anything is written.
        case keep
        /// Refuse to copy unless ``CopyRequest/isForced``.
        case moveIfForced
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
    /// What to do with tags that refer to something else.
    public var existingTags = ExistingTags.move
    /// Checks every blob even if its manifest is present, and replaces the tags of signatures that refer to something else.
    public var isForced = false
    /// Also reads the manifests that a target has, so that ``CopiedImage/bytesPresent`` counts all of their blobs.
    public var countsPresent = false
    /// Checks the platforms first, as ``Resolver/check(_:)`` does, and copies nothing if one is not what it claims to be.
    public var checksPlatforms = false
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
    /// Checks the platforms first, as ``Resolver/check(_:)`` does, and pushes nothing if one is not what it claims to be.
    public var checksPlatforms = false

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
        /// The digest by which the registry serves the copy. It may be of another algorithm than the one at the source.
        public let digest: Digest
        /// The digest to which the tag referred before, if it was moved.
        public let replaced: Digest?
        /// Whether the name already referred to the copy.
        public let wasThere: Bool
    }

    /// The source, as the user wrote it.
    public let image: String
    /// The digest of the copy at the first target. It is that of the source unless platforms were left out or the registry uses
    /// another algorithm.
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
    ///
    /// With the three sums that follow, this adds up to the size of the image, once for each repository that it was copied to, if
    /// everything was counted: always for a push, and for a copy with ``CopyRequest/countsPresent``.
    public let bytes: Int64
    /// Bytes of blobs that were already present at the targets.
    public let bytesPresent: Int64
    /// Bytes of blobs that were mounted from other repositories.
    public let bytesMounted: Int64
    /// Bytes of layers that the targets need not have, because the manifest names other addresses for them.
    public let bytesElsewhere: Int64
    /// Seconds from the first request to the last.
    public let seconds: Double
}
