extension PlatformCatalog {
    /// Why an entry can never be an image, judged by the entry alone; `nil` if it may be one.
    package func entryRefusal(of candidate: Candidate) -> Refusal? {
        EntryFilter(catalog: self).refusal(of: candidate)
    }
}

/// Finds the entries of an index that cannot be the image on any host.
struct EntryFilter: Sendable {
    let catalog: PlatformCatalog

    /// Why an entry cannot be an image, judged by the entry alone; `nil` if it may be one.
    func refusal(of candidate: Candidate) -> Refusal? {
        for key in candidate.annotations.keys.sorted() {
            if case .refused(let reason) = catalog.meaning(of: key, as: .annotation) {
                return Refusal(reason, "annotation \(key) is '\(candidate.annotations[key] ?? "")'")
            }
        }
        if let type = candidate.mediaType, let reason = reason(for: type, as: .mediaType) {
            return Refusal(reason, "media type '\(type)'")
        }
        if let type = candidate.artifactType, let reason = reason(for: type, as: .artifactType) {
            return Refusal(reason, "artifact type '\(type)'")
        }
        return candidate.declaredPlatform.flatMap(refusal)
    }

    /// Why a platform cannot be that of an image; `nil` if it names an operating system and an architecture.
    func refusal(of platform: Platform) -> Refusal? {
        for (name, part) in [(platform.os, EntryRule.Part.os), (platform.architecture, .architecture)] {
            if name.isEmpty {
                return Refusal(.unknownPlatform, "names no \(part == .os ? "operating system" : "architecture")")
            }
            if let reason = reason(for: name, as: part) { return Refusal(reason, "\(part.rawValue) is '\(name)'") }
        }
        return nil
    }

    /// Whether an entry points to an index: by its document if that was read, otherwise by its media type.
    func isIndex(_ candidate: Candidate) -> Bool {
        switch candidate.content {
        case .index, .cycle, .tooDeep: return true
        case .image, .artifact: return false
        case .unread, .unreadable, .malformed:
            return catalog.meaning(of: PlatformCatalog.essence(of: candidate.mediaType ?? ""), as: .mediaType) == .index
        }
    }

    private func reason(for value: String, as part: EntryRule.Part) -> RefusalReason? {
        let value = PlatformCatalog.essence(of: value)
        guard !value.isEmpty, case .refused(let reason) = catalog.meaning(of: value, as: part) else { return nil }
        return reason
    }
}
