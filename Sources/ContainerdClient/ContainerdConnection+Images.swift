import ImageModel

/// An image of containerd: a name for a manifest or an index.
package struct ContainerdImage: Hashable, Sendable {
    /// The name.
    package let name: String
    /// What it names.
    package let target: Descriptor
    /// Its labels.
    package let labels: [String: String]

    package init(name: String, target: Descriptor, labels: [String: String] = [:]) {
        self.name = name
        self.target = target
        self.labels = labels
    }
}

extension ContainerdConnection {
    /// The digest that an image of the namespace names, in its own form; `nil` if there is no image of this name.
    package func imageTarget(_ name: String) async throws(ContainerdError) -> String? {
        var request = ImagesGetImageRequest()
        request.name = name
        do {
            let answer: ImagesGetImageResponse = try await call(.imageGet, request)
            return answer.image.target.digest
        } catch .notFound {
            return nil
        }
    }

    /// Makes the image; one of the same name gets the target and the labels, and keeps its other labels.
    package func put(_ image: ContainerdImage) async throws(ContainerdError) {
        var record = ImagesImage()
        record.name = image.name
        record.labels = image.labels
        record.target.mediaType = image.target.mediaType
        record.target.digest = image.target.digest.description
        record.target.size = image.target.size
        var creation = ImagesCreateImageRequest()
        creation.image = record
        do {
            let _: ImagesCreateImageResponse = try await call(.imageCreate, creation)
        } catch .exists {
            var update = ImagesUpdateImageRequest()
            update.image = record
            update.updateMask.paths = ["target"] + image.labels.keys.sorted().map { "labels.\($0)" }
            let _: ImagesUpdateImageResponse = try await call(.imageUpdate, update)
        }
    }
}
