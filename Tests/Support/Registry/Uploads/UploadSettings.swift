/// How a registry takes uploads: within what the specification allows, and as the odd ones do.
public struct UploadSettings: Sendable {
    /// Where the answers say that an upload goes on.
    public enum Location: Sendable {
        /// At this server, written out in full.
        case absolute
        /// At this server, from the root on.
        case relative
        /// At another server, which ``UploadSettings/acceptsUnknown``.
        case elsewhere(String)
        /// This text, as it stands; none where it is `nil`.
        case text(String?)
    }

    /// What is kept of a request whose body did not come whole.
    public enum Partial: Sendable {
        /// What came of it.
        case kept
        /// Nothing of it: the upload stands where it stood before.
        case dropped
        /// The whole upload is lost, as at docker-registry.
        case lost
    }

    /// What is done with a `PATCH` whose Content-Range does not begin where the upload stands.
    public enum WrongRange: Sendable {
        /// 416, with the place where the upload stands.
        case refused
        /// 416, and nothing else, as docker-registry 3.1.
        case refusedBarely
        /// Its bytes are appended, as docker-registry 2.8.2.
        case appended
    }

    /// What is done with a `PATCH` whose Content-Range does not begin where the upload stands.
    public var wrongRange = WrongRange.refused
    /// Where the answers say that an upload goes on.
    public var location = Location.absolute
    /// What `OCI-Chunk-Min-Length` says; a shorter chunk that is not the last is an error.
    public var leastChunk: Int?
    /// Whether a blob that another repository has is mounted when somebody asks; else an upload is opened.
    public var mounts = true
    /// Whether a mount is answered with 201 although nothing is stored, as docker-registry does for SHA-512.
    public var claimsMounts = false
    /// What is kept of a request whose body did not come whole.
    public var partial = Partial.kept
    /// Whether uploads that this server did not open are taken.
    public var acceptsUnknown = false
    /// Whether a manifest is only taken when everything that it names is there.
    public var checksManifests = true

    /// A registry that behaves.
    public init() {}
}
