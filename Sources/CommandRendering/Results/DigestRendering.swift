import ImageResolver

/// What `resolve digest --json` prints.
package struct DigestRendering {
    /// The digests that an image resolves to.
    private let resolved: ResolvedDigest

    /// A rendering of one resolution.
    package init(_ resolved: ResolvedDigest) {
        self.resolved = resolved
    }

    /// The digests for programs.
    package var json: JSONValue {
        .object([
            "image": .text(resolved.image),
            "index": .digest(resolved.index),
            "manifest": .digest(resolved.manifest),
            "platform": .platform(resolved.platform),
        ])
    }
}
