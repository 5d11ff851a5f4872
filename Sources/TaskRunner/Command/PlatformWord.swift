import PlatformModel

/// A platform that the name of an image or a file speaks of, as in `app:1.2-arm64` or `Dockerfile.armv7`.
package struct PlatformWord: Hashable, Sendable {
    /// The words, as they stand in the name.
    package let text: String
    /// What they mean; the variant only where they name one.
    package let platform: Platform

    /// Finds the architecture in `name`; `nil` where there is none, or more than one.
    ///
    /// A word of letters alone is taken for an architecture only where such images come in several levels: `alpha`, as a
    /// word of versions, names no machine here.
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

    private init(text: String, platform: Platform) {
        self.text = text
        self.platform = platform
    }

    /// Whether two platforms cannot be meant by one image.
    package static func contradict(_ one: Platform, _ other: Platform, catalog: PlatformCatalog) -> Bool {
        let first = catalog.normalized(one)
        let second = catalog.normalized(other)
        guard first.os == second.os, first.architecture == second.architecture else { return true }
        guard catalog.namesLevel(one), catalog.namesLevel(other) else { return false }
        return first.variant != second.variant
    }

    /// The architecture that begins at a word: of up to three words (`x86-64`, `arm-v7`), the longest.
    private static func longest(
        at index: Int, _ words: [Range<String.Index>], in name: String, _ catalog: PlatformCatalog
    ) -> (PlatformWord, count: Int)? {
        for count in (1...3).reversed() where index + count <= words.count {
            let text = String(name[words[index].lowerBound..<words[index + count - 1].upperBound])
            if let architecture = catalog.architecture(named: text), isTelling(text, architecture, words.count) {
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

    private static func isTelling(_ text: String, _ architecture: Architecture, _ wordCount: Int) -> Bool {
        let hasDigit = text.contains { $0.isNumber }
        let hasLetter = text.contains { $0.isLetter }
        // A number alone may count anything.
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
