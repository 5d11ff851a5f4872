import ImageModel

/// A blob that a pull must fetch.
package struct PlannedBlob: Hashable, Sendable {
    /// What is fetched, and how large it is.
    package let descriptor: Descriptor
}
