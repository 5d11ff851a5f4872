import ImageModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where blobs were seen at registries: in which repositories. A blob is mounted from there instead of being sent again.
///
/// A location is a hint: the blob may have been deleted since. A file that cannot be read or written is therefore never an error;
/// without it, blobs are sent. One that cannot be used is replaced. All processes that use the store share one file.
package struct KnownLocations: Sendable {
    /// The most locations of one blob that are returned.
    package static let mostOfOneBlob = 3

    private let folder: DocumentFolder
    private static let name = "locations"

    /// The locations that are noted in the store in the folder `storePath`, which need not exist yet.
    package init(storePath: String) {
        folder = DocumentFolder(at: StorePaths(root: storePath).locations, limit: LocationList.limit)
    }

    /// The repositories of `registry` where the blobs were seen, the latest first.
    package func repositories(of blobs: Set<Digest>, at registry: String) -> [Digest: [String]] {
        guard !blobs.isEmpty, let bytes = try? folder.document(Self.name) else { return [:] }
        return LocationList(parsing: bytes).repositories(of: blobs, at: registry)
    }

    /// Notes where blobs were seen, and forgets where they were not.
    package func note(seen: [BlobLocation: [Digest]], missed: [BlobLocation: [Digest]] = [:]) async {
        guard !seen.isEmpty || !missed.isEmpty else { return }
        let change: @Sendable (inout [UInt8]?) -> Void = { bytes in
            let former = LocationList(parsing: bytes ?? [])
            var list = former
            for (location, blobs) in missed { list.remove(blobs, at: location) }
            for (location, blobs) in seen.sorted(by: { $0.key < $1.key }) { list.add(blobs, at: location) }
            if list != former { bytes = list.isEmpty ? nil : list.encoded() }
        }
        // Without a change there is nothing to lock.
        let present = try? folder.document(Self.name)
        var wanted = present
        change(&wanted)
        guard wanted != present else { return }
        try? await folder.change(Self.name, unusable: .replaced, change)
    }
}

/// A repository of a registry.
package struct BlobLocation: Hashable, Comparable, Sendable {
    /// The registry, as in a reference.
    package let registry: String
    /// The repository.
    package let repository: String

    /// The repository of a registry.
    package init(registry: String, repository: String) {
        self.registry = registry
        self.repository = repository
    }

    package static func < (one: BlobLocation, other: BlobLocation) -> Bool {
        (one.registry, one.repository) < (other.registry, other.repository)
    }
}

/// The file format of ``KnownLocations``: the blobs of each repository, the latest first.
struct LocationList: Codable, Hashable {
    /// The most blobs that are kept, those of all repositories together.
    static let mostBlobs = 4096
    /// The length of the longest file that is read, in bytes.
    static let limit = 4 << 20

    private struct Entry: Codable, Hashable {
        var registry: String
        var repository: String
        var blobs: [String]
    }

    private var format = 1
    private var locations: [Entry] = []

    /// Reads a file's bytes; the list is empty if they are not valid.
    init(parsing bytes: [UInt8]) {
        guard !bytes.isEmpty, let list = try? JSONDecoder().decode(Self.self, from: Data(bytes)), list.format == 1
        else { return }
        self = list
    }

    /// Whether no location is known.
    var isEmpty: Bool { locations.isEmpty }

    /// The file's bytes.
    func encoded() -> [UInt8] { canonicalJSON }

    /// The repositories of `registry` that have the blobs.
    func repositories(of blobs: Set<Digest>, at registry: String) -> [Digest: [String]] {
        var found: [Digest: [String]] = [:]
        for location in locations where location.registry == registry {
            let held = Set(location.blobs)
            for blob in blobs where held.contains(blob.description) {
                guard found[blob, default: []].count < KnownLocations.mostOfOneBlob else { continue }
                found[blob, default: []].append(location.repository)
            }
        }
        return found
    }

    /// Puts the location, with these blobs first, before all others; the oldest blobs beyond ``mostBlobs`` are dropped.
    mutating func add(_ blobs: [Digest], at location: BlobLocation) {
        guard !blobs.isEmpty else { return }
        let known = removed(location)?.blobs ?? []
        var seen: Set<String> = []
        // Blobs that are known keep their order, so that the same copy leaves the same file.
        let isSubset = Set(blobs.map(\.description)).isSubset(of: known)
        let all = isSubset ? known : (blobs.map(\.description) + known).filter { seen.insert($0).inserted }
        locations.insert(Entry(registry: location.registry, repository: location.repository, blobs: all), at: 0)
        var room = Self.mostBlobs
        locations = locations.compactMap { entry in
            var entry = entry
            entry.blobs = Array(entry.blobs.prefix(room))
            room -= entry.blobs.count
            return entry.blobs.isEmpty ? nil : entry
        }
    }

    /// Forgets that the location has these blobs.
    mutating func remove(_ blobs: [Digest], at location: BlobLocation) {
        let lost = Set(blobs.map(\.description))
        guard let index = index(of: location) else { return }
        locations[index].blobs.removeAll { lost.contains($0) }
        if locations[index].blobs.isEmpty { locations.remove(at: index) }
    }

    private mutating func removed(_ location: BlobLocation) -> Entry? {
        index(of: location).map { locations.remove(at: $0) }
    }

    private func index(of location: BlobLocation) -> Int? {
        locations.firstIndex { $0.registry == location.registry && $0.repository == location.repository }
    }
}
