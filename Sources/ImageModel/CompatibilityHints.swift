/// CPU features that the documents of an image name, elsewhere than in artifacts.
package enum CompatibilityHints {
    /// The most features of one list that are read.
    private static let mostWords = 64

    /// The CPU features that annotations name, by the name of the annotation, in order.
    ///
    /// No specification defines such an annotation. One counts if its name speaks of the features or flags of a CPU, and its
    /// value is a list of words.
    package static func features(in annotations: [String: String]) -> [(name: String, words: [String])] {
        annotations.sorted { $0.key < $1.key }.compactMap { name, value in
            guard isAboutFeatures(name), let words = words(in: value) else { return nil }
            return (name, words)
        }
    }

    /// The CPU features that the entries of a manifest list require, by their positions.
    ///
    /// Format: Docker Image Manifest V 2, Schema 2, "Manifest List", field `features` of a platform.
    package static func features(ofEntriesIn index: [UInt8]) -> [Int: [String]] {
        guard let wire = try? DocumentReader.decode(Wire.self, from: index) else { return [:] }
        var features: [Int: [String]] = [:]
        for (position, entry) in (wire.manifests ?? []).enumerated() {
            let words = (entry.features ?? []).filter(isWord)
            if !words.isEmpty { features[position] = Array(words.prefix(mostWords)) }
        }
        return features
    }

    private static func isAboutFeatures(_ name: String) -> Bool {
        let parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        if parts.contains("cpuid") || parts.contains("cpufeatures") { return true }
        return parts.contains("cpu")
            && !Set(["feature", "features", "flag", "flags"]).isDisjoint(with: parts.map(String.init))
    }

    /// The words of a list with commas or spaces, or of a JSON array of strings; `nil` if it is none.
    private static func words(in value: String) -> [String]? {
        let words = value.split { ",; \t\n[]\"".contains($0) }.map(String.init)
        guard !words.isEmpty, words.count <= mostWords, words.allSatisfy(isWord) else { return nil }
        return words
    }

    private static func isWord(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0.isDigit || $0.isLetter || "._-+".utf8.contains($0) }
    }

    /// An index as it is written; what has the wrong type counts as absent.
    private struct Wire: Decodable {
        let manifests: [Entry]?

        struct Entry: Decodable {
            let features: [String]?

            private enum CodingKeys: String, CodingKey { case platform }
            private enum PlatformKeys: String, CodingKey { case features }

            init(from decoder: any Decoder) throws {
                let fields = try? decoder.container(keyedBy: CodingKeys.self)
                let platform = try? fields?.nestedContainer(keyedBy: PlatformKeys.self, forKey: .platform)
                features = try? platform?.decode([String].self, forKey: .features)
            }
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }
}
