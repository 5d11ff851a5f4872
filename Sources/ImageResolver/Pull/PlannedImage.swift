import ImageModel
import PlatformModel

/// What something costs that is to be pulled, in bytes and requests.
public struct PullCost: Hashable, Sendable {
    /// Bytes to receive; what an interrupted pull left is not among them.
    public var download: Int64 = 0
    /// Bytes that an interrupted pull left.
    public var resumed: Int64 = 0
    /// Bytes that are present as complete blobs, or come with another image of the command.
    public var present: Int64 = 0
    /// Bytes to be written to the disk.
    public var disk: Int64 = 0
    /// Requests to registries, without those for tokens, redirects and retries, and for more than one range of a blob.
    public var requests = 0

    /// Adds the costs of something else.
    mutating func add(_ other: PullCost) {
        download = download.addingClamped(other.download)
        resumed = resumed.addingClamped(other.resumed)
        present = present.addingClamped(other.present)
        disk = disk.addingClamped(other.disk)
        requests += other.requests
    }
}

/// What a pull would fetch for one platform's image.
public struct PlannedImage: Sendable {
    /// A layer, or a blob of an artifact.
    public struct Layer: Sendable {
        /// The digest.
        public let digest: Digest
        /// The size in bytes.
        public let size: Int64
        /// The media type.
        public let mediaType: String
        /// Whether it is present on this machine.
        public let isPresent: Bool
        /// Whether it is fetched for an image before this one.
        public let isShared: Bool
    }

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
    /// The registry or mirror that is asked first for layers, or the layout or archive that has them; `nil` with `--offline`.
    public let source: String?
    /// The layers, lowest first.
    public let layers: [Layer]
    /// The cost of manifest, config and layers; of what several images share, the first one has it.
    public let cost: PullCost
}

/// What a pull of several images would fetch.
public struct PlannedPull: Sendable {
    /// The images in the order of the requests, or why they cannot be pulled.
    public let outcomes: [ImageOutcome<[PlannedImage]>]
    /// The cost of all images, and of what belongs to none of them: indexes, and the attestations of `--platform all`.
    public let total: PullCost
}

/// What is known of one request after its documents have been read.
struct PullFacts: Sendable {
    /// Where a blob is.
    enum Location: Sendable {
        /// In the store that the pull fills.
        case stored
        /// Elsewhere on this machine; it takes space if it cannot be linked.
        case elsewhere(isLinkable: Bool)
        /// In its own descriptor.
        case embedded
        /// At the registry only, except for bytes that an interrupted pull left.
        case absent(resumable: Int64)
    }

    let image: String
    let name: String
    let source: String?
    let contents: PullContents
    /// The sizes of the documents that were received.
    let received: [Digest: Int64]
    /// Where blobs are, and which documents are stored already.
    let locations: [Digest: Location]
    /// The requests for documents.
    let requests: Int
    /// The size of the image's own archive on the disk; 0 if it gets none.
    let archiveSize: Int64
}

/// Adds up what requests cost, each blob once.
struct PullBill {
    private var seen: Set<Digest> = []
    /// The cost so far.
    private(set) var total = PullCost()

    /// The images of a request, with what they add to the bill.
    mutating func images(of facts: PullFacts) -> [PlannedImage] {
        let contents = facts.contents
        // Documents are not shared by different requests, unless one of them has not received them.
        var received = facts.received
        var images: [PlannedImage] = []
        for (number, image) in contents.images.enumerated() {
            var cost = PullCost()
            if number == 0 { (cost.requests, cost.disk) = (facts.requests, facts.archiveSize) }
            let known = seen
            var own: Set<Digest> = []
            for blob in [image.document.descriptor, image.manifest.config] + image.manifest.layers
            where own.insert(blob.digest).inserted {
                cost.add(self.cost(of: blob, facts.locations[blob.digest], &received))
            }
            total.add(cost)
            images.append(
                PlannedImage(
                    image: facts.image, name: facts.name, digest: image.document.digest, index: contents.index,
                    platform: image.platform, reason: image.reason, source: facts.source,
                    layers: image.manifest.layers.map { layer in
                        let isPresent = facts.locations[layer.digest]?.isPresent == true
                        return PlannedImage.Layer(
                            digest: layer.digest, size: layer.size, mediaType: layer.mediaType, isPresent: isPresent,
                            isShared: !isPresent && known.contains(layer.digest))
                    }, cost: cost))
        }
        addOthers(of: facts, received)
        return images
    }

    /// Adds what belongs to no image: indexes, attestations, and other entries of an index.
    private mutating func addOthers(of facts: PullFacts, _ received: [Digest: Int64]) {
        var (cost, received) = (PullCost(), received)
        for (digest, bytes) in facts.contents.documents {
            let document = Descriptor(mediaType: "", digest: digest, size: Int64(bytes.count))
            cost.add(self.cost(of: document, facts.locations[digest], &received))
        }
        for blob in facts.contents.blobs { cost.add(self.cost(of: blob, facts.locations[blob.digest], &received)) }
        cost.download = received.values.reduce(cost.download) { $0.addingClamped($1) }
        // What is present of these is not what a user calls an image.
        cost.present = 0
        total.add(cost)
    }

    /// The cost of a document or blob; `received` are the documents that are not counted yet.
    private mutating func cost(
        of blob: Descriptor, _ location: PullFacts.Location?, _ received: inout [Digest: Int64]
    ) -> PullCost {
        let isNew = seen.insert(blob.digest).inserted
        var cost = PullCost()
        if let size = received.removeValue(forKey: blob.digest) {
            cost.download = size
            if isNew, location?.isPresent != true { cost.disk = size }
            return cost
        }
        switch location {
        case _ where !isNew: cost.present = blob.size
        case .stored?: cost.present = blob.size
        case .elsewhere(let isLinkable)?: (cost.present, cost.disk) = (blob.size, isLinkable ? 0 : blob.size)
        case .embedded?, nil: (cost.present, cost.disk) = (blob.size, blob.size)
        case .absent(let resumable)?:
            let rest = blob.size - min(blob.size, resumable)
            (cost.resumed, cost.download, cost.disk, cost.requests) = (blob.size - rest, rest, rest, 1)
        }
        return cost
    }
}

extension PullFacts.Location {
    /// Whether the blob need not be fetched.
    fileprivate var isPresent: Bool {
        switch self {
        case .stored, .elsewhere, .embedded: true
        case .absent: false
        }
    }
}
