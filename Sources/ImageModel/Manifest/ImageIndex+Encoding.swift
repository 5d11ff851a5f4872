import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ImageIndex {
    /// The index as JSON, the same bytes for the same value.
    package func encoded() -> [UInt8] {
        IndexDocument(self).steadyJSON
    }
}

/// An index as JSON has it.
private struct IndexDocument: Encodable {
    var schemaVersion = 2
    var mediaType: String?
    var artifactType: String?
    var manifests: [DescriptorDocument]
    var subject: DescriptorDocument?
    var annotations: [String: String]?

    init(_ index: ImageIndex) {
        mediaType = index.mediaType
        artifactType = index.artifactType
        manifests = index.manifests.map { DescriptorDocument($0) }
        subject = index.subject.map { DescriptorDocument($0) }
        annotations = index.annotations.isEmpty ? nil : index.annotations
    }
}

/// A descriptor as JSON has it.
private struct DescriptorDocument: Encodable {
    var mediaType: String
    var digest: String
    var size: Int64
    var platform: Platform?
    var artifactType: String?
    var annotations: [String: String]?
    var urls: [String]?
    var data: String?

    init(_ descriptor: Descriptor) {
        mediaType = descriptor.mediaType
        digest = descriptor.digest.description
        size = descriptor.size
        platform = descriptor.platform
        artifactType = descriptor.artifactType
        annotations = descriptor.annotations.isEmpty ? nil : descriptor.annotations
        urls = descriptor.urls.isEmpty ? nil : descriptor.urls
        data = descriptor.data.map { Data($0).base64EncodedString() }
    }
}
