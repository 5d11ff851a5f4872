/// Tells which entries of an index can never be the image, whatever the host.
struct EntryFilter: Sendable {
    /// The knowledge about kinds of entries.
    let catalog: PlatformCatalog

    /// Why an entry is no candidate by what it says of itself, or `nil` when it may be one.
    func refusal(of candidate: Candidate) -> Refusal? {
        for key in candidate.annotations.keys.sorted() {
            if case .refused(let word) = catalog.meaning(of: key, as: .annotation) {
                return Refusal(word, "annotation \(key) is '\(candidate.annotations[key] ?? "")'")
            }
        }
        if let type = candidate.mediaType, let word = word(of: type, as: .mediaType) {
            return Refusal(word, "media type '\(type)'")
        }
        if let type = candidate.artifactType, let word = word(of: type, as: .artifactType) {
            return Refusal(word, "artifact type '\(type)'")
        }
        return candidate.declaredPlatform.flatMap(refusal)
    }

    /// Why a platform is none, or `nil` when it names an operating system and an architecture.
    func refusal(of platform: Platform) -> Refusal? {
        for (name, part) in [(platform.os, EntryRule.Part.os), (platform.architecture, .architecture)] {
            if name.isEmpty {
                return Refusal(.unknownPlatform, "names no \(part == .os ? "operating system" : "architecture")")
            }
            if let word = word(of: name, as: part) { return Refusal(word, "\(part.rawValue) is '\(name)'") }
        }
        return nil
    }

    /// Whether an entry points to an index, as far as it says or is known.
    func isIndex(_ candidate: Candidate) -> Bool {
        switch candidate.content {
        case .index, .cycle, .tooDeep: return true
        case .image, .artifact: return false
        case .unread, .unreadable:
            return catalog.meaning(of: PlatformCatalog.essence(of: candidate.mediaType ?? ""), as: .mediaType) == .index
        }
    }

    private func word(of value: String, as part: EntryRule.Part) -> RefusalWord? {
        let value = PlatformCatalog.essence(of: value)
        guard !value.isEmpty, case .refused(let word) = catalog.meaning(of: value, as: part) else { return nil }
        return word
    }
}
