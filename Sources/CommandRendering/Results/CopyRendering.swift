import ImageModel
import ImageResolver

/// What `resolve copy` and `resolve import` print for one image.
package struct CopyRendering {
    /// The image that was copied.
    private let image: CopiedImage

    /// A rendering of one copied image.
    package init(_ image: CopiedImage) {
        self.image = image
    }

    /// `registry/repository@sha256:…` for each name that the image has now.
    package var lines: [String] {
        image.targets.map { "\($0.name)@\(image.digest)" }
    }

    /// The image for programs, to be written on one line.
    package var json: JSONValue {
        .object([
            "image": .text(image.image),
            "digest": .digest(image.digest),
            "index": .digest(image.index),
            "platforms": platforms,
            "targets": .list(image.targets.map(target)),
            "referrers": .list(image.referrers.map { JSONValue.digest($0) }),
            "bytes": .integer(image.bytes),
            "bytesPresent": .integer(image.bytesPresent),
            "bytesMounted": .integer(image.bytesMounted),
            "seconds": .number((image.seconds * 1000).rounded() / 1000),
        ])
    }

    private var platforms: JSONValue {
        guard let platforms = image.platforms else { return .null }
        return .list(platforms.map { JSONValue.platform($0) })
    }

    private func target(_ target: CopiedImage.Target) -> JSONValue {
        .object(["name": .text(target.name), "tag": .optional(target.tag), "wasThere": .bool(target.wasThere)])
    }
}
