import ImageModel
import ImageResolver

/// The output of `resolve pull` for one platform's image.
package struct PullRendering {
    private let image: PulledImage

    /// Renders one pulled image.
    package init(_ image: PulledImage) {
        self.image = image
    }

    /// `registry/repository@sha256:…`, a reference that any client accepts.
    package var line: String {
        "\(image.name)@\(image.digest)"
    }

    /// The image for `--json`, to be printed on one line.
    package var json: JSONValue {
        let members: [String: JSONValue] = [
            "image": .text(image.image),
            "name": .text(image.name),
            "digest": .digest(image.digest),
            "index": .digest(image.index),
            "platform": .platform(image.platform),
            "word": .text(image.reason),
            "bytes": .integer(image.bytes),
            "bytesFromCache": .integer(image.bytesFromCache),
            "bytesResumed": .integer(image.bytesResumed),
            "cacheVerified": .bool(image.isPresentVerified),
            "seconds": .number((image.seconds * 1000).rounded() / 1000),
            "output": .text(image.output),
        ]
        return .object(members.merging(image.unpacked?.members ?? [:]) { $1 })
    }
}

extension UnpackedSize {
    /// The keys that an image has in JSON if it was unpacked.
    var members: [String: JSONValue] { ["unpackedBytes": .integer(bytes), "entries": .integer(entries)] }
}

/// The output of `resolve copy`, `import` and `push` for one image.
package struct CopyRendering {
    private let image: CopiedImage

    /// Renders one copied image.
    package init(_ image: CopiedImage) {
        self.image = image
    }

    /// `registry/repository@sha256:…` for each target.
    package var lines: [String] {
        image.targets.map { "\($0.name)@\($0.digest)" }
    }

    /// The image for `--json`, to be printed on one line.
    package var json: JSONValue {
        .object([
            "image": .text(image.image),
            "digest": .digest(image.digest),
            "index": .digest(image.index),
            "platforms": image.platforms.map { .list($0.map { JSONValue.platform($0) }) } ?? .null,
            "targets": .list(image.targets.map(Self.json)),
            "referrers": .list(image.referrers.map { JSONValue.digest($0) }),
            "bytes": .integer(image.bytes),
            "bytesPresent": .integer(image.bytesPresent),
            "bytesMounted": .integer(image.bytesMounted),
            "bytesElsewhere": .integer(image.bytesElsewhere),
            "seconds": .number((image.seconds * 1000).rounded() / 1000),
        ])
    }

    private static func json(_ target: CopiedImage.Target) -> JSONValue {
        .object([
            "name": .text(target.name),
            "tag": .optional(target.tag),
            "digest": .digest(target.digest),
            "replaced": .digest(target.replaced),
            "wasThere": .bool(target.wasThere),
        ])
    }
}

extension ResolvedDigest {
    /// That the digest is one of several in a list, and which one stands for all of them; `nil` without a list.
    package var pinNote: String? {
        guard let index else { return nil }
        return
            "note: this is the digest of \(Shown.platform(platform)) alone; the list's, for all platforms, is \(index)"
    }

    /// The output of `resolve digest --json`.
    package var json: JSONValue {
        .object([
            "image": .text(image),
            "kind": .text(index == nil ? "manifest" : "index"),
            "index": .digest(index),
            "list": .digest(list),
            "manifest": .digest(manifest),
            "platform": .platform(platform),
        ])
    }
}
