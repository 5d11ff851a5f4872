import PlatformModel

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
