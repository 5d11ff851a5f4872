import ImageModel
import PlatformModel

/// Finds the images in the documents of a YAML file: compose, Kubernetes, Kustomize, Helm values, workflows and others.
///
/// A string with `name@sha256:…` is a pin under whatever key. Images in parts are found by the keys of their mapping.
struct YAMLPins {
    private let source: SourceText
    private let text: TextPins
    private var anchors: [String: PinNode] = [:]
    private var scan = PinScan()
    /// Where strings begin that are parts of an image and no pins themselves.
    private var consumed: Set<Int> = []
    /// How many more entries are merged into others: a mapping that merges itself many times over would never end.
    private var mergeable = 100_000

    /// The images of the documents of `source`.
    static func scan(_ documents: [PinNode], of source: SourceText) -> PinScan {
        var pins = YAMLPins(source)
        for document in documents {
            pins.anchors = [:]
            pins.readImages(document, path: Path())
            pins.readStrings(document)
        }
        pins.scan.sort()
        return pins.scan
    }

    private init(_ source: SourceText) {
        self.source = source
        text = TextPins(source)
    }

    /// What encloses a node.
    private struct Path {
        /// The keys, the outermost first. A list adds none.
        var keys: [String] = []
        /// Whether the node is an element of a list.
        var isElement = false

        func entering(_ key: String) -> Path { Path(keys: keys.suffix(8) + [key]) }
    }

    // MARK: - Images in parts, and images without a digest

    private mutating func readImages(_ node: PinNode, path: Path) {
        if let anchor = node.anchor { anchors[anchor] = node }
        switch node.content {
        case .scalar, .alias: break
        case .sequence(let nodes):
            for node in nodes { readImages(node, path: Path(keys: path.keys, isElement: true)) }
        case .mapping(let entries):
            // Anchors in the mapping come first in the file, so its aliases are known when its parts are put together.
            for entry in entries { readImages(entry.value, path: path.entering(entry.key.text ?? "")) }
            if readParts(entries, path: path) { return }
            for entry in entries { count(entry.key.text ?? "", entry.value, path: path) }
        }
    }

    /// Reads a mapping whose keys are the parts of one image, as in Helm values and Kustomize files; `false` if it is none.
    private mutating func readParts(_ entries: [(key: PinNode, value: PinNode)], path: Path) -> Bool {
        let isOfKustomize = path.isElement && path.keys.last == "images"
        let parts = ImageParts(members(of: entries), isOfKustomize: isOfKustomize)
        // A name with a digest is a pin in one piece.
        guard let parts, !parts.name.utf8.contains(UInt8(ascii: "@")) else { return false }
        guard let digest = parts.digest else {
            let isImage = parts.hasTag || path.keys.last?.asciiLowercased.hasSuffix("image") == true
            if isImage { countIfImage(parts.reference) }
            return isImage
        }
        consumed.insert(digest.node.range.lowerBound)
        add(parts, digest)
        return true
    }

    private mutating func add(_ parts: ImageParts, _ digest: ImageParts.DigestPart) {
        let line = source.lineNumber(of: digest.node.range.lowerBound)
        guard !Self.isTemplate(parts.reference) else {
            let reason = "its name has a variable or a template"
            return scan.add(UncheckedImage(line: line, text: parts.reference, reason: reason))
        }
        do throws(ReferenceError) {
            let reference = try Reference(parsing: "\(parts.reference)@\(digest.digest)")
            let location = location(of: digest)
            let pinLine = location.map { source.lineNumber(of: $0.range.lowerBound) } ?? line
            if let pin = Pin(reference, line: pinLine, location: location) { scan.add(pin) }
        } catch {
            let text = "\(parts.reference)@\(digest.digest)"
            scan.add(UncheckedImage(line: line, text: text, reason: "\(error)"))
        }
    }

    /// The strings of a mapping by key: its own, then those that it merges (`<<`), through aliases.
    private mutating func members(of entries: [(key: PinNode, value: PinNode)]) -> [String: PinNode] {
        var members: [String: PinNode] = [:]
        var waiting = [entries]
        while let entries = waiting.popLast() {
            for entry in entries {
                guard let key = entry.key.text, let value = resolved(entry.value) else { continue }
                if key == "<<" {
                    waiting += mappings(in: value).reversed()
                } else if value.text != nil, members[key] == nil {
                    members[key] = value
                }
            }
        }
        return members
    }

    /// The entries of a mapping that is merged, or of several in a list, as long as there are not too many of them.
    private mutating func mappings(in node: PinNode) -> [[(key: PinNode, value: PinNode)]] {
        var nodes = [node]
        if case .sequence(let several) = node.content { nodes = several }
        var mappings: [[(key: PinNode, value: PinNode)]] = []
        for node in nodes {
            guard case .mapping(let entries)? = resolved(node)?.content else { continue }
            mergeable -= entries.count + 1
            guard mergeable > 0 else { break }
            mappings.append(entries)
        }
        return mappings
    }

    /// The node that an alias repeats; another node unchanged.
    private func resolved(_ node: PinNode) -> PinNode? {
        guard case .alias(let name) = node.content else { return node }
        return anchors[name]
    }

    /// The bytes of a digest within its string, if they are written as they are.
    private func location(of part: ImageParts.DigestPart) -> DigestLocation? {
        let wanted = Array((part.form == .full ? part.digest.description : part.digest.hex).utf8)
        let range = part.node.range
        guard range.count >= wanted.count else { return nil }
        let starts = (range.lowerBound...(range.upperBound - wanted.count)).filter { start in
            source.bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        }
        guard starts.count == 1, let start = starts.first else { return nil }
        return DigestLocation(range: start..<(start + wanted.count), form: part.form)
    }

    /// Counts a string that names an image without a digest, by its key.
    private mutating func count(_ key: String, _ value: PinNode, path: Path) {
        guard let node = resolved(value), let text = node.text, !text.utf8.contains(UInt8(ascii: "@")) else { return }
        let isJob = path.keys.count == 2 && path.keys[0] == "jobs"
        switch key {
        case "image" where !Self.isTemplate(text): countIfImage(text)
        case "container" where isJob: countIfImage(text)
        case "uses" where text.hasPrefix("docker://"): countIfImage(text)
        default: break
        }
    }

    private mutating func countIfImage(_ text: String) {
        guard let image = ImageText(text), (try? Reference(parsing: image.name)) != nil else { return }
        scan.countUnpinned()
    }

    private static func isTemplate(_ text: String) -> Bool {
        text.utf8.contains { "{}$%".utf8.contains($0) }
    }

    // MARK: - Pins in strings

    private mutating func readStrings(_ node: PinNode) {
        switch node.content {
        case .alias: break
        case .scalar: if !consumed.contains(node.range.lowerBound) { readString(node) }
        case .sequence(let nodes): for node in nodes { readStrings(node) }
        case .mapping(let entries):
            for entry in entries {
                readStrings(entry.key)
                readStrings(entry.value)
            }
        }
    }

    private mutating func readString(_ node: PinNode) {
        let found = scan.pins.count + scan.unchecked.count
        text.add(in: node.range, to: &scan)
        // An escape or a line break inside the string may hide a pin from its bytes.
        guard scan.pins.count + scan.unchecked.count == found, let text = node.text,
            let written = ImageText(text), let reference = try? Reference(parsing: written.name),
            let pin = Pin(reference, line: source.lineNumber(of: node.range.lowerBound), location: nil)
        else { return }
        scan.add(pin)
    }
}

/// The parts of one image in a mapping.
private struct ImageParts {
    /// A digest with the string that holds it.
    struct DigestPart {
        let digest: Digest
        let node: PinNode
        let form: DigestLocation.Form
    }

    /// The registry and the repository.
    let name: String
    /// The tag; `nil` if there is none.
    private let tag: String?
    /// Whether there is a key for the tag, also without a value.
    let hasTag: Bool
    /// The digest.
    let digest: DigestPart?

    /// The parts in a mapping; `nil` if it names no image.
    init?(_ members: [String: PinNode], isOfKustomize: Bool) {
        let nameKeys = isOfKustomize ? ["newName", "name"] : ["repository", "image"]
        let tagKeys = isOfKustomize ? ["newTag"] : ["tag"]
        func string(_ keys: [String]) -> (text: String, node: PinNode)? {
            for key in keys {
                if let node = members[key], let text = node.text, !text.isEmpty { return (text, node) }
            }
            return nil
        }
        guard let name = string(nameKeys)?.text else { return nil }
        let tag = string(tagKeys)
        let digest = string(["digest"])
        let digits = isOfKustomize ? nil : string(["sha"])
        // `image: name:tag` alone is a reference in one piece.
        guard members["image"] == nil || members["repository"] != nil || tag != nil || digest != nil || digits != nil
        else { return nil }
        let registry = isOfKustomize ? nil : string(["registry"])?.text
        self.name = registry.map { "\($0)/\(name)" } ?? name
        hasTag = tagKeys.contains { members[$0] != nil }
        let split = tag?.text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false) ?? []
        self.tag = split.first.flatMap { $0.isEmpty ? nil : String($0) }
        if let digest, let value = try? Digest(parsing: digest.text) {
            self.digest = DigestPart(digest: value, node: digest.node, form: .full)
        } else if let digits, let value = try? Digest(parsing: "sha256:\(digits.text)") {
            self.digest = DigestPart(digest: value, node: digits.node, form: .digits)
        } else if let tag, split.count == 2, let value = try? Digest(parsing: String(split[1])) {
            self.digest = DigestPart(digest: value, node: tag.node, form: .full)
        } else {
            self.digest = nil
        }
    }

    /// The name and the tag, as in a reference.
    var reference: String { tag.map { "\(name):\($0)" } ?? name }
}
