import ImageModel
import ImageStore
import Synchronization

/// Finds repositories of a target's registry that blobs can be mounted from, and keeps what copies learn about them.
package struct BlobLocations: Sendable {
    private let known: KnownLocations
    private let permits: @Sendable (Reference) async -> Bool

    /// The locations of a store; repositories that `permits` refuses are not used.
    package init(_ known: KnownLocations, permits: @escaping @Sendable (Reference) async -> Bool) {
        self.known = known
        self.permits = permits
    }

    /// The locations of the blobs of a copy to `target`, at its registry only and outside its own repository.
    func locations(of blobs: [Descriptor], for target: Reference) async -> SeenBlobs {
        let found = known.repositories(of: Set(blobs.map(\.digest)), at: target.registry)
        var permitted: Set<String> = []
        for repository in Set(found.values.flatMap(\.self)) where repository != target.repository {
            guard let location = try? Reference(parsing: "\(target.registry)/\(repository)"),
                location.repository == repository, await permits(location)
            else { continue }
            permitted.insert(repository)
        }
        return SeenBlobs(at: target, found.mapValues { $0.filter(permitted.contains) })
    }

    /// Notes that the target of a copy has the blobs `present`, and that its source had the blobs `read`.
    func note(present: [Digest], read: [Digest], from source: CopyOrigin, _ seen: SeenBlobs) async {
        var locations = present.isEmpty ? [:] : [BlobLocation(seen.target): present]
        if let reader = source.reader, !read.isEmpty { locations[BlobLocation(reader)] = read }
        await known.note(seen: locations, missed: seen.refusals)
    }
}

/// Where the blobs of one copy were seen before, and which of these locations refused a mount.
///
/// A lock guards the refusals, because blobs are copied at the same time.
final class SeenBlobs: Sendable {
    /// The repository of the copy.
    let target: Reference
    private let known: [Digest: [String]]
    private let refused = Mutex<[String: Set<Digest>]>([:])

    /// Known locations of blobs in repositories of the registry of `target`.
    init(at target: Reference, _ known: [Digest: [String]] = [:]) {
        self.target = target
        self.known = known
    }

    /// The repositories that the blob may be mounted from.
    func repositories(of blob: Digest) -> [String] { known[blob] ?? [] }

    /// Notes that the blob could not be mounted from a repository.
    func refuse(_ blob: Digest, from repository: String) {
        refused.withLock { _ = $0[repository, default: []].insert(blob) }
    }

    /// Notes that the blob could not be mounted from any of its locations.
    func refuse(_ blob: Digest) {
        for repository in repositories(of: blob) { refuse(blob, from: repository) }
    }

    /// The locations that do not have the blobs that were wanted from them.
    var refusals: [BlobLocation: [Digest]] {
        let locations = refused.withLock(\.self).map { repository, blobs in
            (BlobLocation(registry: target.registry, repository: repository), Array(blobs))
        }
        return Dictionary(locations) { $0 + $1 }
    }
}

extension BlobLocation {
    /// The repository of an image.
    fileprivate init(_ reference: Reference) {
        self.init(registry: reference.registry, repository: reference.repository)
    }
}
