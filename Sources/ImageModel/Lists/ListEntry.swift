import PlatformModel

/// One entry of a manifest list that is being put together.
public struct ListEntry: Hashable, Sendable {
    /// The image's name, as it was given; of an entry that the list at the registry had already, the list's own with the
    /// entry's digest.
    public let image: Reference
    /// What ``image`` stood for when it was read: the digest of the manifest, or of a list that holds this image alone.
    public let resolved: Digest
    /// What the list is going to say: type, digest and size of the manifest, and its platform.
    public var descriptor: Descriptor
    /// The platform that the image's config names; nil where it names none, or was not read.
    public let configured: Platform?
    /// The manifest's exact bytes; nil for an entry that is taken over from the list at the registry.
    public let manifest: [UInt8]?

    /// An entry of these parts.
    package init(
        image: Reference, resolved: Digest, descriptor: Descriptor, configured: Platform?, manifest: [UInt8]?
    ) {
        self.image = image
        self.resolved = resolved
        self.descriptor = descriptor
        self.configured = configured
        self.manifest = manifest
    }

    /// The entry `descriptor` of the list that stands under `list` at its registry.
    package init(of list: Reference, _ descriptor: Descriptor) {
        self.init(
            image: list.pinned(to: descriptor.digest), resolved: descriptor.digest, descriptor: descriptor,
            configured: nil, manifest: nil)
    }

    /// Whether the entry is taken over as it stands in the list at the registry.
    public var isTakenOver: Bool { manifest == nil }

    /// Whether `reference` means this entry: its name, or its repository and its digest.
    package func isMeant(by reference: Reference) -> Bool {
        image == reference || (image.name == reference.name && reference.digest == descriptor.digest)
    }

    /// The digest of the entry that this one is an attestation of.
    var attested: String? { descriptor.attested }
}
