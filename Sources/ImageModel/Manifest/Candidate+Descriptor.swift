import PlatformModel

extension Candidate {
    /// The index entry `descriptor` as the ranking sees it, with nothing read of what it describes.
    package init(_ descriptor: Descriptor) {
        self.init(
            mediaType: descriptor.mediaType, artifactType: descriptor.artifactType,
            annotations: descriptor.annotations, platform: descriptor.platform, content: .unread)
    }
}
