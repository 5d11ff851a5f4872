extension PlatformCatalog {
    /// Reads a platform specifier: `os[(version[+feature…])][/architecture[/variant]]`.
    ///
    /// Names are folded to canonical ones, and a variant is kept as far as it says more than the architecture alone.
    /// A lone operating system takes the architecture of `host` (and, where no baseline is safe, its CPU level); a lone
    /// architecture takes the operating system of `host`.
    public func parse(_ text: String, host: Platform) throws(SpecifierError) -> Platform {
        guard !text.isEmpty else { throw .empty }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }) else { throw .emptyPart(in: text) }
        try checkVersionPlace(parts, in: text)
        guard parts.count <= 3 else { throw .trailingParts(parts[3...].joined(separator: "/"), in: text) }
        let system = try SystemPart(parts[0], in: text)
        for name in [system.name] + parts.dropFirst() where !Self.isName(name) {
            throw .malformedName(name, in: text)
        }
        guard parts.count > 1 else { return try completed(system, host: normalized(host)) }
        let named = try architecture(parts[1], variant: parts.count > 2 ? parts[2] : nil)
        return Platform(
            os: try systemName(system.name), architecture: named.architecture, variant: named.variant,
            osVersion: system.version, osFeatures: system.features)
    }

    /// A known name, of an architecture or an operating system, that is one slip away from a text; `nil` when the text
    /// is known itself, or near to none.
    package func suggestion(for name: String) -> String? {
        guard architecture(named: name) == nil, operatingSystem(named: name) == nil else { return nil }
        return Spelling.suggestion(for: name, among: names.systemNames + names.architectureNames)
    }

    private func completed(_ part: SystemPart, host: Platform) throws(SpecifierError) -> Platform {
        if let system = operatingSystem(named: part.name) {
            let needsLevel = architecture(named: host.architecture)?.unprovedLevel == .exactOnly
            let variant = needsLevel && host.variant != baseline(of: host.architecture) ? host.variant : nil
            return Platform(
                os: system.name, architecture: host.architecture, variant: variant, osVersion: part.version,
                osFeatures: part.features)
        }
        guard !part.hasParentheses, architecture(named: part.name) != nil else {
            throw .unknownWord(part.name, suggestion: suggestion(for: part.name))
        }
        let named = try architecture(part.name, variant: nil)
        return Platform(os: host.os, architecture: named.architecture, variant: named.variant)
    }

    private func systemName(_ name: String) throws(SpecifierError) -> String {
        if let system = operatingSystem(named: name) { return system.name }
        if let near = Spelling.suggestion(for: name, among: names.systemNames) {
            throw .misspelled(name, suggestion: near)
        }
        return name.lowercased()
    }

    private func architecture(
        _ name: String, variant: String?
    ) throws(SpecifierError) -> (architecture: String, variant: String?) {
        guard let known = architecture(named: name) else {
            if let near = Spelling.suggestion(for: name, among: names.architectureNames) {
                throw .misspelled(name, suggestion: near)
            }
            return (name.lowercased(), variant?.lowercased())
        }
        let implied = names.impliedVariant(of: name)
        guard let variant else { return (known.name, implied == known.baseline ? nil : implied) }
        let level = level(architecture: known.name, variant: variant)
        if let implied, implied != level { throw .contradiction(alias: name, means: implied, variant: variant) }
        let isSilent = known.baselineSpelling == .never && level == known.baseline
        return (known.name, isSilent ? nil : level)
    }

    private func checkVersionPlace(_ parts: [String], in text: String) throws(SpecifierError) {
        guard parts.count > 1, let last = parts.last, parts[0].firstIndex(of: "(") == nil else { return }
        for mark in [":", ",osver="] {
            let halves = last.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2 else { continue }
            let version = PercentEncoding.encoded(halves[1])
            let instead = (["\(parts[0])(\(version))"] + parts[1...].dropLast() + [halves[0]]).joined(separator: "/")
            throw .versionAfterArchitecture(in: text, instead: instead)
        }
    }

    private func baseline(of architecture: String) -> String? {
        self.architecture(named: architecture)?.baseline
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    return true
                default: return false
                }
            }
    }
}
