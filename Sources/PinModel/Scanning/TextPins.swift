import ImageModel
import PlatformModel

/// Finds `name@sha256:…` in any text: lists, scripts, Makefiles, and the strings of YAML files.
struct TextPins {
    private let source: SourceText

    init(_ source: SourceText) {
        self.source = source
    }

    /// The longest name that is looked for before the `@`, in bytes: a scheme, a name and a tag.
    private static let longestName = 512

    /// Adds the pins in a range of the file.
    func add(in range: Range<Int>, to scan: inout PinScan) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            defer { offset += 1 }
            guard source.bytes[offset] == UInt8(ascii: "@"), let digest = digest(from: offset + 1, to: range.upperBound)
            else { continue }
            add(from: name(before: offset, from: range.lowerBound), at: offset, digest, within: range, to: &scan)
            offset = digest.upperBound - 1
        }
    }

    /// Adds the pins of a whole file, without its `#` comments.
    func addAll(to scan: inout PinScan) {
        for number in 0..<source.lineCount { add(in: withoutComment(source.line(number)), to: &scan) }
    }

    /// The range of a line before a `#` that begins it or follows a blank.
    func withoutComment(_ line: Range<Int>) -> Range<Int> {
        for offset in line where source.bytes[offset] == UInt8(ascii: "#") {
            if offset == line.lowerBound || source.bytes[offset - 1].isBlank { return line.lowerBound..<offset }
        }
        return line
    }

    /// The bytes of a digest that begins at `start`, if one does.
    private func digest(from start: Int, to end: Int) -> Range<Int>? {
        for algorithm in DigestAlgorithm.allCases {
            let prefix = Array("\(algorithm.rawValue):".utf8)
            let stop = start + prefix.count + algorithm.hexLength
            guard stop <= end, source.bytes[start..<stop].starts(with: prefix) else { continue }
            let digits = source.bytes[(start + prefix.count)..<stop]
            guard digits.allSatisfy({ $0.isDigit || (0x61...0x66).contains($0) }) else { continue }
            let isWhole = stop == end || !(source.bytes[stop].isDigit || source.bytes[stop].isLetter)
            if isWhole { return start..<stop }
        }
        return nil
    }

    /// The bytes of the name that ends at `end`.
    private func name(before end: Int, from start: Int) -> Range<Int> {
        var first = end
        while first > max(start, end - Self.longestName), Self.isOfName(source.bytes[first - 1]) { first -= 1 }
        return first..<end
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || "._-/:[]".utf8.contains(byte)
    }

    private func add(
        from name: Range<Int>, at separator: Int, _ digest: Range<Int>, within range: Range<Int>, to scan: inout PinScan
    ) {
        let line = source.lineNumber(of: digest.lowerBound)
        let isComputed = name.lowerBound > range.lowerBound && "$}%)".utf8.contains(source.bytes[name.lowerBound - 1])
        if isComputed {
            let text = source.text(name.lowerBound..<digest.upperBound)
            scan.add(UncheckedImage(line: line, text: text, reason: "its name has a variable or a template"))
            return
        }
        guard !name.isEmpty, let written = ImageText(source.text(name)) else { return }
        do throws(ReferenceError) {
            let reference = try Reference(parsing: "\(written.name)@\(source.text(digest))")
            if let pin = Pin(reference, line: line, location: DigestLocation(range: digest, form: .full)) {
                scan.add(pin)
            }
        } catch {
            let text = source.text(name.lowerBound..<digest.upperBound)
            scan.add(UncheckedImage(line: line, text: text, reason: "\(error)"))
        }
    }
}

/// The name of an image, as files write it: also with a scheme before it, as in `docker://alpine`.
struct ImageText {
    /// The name without a scheme.
    let name: String

    /// The name in `text`; `nil` if it is an address of the web, or of a bracket only.
    init?(_ text: String) {
        var name = text
        if let scheme = Self.scheme(of: text) {
            guard Self.imageSchemes.contains(scheme.asciiLowercased) else { return nil }
            name = String(decoding: text.utf8.dropFirst(scheme.utf8.count + 3), as: UTF8.self)
        }
        // A list's bracket before the name is no part of it, but that of an IPv6 address is.
        if name.utf8.first == UInt8(ascii: "["), !name.utf8.contains(UInt8(ascii: "]")) { name.removeFirst() }
        guard !name.isEmpty else { return nil }
        self.name = name
    }

    /// The schemes before images: of containers/image, of GitHub actions and Helm, and of old kubelets.
    private static let imageSchemes = ["docker", "oci", "docker-pullable", "containers"]

    /// The word before `://`, wherever that is in the text.
    private static func scheme(of text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let colon = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }) else { return nil }
        return String(decoding: bytes[..<colon], as: UTF8.self)
    }
}
