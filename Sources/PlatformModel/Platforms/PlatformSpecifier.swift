extension PlatformCatalog {
    /// Reads a platform specifier: `os[(version[+feature…])][/architecture[/variant]]`.
    ///
    /// Names are folded to their canonical form. A variant is kept unless the architecture already implies it.
    /// An operating system alone takes the architecture of `host`, and its CPU level where no baseline is safe to
    /// assume. An architecture alone takes the operating system of `host`.
    public func parse(_ text: String, host: Platform) throws(SpecifierError) -> Platform {
        guard !text.isEmpty else { throw .empty }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty }) else { throw .emptyPart(in: text) }
        try checkVersionPosition(parts, in: text)
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

    /// The known architecture or operating system whose name is one typo away from `name`.
    ///
    /// `nil` if `name` is itself known or resembles no known name.
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
            throw .unknownName(part.name, suggestion: suggestion(for: part.name))
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
        let isOmitted = known.baselineSpelling == .never && level == known.baseline
        return (known.name, isOmitted ? nil : level)
    }

    /// Refuses the forms of other tools that put the version last: `os/architecture:version` and `…,osver=version`.
    private func checkVersionPosition(_ parts: [String], in text: String) throws(SpecifierError) {
        guard parts.count > 1, let last = parts.last, parts[0].firstIndex(of: "(") == nil else { return }
        for mark in [":", ",osver="] {
            let halves = last.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2 else { continue }
            let version = halves[1].utf8.percentEncoded(keeping: \.isPlainInSpecifier)
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

/// The first thing wrong with a platform specifier.
public enum SpecifierError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is empty.
    case empty
    /// A part between the slashes is empty.
    case emptyPart(in: String)
    /// The text has more parts than operating system, architecture and variant.
    case trailingParts(String, in: String)
    /// A part contains a character that is not allowed in names.
    case malformedName(String, in: String)
    /// The parentheses after the operating system are not closed, or contain a character that must be encoded.
    case malformedVersion(String, in: String)
    /// The version follows the architecture, as some tools write it; `instead` is the correct form.
    case versionAfterArchitecture(in: String, instead: String)
    /// The only part is neither an operating system nor an architecture.
    case unknownName(String, suggestion: String?)
    /// An unknown name is one typo away from a known one.
    case misspelled(String, suggestion: String)
    /// The architecture's name implies one CPU level, and the variant is another.
    case contradiction(alias: String, means: String, variant: String)

    /// The problem, with the value in quotes, and the expected form.
    public var description: String {
        switch self {
        case .empty:
            return "the platform is empty; expected os/architecture, such as linux/arm64"
        case .emptyPart(let text):
            return "platform '\(text)' has an empty part; expected os/architecture/variant"
        case .trailingParts(let rest, let text):
            return "platform '\(text)' has '\(rest)' after os/architecture/variant"
        case .malformedName(let part, let text):
            return "'\(part)' in platform '\(text)' is not made of letters, digits, '_', '.' and '-'"
        case .malformedVersion(let part, let text):
            return "'\(part)' in platform '\(text)' is not os(version+feature), percent-encoded"
        case .versionAfterArchitecture(let text, let instead):
            return "platform '\(text)' has the version after the architecture; write '\(instead)'"
        case .unknownName(let name, let suggestion):
            let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
            return "'\(name)' is neither an operating system nor an architecture\(hint)"
        case .misspelled(let name, let suggestion):
            return "'\(name)' is not known; did you mean '\(suggestion)'?"
        case .contradiction(let alias, let means, let variant):
            return "\(alias) means \(means); variant \(variant) contradicts it"
        }
    }
}

/// The first part of a specifier: an operating system, with version and features in parentheses.
private struct SystemPart {
    /// The name as typed.
    let name: String
    /// The decoded version; `nil` if it is empty.
    let version: String?
    /// The decoded features, in the order typed.
    let features: [String]
    /// Whether parentheses were written, even empty ones.
    let hasParentheses: Bool

    /// Reads `os` or `os(version+feature…)`.
    init(_ part: String, in text: String) throws(SpecifierError) {
        guard let open = part.firstIndex(of: "(") else {
            name = part
            version = nil
            features = []
            hasParentheses = false
            return
        }
        name = String(part[..<open])
        hasParentheses = true
        guard part.last == ")" else { throw .malformedVersion(part, in: text) }
        let inside = part[part.index(after: open)...].dropLast()
        var values: [String] = []
        for value in inside.split(separator: "+", omittingEmptySubsequences: false) {
            guard value.utf8.allSatisfy({ $0.isPlainInSpecifier || $0 == UInt8(ascii: "%") }),
                let decoded = value.percentDecoded
            else { throw .malformedVersion(part, in: text) }
            values.append(decoded)
        }
        let typed = values.first ?? ""
        version = typed.isEmpty ? nil : typed
        features = Array(values.dropFirst())
        guard features.allSatisfy({ !$0.isEmpty }) else { throw .malformedVersion(part, in: text) }
    }
}
