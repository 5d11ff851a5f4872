import ImageModel
import ImageResolver

/// The output of `resolve lock` for one image.
package struct LockRendering {
    private let image: String
    private let locked: LockedImage
    private let former: Digest?
    private let path: String

    /// Renders `locked`, which was requested as `image` and is in the lock at `path`, in place of the digest `former`.
    package init(_ locked: LockedImage, image: String, former: Digest?, path: String) {
        self.locked = locked
        self.image = image
        self.former = former
        self.path = path
    }

    /// `registry/repository:tag@sha256:…`, a reference that any client accepts.
    package var line: String { locked.name.entry(locked.root.digest).description }

    /// That the tag referred to another digest before; `nil` if it did not.
    package var note: String? {
        guard let former, former != locked.root.digest else { return nil }
        return "\(Shown.text(image)): it has moved from \(former) to \(locked.root.digest)"
    }

    /// The image for `--json`, to be printed on one line.
    package var json: JSONValue {
        .object([
            "image": .text(image),
            "name": .text(locked.name.description),
            "digest": .digest(locked.root.digest),
            "mediaType": .text(locked.root.mediaType),
            "size": .integer(locked.root.size),
            "former": .digest(former),
            "manifests": .list(
                locked.manifests.map { manifest in
                    .object([
                        "digest": .digest(manifest.digest), "platform": .platform(manifest.platform),
                        "size": .integer(manifest.size),
                    ])
                }),
            "output": .text(path),
        ])
    }
}

/// The output of `resolve lock --check`: which locked tags refer to another digest now.
package struct LockCheckRendering {
    private let images: [(locked: LockedImage, current: Digest)]

    /// Renders locked images, each with the digest that its name refers to now.
    package init(_ images: [(locked: LockedImage, current: Digest)]) {
        self.images = images
    }

    /// One line for each image.
    package var lines: [String] {
        var table = TextTable()
        for (locked, current) in images {
            let isMoved = current != locked.root.digest
            table.add(
                [isMoved ? "moved" : "same", locked.name.description, locked.root.digest.description]
                    + (isMoved ? [current.description] : []))
        }
        return table.lines()
    }

    /// One line of JSON for each image.
    package var json: [JSONValue] {
        images.map { locked, current in
            .object([
                "image": .text(locked.name.description), "digest": .digest(locked.root.digest),
                "current": .digest(current), "moved": .bool(current != locked.root.digest),
            ])
        }
    }

    /// The error if a tag has moved; `nil` if none has.
    package var error: ResolverError? {
        let moved = images.filter { $0.current != $0.locked.root.digest }
        guard let first = moved.first?.locked.name else { return nil }
        let sentence =
            moved.count == 1
            ? "the locked tag \(first) has moved"
            : "\(moved.count) of \(images.count) locked tags have moved, the first is \(first)"
        return ResolverError(
            .conflict, sentence,
            hint: "`resolve lock IMAGE` locks what the tag refers to now; pull --locked takes the locked digest")
    }
}
