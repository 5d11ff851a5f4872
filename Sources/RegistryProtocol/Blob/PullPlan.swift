import ImageModel

/// The blobs that a pull of some manifests must fetch, in order.
///
/// Each blob is fetched once, however often it is named. The configs come first: they confirm the platform before any layer is
/// requested. Then comes the smallest layer, which finds a registry that refuses layers at little cost, and then the others,
/// largest first, because the slowest must not start last. Layers of the same size keep their manifest's order.
package struct PullPlan: Hashable, Sendable {
    /// The blobs to fetch, in order.
    package let fetches: [Descriptor]
    /// The blobs embedded in their descriptors, which need no request; their digests must still be verified.
    package let embedded: [Descriptor]
    /// The blobs already present in the store.
    package let held: [Descriptor]

    /// Plans the fetches for `manifests`; `isHeld` says whether the store has a blob.
    package init(_ manifests: [ImageManifest], isHeld: (Descriptor) -> Bool) {
        let configs = manifests.map(\.config)
        let layers = manifests.flatMap(\.layers)
        var seen: Set<Digest> = []
        var held: [Descriptor] = []
        var embedded: [Descriptor] = []
        func missing(_ descriptors: [Descriptor]) -> [Descriptor] {
            descriptors.filter { descriptor in
                guard seen.insert(descriptor.digest).inserted else { return false }
                if isHeld(descriptor) {
                    held.append(descriptor)
                } else if descriptor.data != nil {
                    embedded.append(descriptor)
                } else {
                    return true
                }
                return false
            }
        }
        fetches = missing(configs) + Self.ordered(missing(layers))
        self.held = held
        self.embedded = embedded
    }

    /// The bytes to fetch, limited to `Int64.max`.
    package var fetchedBytes: Int64 { Self.sum(fetches) }

    /// The bytes that need no fetching.
    package var heldBytes: Int64 { Self.sum(held + embedded) }

    private static func ordered(_ layers: [Descriptor]) -> [Descriptor] {
        let sorted = layers.enumerated().sorted { left, right in
            (right.element.size, left.offset) < (left.element.size, right.offset)
        }.map(\.element)
        guard let smallest = sorted.last else { return [] }
        return [smallest] + sorted.dropLast()
    }

    private static func sum(_ descriptors: [Descriptor]) -> Int64 {
        descriptors.reduce(0) { $0.addingClamped($1.size) }
    }
}
