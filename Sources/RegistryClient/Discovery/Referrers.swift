import ImageModel

/// What is attached to a document, as one registry tells it.
package struct Referrers: Sendable {
    /// Who keeps the list.
    package enum Keeper: Hashable, Sendable {
        /// The registry, by the referrers API.
        case registry
        /// Its clients, under the tag of the tag schema.
        case clients
    }

    /// Who keeps the list.
    package let keeper: Keeper
    /// The manifests that are attached.
    package let descriptors: [Descriptor]
}
