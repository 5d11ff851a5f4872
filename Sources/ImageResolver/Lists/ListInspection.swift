import ImageModel

/// What `resolve manifest inspect` looks at.
public enum ListInspection: Sendable {
    /// A single manifest.
    case manifest(InspectedManifest)
    /// A list: its bytes, and its entries where they were asked for.
    case list([UInt8], entries: [InspectedManifest])
}

/// One manifest, with its exact bytes.
public struct InspectedManifest: Sendable {
    /// The name by which it was asked for, or that of its list with its digest.
    public let image: Reference
    /// Type, digest, size, and the platform that the list or the image's config names.
    public let descriptor: Descriptor
    /// The bytes.
    public let bytes: [UInt8]
}

/// How much of a list is looked at.
public enum ListDetail: Sendable {
    /// The list alone.
    case document
    /// The manifests of its entries too.
    case manifests
}
