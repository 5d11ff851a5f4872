import PlatformModel

/// A manifest list or OCI index under construction, before it is pushed.
///
/// It may hold entries that conflict until they are annotated; ``index(by:)`` refuses those.
public struct ManifestList: Hashable, Sendable {
    /// The name to push to, which has a tag and no digest.
    public let name: Reference
    /// The entries, in order.
    public private(set) var entries: [ListEntry]
    /// The digest of the list at the registry that this one started from; `nil` for a new list.
    public let base: Digest?

    /// A list of these entries.
    package init(name: Reference, entries: [ListEntry] = [], base: Digest? = nil) {
        self.name = name
        self.entries = entries
        self.base = base
    }

    /// Adds entries, each in place of those with the same name or platform, else at the end.
    ///
    /// Only entries from before are replaced: two of `additions` for one platform are both added. Annotations of an image
    /// stay, as long as its config states the same platform. Attestations of a replaced entry are removed with it.
    package mutating func take(_ additions: [ListEntry], by catalog: PlatformCatalog) {
        let additions = additions.map { annotated($0) }
        var slots: [ListEntry?] = entries
        var free = Set(entries.indices)
        var appended: [ListEntry] = []
        for addition in additions {
            let replaced = entries.indices.filter { entries[$0].isReplaced(by: addition, catalog) }
            for index in replaced where free.contains(index) { slots[index] = nil }
            guard let index = replaced.first(where: free.contains) else {
                appended.append(addition)
                continue
            }
            slots[index] = addition
            free.subtract(replaced)
        }
        let kept = slots.compactMap(\.self) + appended
        let gone = Set(entries.map(\.descriptor.digest.description))
            .subtracting(kept.map(\.descriptor.digest.description))
        entries = kept.filter { entry in entry.attested.map { !gone.contains($0) } ?? true }
    }

    /// Changes the platform of `image` in the list.
    ///
    /// - Throws: ``ManifestError`` for an image that is not in the list, an unknown name, and a platform that the image's
    ///   config contradicts; the list is unchanged then.
    package mutating func annotate(
        _ image: Reference, _ change: PlatformChange, by catalog: PlatformCatalog
    ) throws(ManifestError) {
        guard let index = entries.firstIndex(where: { $0.isMeant(by: image) }) else {
            throw .noEntry(image, list: name, offered: entries.map(\.image))
        }
        var entry = entries[index]
        let platform = try change.applied(to: entry.descriptor.platform, by: catalog)
        entry.descriptor.platform = platform
        try entry.check(by: catalog)
        entries[index] = entry
    }

    /// The entry with the annotated platform of the present entry with the same name.
    private func annotated(_ entry: ListEntry) -> ListEntry {
        guard let former = entries.first(where: { $0.image == entry.image }), !former.isTakenOver,
            former.configured == entry.configured
        else { return entry }
        var entry = entry
        entry.descriptor.platform = former.descriptor.platform
        return entry
    }
}

extension ManifestList {
    /// The list as pushed: Docker's format if all entries are Docker's manifests, else OCI's.
    ///
    /// - Throws: The first of ``faults(by:)``.
    package func index(by catalog: PlatformCatalog) throws(ManifestError) -> ImageIndex {
        if let fault = faults(by: catalog).first { throw fault }
        return draft
    }

    /// The list as it would be pushed, even if it has faults.
    package var draft: ImageIndex {
        ImageIndex(mediaType: mediaType, manifests: entries.map(\.descriptor))
    }

    /// The reasons why the list cannot be pushed, in the order of its entries.
    ///
    /// Conflicts among entries of the registry's list do not count: the registry has accepted them.
    package func faults(by catalog: PlatformCatalog) -> [ManifestError] {
        var faults: [ManifestError] = []
        for entry in entries where !entry.isTakenOver {
            let platform = entry.descriptor.platform
            if (platform?.os ?? "").isEmpty || (platform?.architecture ?? "").isEmpty {
                faults.append(.incomplete(entry.image, list: name))
            }
            do throws(ManifestError) {
                try entry.check(by: catalog)
            } catch {
                faults.append(error)
            }
        }
        return faults + duplicates(by: catalog)
    }

    private func duplicates(by catalog: PlatformCatalog) -> [ManifestError] {
        var faults: [ManifestError] = []
        var firsts: [Platform: ListEntry] = [:]
        for second in entries {
            guard let platform = second.comparedPlatform(by: catalog) else { continue }
            guard let first = firsts[platform] else {
                firsts[platform] = second
                continue
            }
            guard !(first.isTakenOver && second.isTakenOver) else { continue }
            faults.append(
                first.descriptor.digest == second.descriptor.digest
                    ? .twice(first.image, second.image, digest: first.descriptor.digest)
                    : .duplicate(first.image, second.image, platform: platform, list: name))
        }
        return faults
    }

    /// The list's media type; Docker's format has no annotations, artifact types or embedded data.
    private var mediaType: String {
        let isDocker = entries.allSatisfy { entry in
            let descriptor = entry.descriptor
            return descriptor.mediaType == MediaType.dockerManifest && descriptor.annotations.isEmpty
                && descriptor.artifactType == nil && descriptor.data == nil
        }
        return isDocker ? MediaType.dockerList : MediaType.ociIndex
    }
}

/// One entry of a ``ManifestList``.
public struct ListEntry: Hashable, Sendable {
    /// The image's name, as given; for an entry of the list at the registry, the list's name with the entry's digest.
    public let image: Reference
    /// The digest that ``image`` resolved to: that of the manifest, or of an index with this image only.
    public let resolved: Digest
    /// The entry in the list: type, digest, size and platform of the manifest.
    public var descriptor: Descriptor
    /// The platform in the image's config; `nil` if it states none, or was not read.
    public let configured: Platform?
    /// The manifest's exact bytes; `nil` for an entry of the list at the registry.
    public let manifest: [UInt8]?

    /// An entry of these parts.
    package init(
        image: Reference, resolved: Digest, descriptor: Descriptor, configured: Platform?, manifest: [UInt8]?
    ) {
        self.image = image
        self.resolved = resolved
        self.descriptor = descriptor
        self.configured = configured
        self.manifest = manifest
    }

    /// The entry `descriptor` of the list named `list` at its registry.
    package init(of list: Reference, _ descriptor: Descriptor) {
        self.init(
            image: list.pinned(to: descriptor.digest), resolved: descriptor.digest, descriptor: descriptor,
            configured: nil, manifest: nil)
    }

    /// Whether the entry is an unchanged entry of the list at the registry.
    public var isTakenOver: Bool { manifest == nil }

    /// Whether `reference` names this entry, by its name or by its repository and digest.
    package func isMeant(by reference: Reference) -> Bool {
        image == reference || (image.name == reference.name && reference.digest == descriptor.digest)
    }

    /// The digest of the entry that this one attests.
    var attested: String? { descriptor.attested }

    /// The normalized platform that distinguishes entries; `nil` for an entry that is not an image or has no platform.
    func comparedPlatform(by catalog: PlatformCatalog) -> Platform? {
        guard let platform = descriptor.platform, catalog.entryRefusal(of: Candidate(descriptor)) == nil else {
            return nil
        }
        return catalog.normalized(platform)
    }

    /// Checks that the image's config does not contradict the platform.
    func check(by catalog: PlatformCatalog) throws(ManifestError) {
        guard let declared = descriptor.platform, let configured else { return }
        guard case .contradicts = catalog.confirmation(declared: declared, config: configured) else { return }
        throw .contradiction(image, declared: declared, configured: configured)
    }

    /// Whether `addition` replaces this entry: it has the same name or, if both are images, the same platform.
    fileprivate func isReplaced(by addition: ListEntry, _ catalog: PlatformCatalog) -> Bool {
        if image == addition.image { return true }
        guard let own = comparedPlatform(by: catalog) else { return false }
        return own == addition.comparedPlatform(by: catalog)
    }
}

/// A change of an image's platform in a list; `nil` leaves a part unchanged.
public struct PlatformChange: Hashable, Sendable {
    /// The operating system.
    public var os: String?
    /// The architecture.
    public var architecture: String?
    /// The CPU level.
    public var variant: String?
    /// The operating system's version.
    public var osVersion: String?
    /// Required features of the operating system, added to the present ones.
    public var osFeatures: [String]

    /// A change of these parts.
    public init(
        os: String? = nil, architecture: String? = nil, variant: String? = nil, osVersion: String? = nil,
        osFeatures: [String] = []
    ) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
        self.osVersion = osVersion
        self.osFeatures = osFeatures
    }

    /// `platform` with the change, in the spelling that clients compare.
    func applied(to platform: Platform?, by catalog: PlatformCatalog) throws(ManifestError) -> Platform {
        try written(over: platform, by: catalog).spelled(by: catalog)
    }

    /// What the user should know about the spelling of the variant in `platform` with the change.
    package func remark(on platform: Platform?, by catalog: PlatformCatalog) -> String? {
        variant == nil ? nil : try? written(over: platform, by: catalog).variantRemark(by: catalog)
    }

    /// `platform` with the change, as the user wrote it.
    private func written(over platform: Platform?, by catalog: PlatformCatalog) throws(ManifestError) -> Platform {
        if let architecture, catalog.architecture(named: architecture) == nil {
            throw .unknownArchitecture(architecture, known: catalog.architectures.map(\.name))
        }
        if let os, catalog.operatingSystem(named: os) == nil {
            throw .unknownSystem(os, known: catalog.operatingSystems.map(\.name))
        }
        var changed = platform ?? Platform(os: "", architecture: "")
        changed.os = os ?? changed.os
        if let architecture {
            changed.architecture = architecture
            // A CPU level has no meaning for another architecture.
            let isSame =
                catalog.architecture(named: platform?.architecture ?? "")?.name
                == catalog.architecture(named: architecture)?.name
            if !isSame { changed.variant = nil }
        }
        changed.variant = variant ?? changed.variant
        changed.osVersion = osVersion ?? changed.osVersion
        for feature in osFeatures where !feature.isEmpty && !changed.osFeatures.contains(feature) {
            changed.osFeatures.append(feature)
        }
        return changed
    }
}

extension Platform {
    /// The platform with the names of operating system, architecture and variant that clients compare.
    ///
    /// A name already in this spelling stays unchanged; an alias of an architecture may imply its own variant.
    package func spelled(by catalog: PlatformCatalog) -> Platform {
        var spelled = self
        spelled.os = catalog.operatingSystem(named: os)?.name ?? os
        guard let known = catalog.architecture(named: architecture) else { return spelled }
        spelled.architecture = known.name
        if known.name != architecture.lowercased() {
            (spelled.architecture, spelled.variant) = catalog.normalized(architecture: architecture, variant: variant)
        } else if let variant, !variant.isEmpty {
            let level = catalog.level(architecture: known.name, variant: variant)
            let isOmitted = known.baselineSpelling == .never && level == known.baseline
            spelled.variant = isOmitted ? nil : level
        }
        return spelled
    }

    /// What ``spelled(by:)`` changes about the variant, or that the variant is unknown; `nil` if there is nothing to say.
    package func variantRemark(by catalog: PlatformCatalog) -> String? {
        guard let variant, !variant.isEmpty, let known = catalog.architecture(named: architecture) else { return nil }
        let written = "variant '\(Printable.escaped(variant))'"
        let level = catalog.level(architecture: architecture, variant: variant)
        guard !catalog.levels(below: level, architecture: known.name).isEmpty else {
            let names = catalog.levels(of: known.name).filter { $0.numberedPrefix == nil }.map(\.name)
            let offer = names.isEmpty ? "\(known.name) has none" : "known are " + names.joined(separator: ", ")
            return "\(written) is not known for \(known.name), so clients may not choose the entry; \(offer)"
        }
        guard let spelled = spelled(by: catalog).variant else {
            return "\(written) is the baseline of \(known.name), and is left out"
        }
        return spelled == variant ? nil : "\(written) is written as '\(spelled)', the spelling that clients compare"
    }
}
