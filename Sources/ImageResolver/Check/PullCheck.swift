import BinaryModel
import ErrorMapping
import ImageModel
import ImageStore
import LayerReading
import RegistryClient

/// Checks the images of a pull: each layer as soon as the store has it, while others are still fetched.
struct PullCheck: Sendable {
    let image: String
    let rules: HostRules
    let events: @Sendable (ResolverEvent) -> Void

    /// Runs `fetch`, which passes on the digest of each blob that `store` has, and throws if it fails or if a platform is not
    /// what it claims to be. The first failure ends both.
    func run<Value: Sendable>(
        _ entries: CheckEntries, in store: ImageStore,
        _ fetch:
            @escaping @Sendable (_ report: @escaping @Sendable (Digest) -> Void) async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        try await BlobArrivals.run(fetch) { arrivals throws(ResolverError) in
            try await check(entries, in: store, arrivals)
        }
    }

    private func check(
        _ entries: CheckEntries, in store: ImageStore, _ arrivals: BlobArrivals
    ) async throws(ResolverError) {
        let scan = LayerScan(stores: [store], reader: LayerReader(names: BinaryNames(rules.catalog)), events: { _ in })
        let slots = TransferSlots(count: max(2, ProcessFacts.processors))
        let supply = LayerSupply(
            announce: { _ in },
            read: { layer throws(ResolverError) in
                guard await arrivals.has(layer.descriptor.digest) else { throw .interrupted }
                let result = await slots.run {
                    await outcome { () async throws(ResolverError) in
                        try await scan.read(layer.descriptor, in: store, diffID: layer.diffIDAlgorithm)
                    }
                }
                guard let result else { throw .interrupted }
                return try result.get()
            })
        let report = try await ImageCheck(
            image: image, rules: rules, depth: .layers, readsDespiteFailures: false, supply: supply
        ).report(on: entries)
        report.remarks.forEach(events)
        if let error = report.error { throw error }
    }
}

extension PullContents {
    /// The images, for a check.
    func checkEntries(of root: Document, from origin: any ImageOrigin) -> CheckEntries {
        CheckEntries(
            root: root,
            entries: images.compactMap { image in
                image.documents.map { documents in
                    CheckEntry(
                        position: image.position, digest: image.document.digest, declared: image.platform,
                        image: .success(documents), origin: origin)
                }
            })
    }
}
