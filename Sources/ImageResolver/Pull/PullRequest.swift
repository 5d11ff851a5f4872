import ImageModel
import PlatformModel

/// One image to pull.
public struct PullRequest: Sendable {
    /// The image: a reference, a layout or an archive, as on the command line.
    public var image: String
    /// The platforms to pull, including `host` and `all`; empty means those of the options.
    public var platforms: [String]
    /// Whether blobs that are already present are hashed, and fetched again if they are damaged.
    ///
    /// Otherwise only their sizes are compared. Documents are always hashed.
    public var verifiesPresent = false
    /// Checks the layers while they arrive, as ``Resolver/check(_:)`` does; an image with a platform that is not what it claims
    /// to be is not listed.
    public var checksPlatforms = false
    /// Pulls what is not an image, too: a chart, a model, the content of a volume.
    public var takesArtifacts = false
    /// The digests to pull, whatever the tag refers to now; `nil` asks the registry for the tag.
    public var locked: LockedImage?

    /// An image, for the given platforms or those of the options.
    public init(image: String, platforms: [String] = []) {
        self.image = image
        self.platforms = platforms
    }
}

/// Where pulled images are stored.
public enum PullOutput: Hashable, Sendable {
    /// The local store.
    case localStore
    /// An OCI layout in this folder, which lists the image as `name`; by default, by its tag.
    case layout(String, name: String? = nil)
    /// One archive of all images in this file, for Docker, podman, containerd and skopeo. It names the only image `name`; by
    /// default, as it was requested. With a `partSize`, in bytes, it is split into parts, whose names end in `.001` and so on.
    case archive(String, name: String? = nil, partSize: Int64? = nil)
    /// One archive of all images, written to stdout.
    case standardOutput
    /// An archive of each image in this folder, from which k3s and RKE2 import it when they start. With `onlyChanged`, an
    /// archive that has the same content is left as it is, and nothing is fetched for it.
    case archives(String, onlyChanged: Bool = false)
    /// The Docker engine that the settings of the `docker` command name, or that has a socket in a usual place. An image that it
    /// has already is not sent.
    case docker
    /// The podman service that `CONTAINER_HOST` names, or that has a socket in a usual place.
    case podman

    /// The files of the only image, in this directory, which is new or empty; with `makesDevices`, its devices, too.
    case rootFileSystem(String, makesDevices: Bool = false)
    /// The content store and the snapshots of a containerd, which then lists the image by its full name.
    case containerd(ContainerdTarget)

    /// The name that the output lists the image by, if it is not the one requested.
    public var imageName: String? {
        switch self {
        case .localStore, .standardOutput, .archives, .docker, .podman, .rootFileSystem, .containerd: nil
        case .layout(_, let name), .archive(_, let name, _): name
        }
    }

    /// Whether it is an OCI layout, to which images are added, not an archive.
    var isStore: Bool {
        switch self {
        case .localStore, .layout: true
        case .archive, .standardOutput, .archives, .docker, .podman, .rootFileSystem, .containerd: false
        }
    }

    /// Whether it takes one image for one platform.
    public var isForOneImage: Bool {
        if case .rootFileSystem = self { true } else { false }
    }

    /// Whether images are complete only after ``Resolver/finish(_:)``, because one archive contains them all.
    public var isOneArchive: Bool {
        switch self {
        case .localStore, .layout, .archives, .docker, .podman, .rootFileSystem, .containerd: false
        case .archive, .standardOutput: true
        }
    }
}

/// The image of one platform, complete and verified in its output.
public struct PulledImage: Sendable {
    /// The image, as the user wrote it.
    public let image: String
    /// `registry/repository`, without tag or digest.
    public let name: String
    /// The digest of the platform's manifest.
    public let digest: Digest
    /// The digest of the index that it was chosen from; `nil` for a manifest without an index.
    public let index: Digest?
    /// The platform that the entry declares, else the one in the config.
    public let platform: Platform?
    /// The code of the reason for the choice.
    public let reason: String
    /// Bytes of the image that were received over the network, each counted once.
    ///
    /// With ``bytesFromCache`` and ``bytesResumed``, they add up to the size of the manifest, the config and the layers.
    public let bytes: Int64
    /// Bytes of the image that were already present as complete blobs.
    public let bytesFromCache: Int64
    /// Bytes of this pull's blobs that an earlier, interrupted pull had left.
    public let bytesResumed: Int64
    /// Seconds from the start of the pull to the end of the last write.
    public let seconds: Double
    /// The folder or archive that contains it; `-` for stdout, `docker`, `podman` or `containerd:NAMESPACE` for an engine.
    public let output: String
    /// Whether the blobs of ``bytesFromCache`` were hashed; otherwise, only their sizes were compared.
    public internal(set) var isPresentVerified = false
    /// What this pull unpacked; `nil` for other outputs, and if the output had the files already.
    public internal(set) var unpacked: UnpackedSize?
}

/// The size of layers that were unpacked.
public struct UnpackedSize: Hashable, Sendable {
    /// Their uncompressed bytes.
    public let bytes: Int64
    /// Their entries: files, directories, links, and what hides files of lower layers.
    public let entries: Int64
}
