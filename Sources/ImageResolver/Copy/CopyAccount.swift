import ImageModel
import RegistryClient
import RegistryProtocol

/// Sums up what the parts of one copy came to.
struct CopyAccount {
    private let image: String
    private let start: Double
    private var referrers: [Digest] = []
    private var bytes: [BlobFate: Int64] = [:]

    /// A copy that has just begun, `start` being the time in seconds.
    init(image: String, start: Double) {
        self.image = image
        self.start = start
    }

    /// Takes what one part came to.
    mutating func add(_ outcome: CopyOutcome) {
        for fate in [BlobFate.sent, .present, .mounted] {
            let (sum, isOver) = bytes[fate, default: 0].addingReportingOverflow(outcome.bytes(fate))
            bytes[fate] = isOver ? .max : sum
        }
    }

    /// Takes manifests that are attached to the image.
    mutating func add(_ attached: [Descriptor]) {
        for descriptor in attached where !referrers.contains(descriptor.digest) { referrers.append(descriptor.digest) }
    }

    /// The image, whole at all its destinations.
    func image(_ choice: CopyChoice, _ destinations: [CopyDestination]) -> CopiedImage {
        image(choice.document.digest, index: choice.index, choice, destinations)
    }

    /// The image of which nothing had to be copied.
    func image(standing head: ManifestHead, _ destinations: [CopyDestination]) -> CopiedImage {
        let isIndex = head.mediaType.map(MediaType.isIndex) ?? false
        return image(head.digest, index: isIndex ? head.digest : nil, nil, destinations)
    }

    private func image(
        _ digest: Digest, index: Digest?, _ choice: CopyChoice?, _ destinations: [CopyDestination]
    ) -> CopiedImage {
        let targets = destinations.flatMap { destination in
            let tags = destination.target.tags
            let names: [String?] = tags.isEmpty ? [nil] : tags
            return names.map { tag in
                CopiedImage.Target(
                    name: destination.target.reference.name, tag: tag,
                    wasThere: destination.has(digest, under: tag ?? digest.description))
            }
        }
        return CopiedImage(
            image: image, digest: digest, index: index, platforms: choice?.platforms, targets: targets,
            referrers: referrers, bytes: bytes[.sent] ?? 0, bytesPresent: bytes[.present] ?? 0,
            bytesMounted: bytes[.mounted] ?? 0, seconds: ProcessFacts.now() - start)
    }
}
