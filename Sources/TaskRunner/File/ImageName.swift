import PlatformModel

/// The names of images in tasks.
enum ImageName {
    /// The name with a registry, and with a tag if it has neither tag nor digest: equal for all names of one image.
    ///
    /// A name without a registry belongs to the registry of the run.
    static func full(_ name: String, registry: String?) -> String {
        let host = name.firstIndex(of: "/").map { name[..<$0] }
        let isHost = host.map { $0.contains { ".:{".contains($0) } || $0 == "localhost" } ?? name.hasPrefix("{{")
        let named = isHost || registry == nil ? name : "\(registry ?? "")/\(name)"
        return hasTag(named) || named.contains("@") ? named : named + ":latest"
    }

    /// The name without its tag and digest.
    static func repository(_ name: String) -> String {
        let named = name.firstIndex(of: "@").map { String(name[..<$0]) } ?? name
        guard let colon = tagColon(named) else { return named }
        return String(named[..<colon])
    }

    /// The tag, if there is one.
    static func tag(_ name: String) -> String? {
        let named = name.firstIndex(of: "@").map { String(name[..<$0]) } ?? name
        guard let colon = tagColon(named) else { return nil }
        return String(named[named.index(after: colon)...])
    }

    private static func hasTag(_ name: String) -> Bool { tagColon(name) != nil }

    private static func tagColon(_ name: String) -> String.Index? {
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else { return nil }
        return colon
    }
}

/// A platform in the name of an image or a file, as in `app:1.2-arm64` or `Dockerfile.armv7`.
package struct PlatformWord: Hashable, Sendable {
    /// The part of the name that means the platform.
    package let text: String
    /// The platform; with a variant only if the name has one.
    package let platform: Platform

    /// Finds the architecture in `name`; `nil` if there is none, or more than one.
    ///
    /// A word of letters only counts as an architecture if that architecture has levels: `alpha` is usually part of a
    /// version, not the name of a machine.
    package init?(in name: String, catalog: PlatformCatalog) {
        let words = Self.words(of: name)
        var found: [PlatformWord] = []
        var index = 0
        var system: OperatingSystem?
        while index < words.count {
            if let (word, count) = Self.longest(at: index, words, in: name, catalog) {
                found.append(word)
                index += count
            } else {
                system = system ?? catalog.operatingSystem(named: String(name[words[index]]))
                index += 1
            }
        }
        guard let first = found.first, found.allSatisfy({ $0.platform == first.platform }) else { return nil }
        text = first.text
        var platform = first.platform
        platform.os = system?.name ?? platform.os
        self.platform = platform
    }

    /// Finds the architecture in the name of an image: in its tag, otherwise in its repository.
    init?(ofImage name: String, catalog: PlatformCatalog) {
        let word = ImageName.tag(name).flatMap { PlatformWord(in: $0, catalog: catalog) }
        guard let word = word ?? PlatformWord(in: ImageName.repository(name), catalog: catalog) else { return nil }
        self = word
    }

    private init(text: String, platform: Platform) {
        self.text = text
        self.platform = platform
    }

    /// Whether no image can be for both platforms.
    package static func contradict(_ one: Platform, _ other: Platform, catalog: PlatformCatalog) -> Bool {
        let first = catalog.normalized(one)
        let second = catalog.normalized(other)
        guard first.os == second.os, first.architecture == second.architecture else { return true }
        guard catalog.namesLevel(one), catalog.namesLevel(other) else { return false }
        return first.variant != second.variant
    }

    /// The longest architecture that begins at a word and has up to three words (`x86-64`, `arm-v7`).
    private static func longest(
        at index: Int, _ words: [Range<String.Index>], in name: String, _ catalog: PlatformCatalog
    ) -> (PlatformWord, count: Int)? {
        for count in (1...3).reversed() where index + count <= words.count {
            let text = String(name[words[index].lowerBound..<words[index + count - 1].upperBound])
            if let architecture = catalog.architecture(named: text), isDistinctive(text, architecture, words.count) {
                let variant = index + count < words.count ? level(String(name[words[index + count]])) : nil
                let end = words[index + count - (variant == nil ? 1 : 0)].upperBound
                let platform = Platform(os: "linux", architecture: text.lowercased(), variant: variant)
                let normal = catalog.normalized(platform)
                let isLevelNamed = catalog.namesLevel(platform)
                return (
                    PlatformWord(
                        text: String(name[words[index].lowerBound..<end]),
                        platform: Platform(
                            os: platform.os, architecture: normal.architecture,
                            variant: isLevelNamed ? normal.variant : nil)), count + (variant == nil ? 0 : 1)
                )
            }
        }
        return nil
    }

    private static func isDistinctive(_ text: String, _ architecture: Architecture, _ wordCount: Int) -> Bool {
        let hasDigit = text.contains { $0.isNumber }
        let hasLetter = text.contains { $0.isLetter }
        // A number alone can mean anything.
        if !hasLetter { return wordCount > 1 }
        return hasDigit || architecture.baseline != nil
    }

    private static func level(_ word: String) -> String? {
        let digits = word.dropFirst()
        guard word.first == "v", !digits.isEmpty, digits.count < 3, digits.allSatisfy({ $0.isNumber }) else {
            return nil
        }
        return word
    }

    private static func words(of name: String) -> [Range<String.Index>] {
        var words: [Range<String.Index>] = []
        var start: String.Index?
        for index in name.indices {
            let isPart = name[index].isASCII && (name[index].isLetter || name[index].isNumber)
            if isPart, start == nil { start = index }
            if !isPart, let begun = start {
                words.append(begun..<index)
                start = nil
            }
        }
        if let start { words.append(start..<name.endIndex) }
        return words
    }
}
