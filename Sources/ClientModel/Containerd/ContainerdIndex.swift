import ImageModel
import PlatformModel

/// containerd's walk through an index: package `core/images`, `Manifest`, `FilterPlatforms`, `LimitManifests`.
struct ContainerdIndex: Sendable {
    /// Where a walk that keeps one entry of each index ends.
    enum Pick: Hashable, Sendable {
        /// At this entry, which is no index.
        case entry(Position, ClientEntry)
        /// In the index at this position, none of whose entries matches.
        case nothing(Position)
    }

    /// What the platforms of entries are compared with.
    let matcher: ContainerdMatcher

    /// The one entry that a pull or an unpacked image is about: the best of each index; one without a platform comes last.
    func pick(from entries: [ClientEntry], at path: Position = []) -> Pick {
        let matching = entries.indices.filter { entries[$0].platform.map(matcher.accepts) ?? true }
        guard let first = sorted(matching, of: entries).first else { return .nothing(path) }
        let entry = entries[first]
        guard entry.isSearched else { return .entry(path + [first], entry) }
        return pick(from: entry.nested ?? [], at: path + [first])
    }

    /// The entries, of nested indexes too, that match or declare no platform.
    func matches(in entries: [ClientEntry], at path: Position = []) -> [(position: Position, entry: ClientEntry)] {
        entries.enumerated().flatMap { index, entry -> [(position: Position, entry: ClientEntry)] in
            guard entry.platform.map(matcher.accepts) ?? true else { return [] }
            let position = path + [index]
            guard entry.isSearched else { return [(position, entry)] }
            return matches(in: entry.nested ?? [], at: position)
        }
    }

    /// The entry whose size is taken for that of the image: the first of each index, whether or not it matches.
    ///
    /// It differs from ``pick(from:at:)`` where an index declares platforms and the chosen entry does not.
    func measured(in entries: [ClientEntry], at path: Position = []) -> Position {
        guard let first = sorted(Array(entries.indices), of: entries).first else { return path }
        return measured(in: entries[first].nested ?? [], at: path + [first])
    }

    /// The entries in the matcher's order, those without a platform last; equal ones keep their order.
    private func sorted(_ indices: [Int], of entries: [ClientEntry]) -> [Int] {
        var sorted: [Int] = []
        for index in indices {
            let place = sorted.firstIndex { precedes(entries[index], entries[$0]) } ?? sorted.count
            sorted.insert(index, at: place)
        }
        return sorted
    }

    private func precedes(_ left: ClientEntry, _ right: ClientEntry) -> Bool {
        guard let own = left.platform else { return false }
        guard let other = right.platform else { return true }
        return matcher.precedes(own, other)
    }
}

extension ClientEntry {
    /// Whether it is an index that the registry has.
    fileprivate var isSearched: Bool { kind == .index && document != .missing }
}

/// The messages of containerd about one image.
struct ContainerdMessages: Sendable {
    /// The version of the rules.
    let generation: ContainerdLibrary.Generation
    /// The question that is answered.
    let question: ClientQuestion

    /// The index, or one in it, has no entry for the platform, found while fetching.
    static let noMatch = "no match for platform in manifest: not found"

    /// What was pulled has no entry for the platform.
    var noMatchInImage: String { "no match for platform in manifest \(question.digest): not found" }

    /// The layers of what was pulled are not those of an image.
    static let mismatch = "mismatched image rootfs and manifest layers"

    /// Why `Client.Pull` cannot unpack an entry of which no layer was unpacked while it was fetched; `nil` if it can.
    ///
    /// Only then the config of an entry without a platform is looked at during the pull.
    func unpackError(of entry: ClientEntry, isRefused: Bool) -> String? {
        guard let manifest = entry.manifest, generation == .v1 ? !manifest.isImage : manifest.foreignLayer != nil else {
            return nil
        }
        let reason = isRefused ? noMatchInImage : Self.mismatch
        return "failed to unpack image on snapshotter overlayfs: \(reason)"
    }

    /// Why a single manifest is refused, whatever its platform; `nil` if it is not.
    func error(ofLone entry: ClientEntry) -> String? {
        guard generation == .v2, entry.kind == .schema1 else { return nil }
        return
            "not implemented: media type \"\(entry.mediaType)\" is no longer supported since containerd v2.1, please "
            + "rebuild the image as \"\(MediaType.dockerManifest)\" or \"\(MediaType.ociManifest)\""
    }

    /// Nothing was pulled of the entry that is to be unpacked.
    func contentMissing(_ digest: String) -> String { "content digest \(digest): not found" }

    /// Nothing was pulled of the layers that are to be unpacked.
    func layersMissing(_ digest: String) -> String {
        "apply layer error for \"\(question.reference)\": failed to extract layer \(digest): "
            + "failed to get reader from content store: \(contentMissing(digest))"
    }

    /// What `Client.Pull` does with a single manifest.
    func answer(ofLone entry: ClientEntry) -> ClientAnswer {
        let error = error(ofLone: entry) ?? unpackError(of: entry, isRefused: false)
        return error.map { .fails($0, at: [0]) } ?? ClientAnswer(.takes([0]))
    }

    /// Why an entry cannot be fetched; `nil` if it can.
    func fetchError(of entry: ClientEntry) -> String? {
        let failed = "failed to copy: httpReadSeeker: failed open: "
        switch entry.kind {
        case .schema1: return "\(entry.mediaType) not supported"
        case .other:
            return failed
                + "could not fetch content descriptor \(entry.digest) (\(entry.mediaType)) from remote: not found"
        case .manifest, .index: break
        }
        let isReadable = generation == .v1 ? entry.algorithm == "sha256" : entry.hasKnownAlgorithm
        if entry.document == .missing || !isReadable {
            return failed + "content at /manifests/\(entry.digest) not found: not found"
        }
        guard generation == .v2, entry.data == .differs else { return nil }
        let error = "unexpected commit digest, expected \(entry.digest): failed precondition"
        return "failed commit on ref \"manifest-\(entry.digest)\": \(error)"
    }

    /// The first entry, of nested indexes too, that cannot be fetched.
    func fetchError(in entries: [ClientEntry]) -> String? {
        for entry in entries {
            if let error = fetchError(of: entry) ?? fetchError(in: entry.nested ?? []) { return error }
        }
        return nil
    }
}

extension ContainerdLibrary {
    /// Whether the config of an entry without a platform, as far as it was read, is for another platform.
    func refuses(_ entry: ClientEntry, by matcher: ContainerdMatcher) -> Bool {
        guard entry.platform == nil, let summary = entry.manifest else { return false }
        return !accepts(config: summary.platform ?? Platform(os: "", architecture: ""), by: matcher)
    }

    /// Whether the layers of a pulled manifest are refused.
    ///
    /// Version 1 counts all layers, version 2 only those of images, so that an artifact has as many as its config says.
    func mismatches(_ entry: ClientEntry) -> Bool {
        guard let summary = entry.manifest else { return false }
        return summary.isImage ? summary.foreignLayer != nil : generation == .v1
    }
}
