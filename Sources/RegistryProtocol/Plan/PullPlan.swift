import ImageModel

/// What a pull of some manifests must fetch, and in which order.
///
/// Each blob is fetched once, however often it is named. The configs come first: they confirm the platform before a layer is
/// asked for. Then comes the smallest layer, so that a registry which does not give any is found out for little, and then
/// the others, the largest first: what takes longest must not start last. Layers of one size stay in their manifest's order.
package struct PullPlan: Hashable, Sendable {
    /// The blobs to fetch, in order.
    package let fetches: [Descriptor]
    /// The blobs that come inside their descriptors and need no request; their digests are still to be checked.
    package let carried: [Descriptor]
    /// The blobs that the store has already.
    package let held: [Descriptor]

    /// Plans for `manifests`; `isHeld` says of a blob whether the store has it.
    package init(_ manifests: [ImageManifest], isHeld: (Descriptor) -> Bool) {
        let configs = manifests.map(\.config)
        let layers = manifests.flatMap(\.layers)
        var seen: Set<Digest> = []
        var held: [Descriptor] = []
        var carried: [Descriptor] = []
        func missing(_ descriptors: [Descriptor]) -> [Descriptor] {
            descriptors.filter { descriptor in
                guard seen.insert(descriptor.digest).inserted else { return false }
                if isHeld(descriptor) {
                    held.append(descriptor)
                } else if descriptor.data != nil {
                    carried.append(descriptor)
                } else {
                    return true
                }
                return false
            }
        }
        fetches = missing(configs) + Self.ordered(missing(layers))
        self.held = held
        self.carried = carried
    }

    /// The bytes to fetch; more than fit are counted as the most that do.
    package var fetchedBytes: Int64 { Self.sum(fetches) }

    /// The bytes that need no fetching.
    package var heldBytes: Int64 { Self.sum(held + carried) }

    private static func ordered(_ layers: [Descriptor]) -> [Descriptor] {
        let sorted = layers.enumerated().sorted { left, right in
            (right.element.size, left.offset) < (left.element.size, right.offset)
        }.map(\.element)
        guard let smallest = sorted.last else { return [] }
        return [smallest] + sorted.dropLast()
    }

    private static func sum(_ descriptors: [Descriptor]) -> Int64 {
        descriptors.reduce(0) { total, descriptor in
            let (sum, overflow) = total.addingReportingOverflow(descriptor.size)
            return overflow ? .max : sum
        }
    }
}
