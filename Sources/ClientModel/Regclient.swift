import PlatformModel

/// The library regclient, as regctl uses it: the best of all compatible entries that declare a platform.
struct Regclient: ClientPolicy {
    let catalog: PlatformCatalog

    func wanted(by question: ClientQuestion) -> Platform? {
        let host = LibraryNames(of: "regclient", in: catalog).detected(question.host, by: "regclient")
        guard var requested = question.requested else { return host }
        let isOwn = (requested.os, requested.architecture) == (host.os, host.architecture)
        // Its own Windows, asked for by name, has the version of the host.
        if isOwn, host.os == OperatingSystemName.windows { requested.osVersion = host.osVersion }
        return requested
    }

    func answer(to question: ClientQuestion) -> ClientAnswer {
        // The platform of a single manifest is ignored.
        guard case .index(let index) = question.image else { return ClientAnswer(.takes([0])) }
        let names = LibraryNames(of: "regclient", in: catalog)
        let comparison = RegclientComparison(host: wanted(by: question) ?? question.host, names: names)
        var entries = index.entries
        var position: Position = []
        // A chosen index is searched in turn.
        while true {
            guard let best = comparison.best(of: entries) else {
                let error = "platform not found: \(comparison.host.short)"
                return .fails(error, at: position.isEmpty ? nil : position)
            }
            let entry = entries[best]
            position.append(best)
            if let error = error(of: entry, question) { return .fails(error, at: position) }
            guard entry.kind == .index else { return ClientAnswer(.takes(position)) }
            entries = entry.nested ?? []
        }
    }

    /// Why the chosen entry cannot be read; `nil` if it can.
    private func error(of entry: ClientEntry, _ question: ClientQuestion) -> String? {
        let name = "\(question.repository)@\(entry.digest)"
        if entry.document == .missing {
            return "failed to get manifest \(name): request failed: not found [http 404]"
        }
        switch entry.kind {
        case .schema1: return "error unmarshaling manifest for \(name): missing signature key"
        case .other where !entry.mediaType.isEmpty: return "unsupported media type: \"\(entry.mediaType)\""
        case .manifest, .index, .other: return nil
        }
    }
}

/// regclient's comparison of platforms with one host: package `types/platform`.
struct RegclientComparison: Sendable {
    /// The host, normalized.
    let host: Platform
    private let names: LibraryNames

    /// Compares with a host, or with a platform that was asked for.
    init(host: Platform, names: LibraryNames) {
        self.names = names
        self.host = Self.normalized(host, names)
    }

    private static func normalized(_ platform: Platform, _ names: LibraryNames) -> Platform {
        var normal = names.normalized(platform)
        if normal.os == "macos" { normal.os = OperatingSystemName.darwin }
        return normal
    }

    /// The best entry; the earlier of two that are equally good.
    func best(of entries: [ClientEntry]) -> Int? {
        var best: (index: Int, platform: Platform)?
        for (index, entry) in entries.enumerated() {
            guard let platform = entry.platform.map({ Self.normalized($0, names) }), isCompatible(platform),
                isBetter(platform, than: best?.platform ?? Platform(os: "", architecture: ""))
            else { continue }
            best = (index, platform)
        }
        return best?.index
    }

    private func isCompatible(_ target: Platform) -> Bool {
        let isNear = host.architecture == target.architecture && allowsVariant(of: target)
        switch (host.os, target.os) {
        case (OperatingSystemName.linux, OperatingSystemName.linux),
            (OperatingSystemName.freebsd, OperatingSystemName.freebsd),
            (OperatingSystemName.darwin, OperatingSystemName.darwin),
            // Docker Desktop: a Linux machine on macOS and Windows.
            (OperatingSystemName.darwin, OperatingSystemName.linux),
            (OperatingSystemName.windows, OperatingSystemName.linux):
            return isNear
        case (OperatingSystemName.windows, OperatingSystemName.windows):
            return isNear && allowsVersion(of: target)
        case (OperatingSystemName.linux, _), (OperatingSystemName.freebsd, _), (OperatingSystemName.darwin, _),
            (OperatingSystemName.windows, _):
            return false
        case (let own, let other):
            return own == other && isNear && (host.osVersion ?? "") == (target.osVersion ?? "")
                && host.osFeatures == target.osFeatures
        }
    }

    /// The host's version has the same first three numbers, if it is known; an entry without one is refused then.
    private func allowsVersion(of target: Platform) -> Bool {
        guard let version = host.osVersion, !version.isEmpty else { return true }
        return Self.build(of: version) == Self.build(of: target.osVersion ?? "")
    }

    private static func build(of version: String) -> String {
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count < 4 ? version : parts.prefix(3).joined(separator: ".")
    }

    /// The host's number is at least the entry's; a variant that is no number counts as 0, none as 0 or 1.
    private func allowsVariant(of target: Platform) -> Bool {
        let (own, other) = (Self.number(of: host.variant), Self.number(of: target.variant))
        return own >= other || (host.variant ?? "").isEmpty && other == 1
    }

    private static func number(of variant: String?) -> Int {
        guard let variant else { return 0 }
        return Int(variant.hasPrefix("v") ? String(variant.dropFirst()) : variant) ?? 0
    }

    /// Whether a compatible platform is better than the best so far: by system, architecture, variant and version, and in
    /// each the host's own is best.
    private func isBetter(_ target: Platform, than best: Platform) -> Bool {
        if let decided = decide(target.os, best.os, host.os) { return decided }
        if let decided = decide(target.architecture, best.architecture, host.architecture) { return decided }
        let (variant, other) = (target.variant ?? "", best.variant ?? "")
        if let decided = decide(variant, other, host.variant ?? "") { return decided }
        let (number, otherNumber) = (Self.number(of: variant), Self.number(of: other))
        if variant != other, number != otherNumber { return number > otherNumber }
        let (version, otherVersion) = (target.osVersion ?? "", best.osVersion ?? "")
        if let decided = decide(version, otherVersion, host.osVersion ?? "") { return decided }
        return Self.isOlder(otherVersion, than: version)
    }

    /// Decides by one part if exactly one of two different values is the host's own.
    private func decide(_ target: String, _ best: String, _ own: String) -> Bool? {
        guard target != best, target == own || best == own else { return nil }
        return target == own
    }

    /// Compares number by number; what is no number is older than any number, and a longer version is newer.
    private static func isOlder(_ left: String, than right: String) -> Bool {
        let others = right.split(separator: ".", omittingEmptySubsequences: false)
        for (index, part) in left.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
            guard index < others.count else { return false }
            switch (Int(part), Int(others[index])) {
            case (nil, nil): return false
            case (nil, _): return true
            case (_, nil): return false
            case (let own?, let other?): if own != other { return own < other }
            }
        }
        return false
    }
}
