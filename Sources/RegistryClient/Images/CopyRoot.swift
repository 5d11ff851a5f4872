import ImageModel

/// A document that is to be copied with all that it names, and the names it gets at the target.
package struct CopyRoot: Sendable {
    /// The document.
    package let descriptor: Descriptor
    /// Its bytes, where they are here already; else they are fetched from the source.
    package let bytes: [UInt8]?
    /// The tags that it gets; where there are none it goes by its digest.
    package let tags: [String]
    /// The entries below it that are copied; `nil` for all. Of a list whose bytes stay as they are, the others are left out.
    package let entries: Set<Digest>?

    /// A document that is copied whole, or with some of its entries.
    package init(_ descriptor: Descriptor, bytes: [UInt8]? = nil, tags: [String] = [], entries: Set<Digest>? = nil) {
        self.descriptor = descriptor
        self.bytes = bytes
        self.tags = tags
        self.entries = entries
    }
}
