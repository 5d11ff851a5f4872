import ImageModel
import PlatformModel

/// A file whose pins are read, and what it is by its name and its content.
package struct PinFile: Sendable {
    /// What kinds of files are read.
    package enum Kind: String, Hashable, Sendable {
        /// A Dockerfile or Containerfile.
        case dockerfile
        /// YAML: compose, Kubernetes, Kustomize, Helm values, workflows.
        case yaml
        /// A list with a name and a version a line.
        case versions
        /// Any other text.
        case text
    }

    /// What the file is.
    package let kind: Kind
    private let source: SourceText

    /// The largest file that is read, in bytes.
    package static let limit = 4 << 20

    /// Recognizes a file by its name, else by its content.
    package init(path: String, bytes: [UInt8]) {
        source = SourceText(bytes)
        kind = Self.kind(ofName: path) ?? Self.kind(of: source)
    }

    /// The images that the file names; `documents` are those of a file of the kind ``Kind/yaml``.
    package func scan(documents: [PinNode] = []) -> PinScan {
        if let flaw {
            var scan = PinScan()
            scan.flaw = flaw
            return scan
        }
        return switch kind {
        case .dockerfile: DockerfilePins.scan(source)
        case .yaml: YAMLPins.scan(documents, of: source)
        case .versions: ListPins(source).scanVersions()
        case .text: ListPins(source).scan()
        }
    }

    /// Why the file is not text in UTF-8, if it is not.
    package var flaw: PinFileFlaw? {
        let bytes = source.bytes
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return PinFileFlaw(line: 0, sentence: "it is UTF-16, and only UTF-8 is read")
        }
        guard let offset = bytes.firstIndex(of: 0) else { return nil }
        return PinFileFlaw(line: source.lineNumber(of: offset), sentence: "it has a NUL byte, so it is not a text")
    }

    private static func kind(ofName path: String) -> Kind? {
        let name = String(path.split(separator: "/").last ?? "").asciiLowercased
        for word in ["dockerfile", "containerfile"] {
            if name == word || name.hasPrefix(word + ".") || name.hasSuffix("." + word) { return .dockerfile }
        }
        if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return .yaml }
        return name.hasSuffix(".tool-versions") ? .versions : nil
    }

    /// A Dockerfile begins with FROM, or with ARG before it; a Kubernetes object has an `apiVersion`.
    private static func kind(of source: SourceText) -> Kind {
        for number in 0..<min(source.lineCount, 1000) {
            let words = source.text(source.line(number)).split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            if first == "---" || first.hasPrefix("apiVersion:") || first.hasPrefix("services:") { return .yaml }
            if first.asciiLowercased == "arg", words.count > 1 { continue }
            return isStage(words) ? .dockerfile : .text
        }
        return .text
    }

    /// Whether the words are `FROM [--platform=…] image [AS name]`.
    private static func isStage(_ words: [Substring]) -> Bool {
        let words = words.filter { !$0.hasPrefix("--") }.map(\.asciiLowercased)
        return words.first == "from" && (words.count == 2 || words.count == 4 && words[2] == "as")
    }
}

/// Writes other digests into a file, and changes nothing else.
package struct PinEdit {
    /// The bytes of the file with the digests of `pins` replaced, and the pins for which that was possible.
    ///
    /// Two pins that share their digest in the file, as those of one build argument, are replaced only if both get the same.
    package static func replacing(
        _ pins: [(pin: Pin, digest: Digest)], in bytes: [UInt8]
    ) -> (bytes: [UInt8], replaced: [Pin]) {
        var wanted: [Range<Int>: [(pin: Pin, digest: Digest)]] = [:]
        for entry in pins {
            guard let location = entry.pin.location else { continue }
            wanted[location.range, default: []].append(entry)
        }
        var result: [UInt8] = []
        var replaced: [Pin] = []
        var end = 0
        for (range, entries) in wanted.sorted(by: { $0.key.lowerBound < $1.key.lowerBound }) {
            guard let first = entries.first, let location = first.pin.location,
                let old = location.text(of: first.pin.digest), let new = location.text(of: first.digest),
                range.lowerBound >= end, range.upperBound <= bytes.count, bytes[range].elementsEqual(old.utf8),
                entries.allSatisfy({ $0.digest == first.digest })
            else { continue }
            result += bytes[end..<range.lowerBound]
            result += new.utf8
            end = range.upperBound
            replaced += entries.map(\.pin)
        }
        return (result + bytes[end...], replaced)
    }
}
