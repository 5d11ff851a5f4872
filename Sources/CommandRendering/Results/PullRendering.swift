import ImageResolver

/// What `resolve pull` prints for one platform's image.
package struct PullRendering {
    /// The image that was pulled.
    private let image: PulledImage

    /// A rendering of one pulled image.
    package init(_ image: PulledImage) {
        self.image = image
    }

    /// `registry/repository@sha256:…`, which any client takes as a reference.
    package var line: String {
        "\(image.name)@\(image.digest)"
    }

    /// The image for programs, to be written on one line.
    package var json: JSONValue {
        .object([
            "image": .text(image.image),
            "name": .text(image.name),
            "digest": .digest(image.digest),
            "index": .digest(image.index),
            "platform": .platform(image.platform),
            "word": .text(image.word),
            "bytes": .integer(image.bytes),
            "bytesFromCache": .integer(image.bytesFromCache),
            "seconds": .number((image.seconds * 1000).rounded() / 1000),
            "output": .text(image.output),
        ])
    }
}
