import Foundation
import TestSupport

/// Everything in a directory on the disk, entry by entry, read with find, getfattr and sha256sum.
struct TreeListing: Equatable {
    /// What an entry is.
    struct Entry: Equatable, CustomStringConvertible {
        /// As `find` calls it: `f`, `d`, `l`, `p`, `c`, `b` or `s`.
        let type: String
        /// The 12 bits, in octal digits.
        let mode: String
        let owner: String
        let group: String
        /// Seconds since 1970, with nine digits behind the point.
        var modified: String
        /// The target of a symbolic link.
        let target: String
        /// The size of a file.
        let size: String
        /// The first of the names that a file has in the tree.
        var firstName = ""
        /// The extended attributes with their values in hexadecimal digits, sorted.
        var attributes: [String] = []
        /// The SHA-256 of a file.
        var hash = ""

        var description: String {
            let words = [type, mode, "\(owner):\(group)", modified, size, target, "=\(firstName)", hash]
            return (words.filter { !$0.isEmpty } + attributes).joined(separator: " ")
        }
    }

    /// The entries by their paths in the directory; the directory itself is `.`. Bytes outside of ASCII, and line breaks, are
    /// octal numbers.
    private(set) var entries: [String: Entry]

    /// Lists a directory.
    ///
    /// - Parameter prefix: words before the programs, such as those of nsenter(1), to list it elsewhere.
    init(_ directory: String, prefix: [String] = []) throws {
        func run(_ words: [String]) throws -> [UInt8] {
            let words = prefix + words
            return try Tool.run("env", ["LC_ALL=C"] + words).stdout
        }
        entries = [:]
        var names: [String: String] = [:]
        let found = try run(["find", directory, "-printf", #"%P\0%y\0%m\0%U\0%G\0%T@\0%l\0%s\0%D:%i\0"#])
        let fields = found.split(separator: 0, omittingEmptySubsequences: false).map { Self.text($0) }
        for start in stride(from: 0, to: fields.count - 8, by: 9) {
            let values = Array(fields[start..<start + 9])
            let path = values[0].isEmpty ? "." : values[0]
            let isFile = values[1] == "f"
            entries[path] = Entry(
                type: values[1], mode: values[2], owner: values[3], group: values[4], modified: Self.time(values[5]),
                target: values[6], size: isFile ? values[7] : "")
            if values[1] != "d" { names[values[8]] = min(names[values[8]] ?? path, path) }
            entries[path]?.firstName = values[8]
        }
        for (path, entry) in entries { entries[path]?.firstName = names[entry.firstName] ?? "" }
        let attributes = ["-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", "--absolute-names", directory]
        addAttributes(try run(["getfattr"] + attributes), directory)
        addHashes(try run(["find", directory, "-type", "f", "-exec", "sha256sum", "-z", "{}", "+"]), directory)
    }

    /// What differs, a line for each entry, up to 20; `ignored` changes entries before they are compared.
    func differences(from other: TreeListing, ignoring ignored: (String, inout Entry) -> Void = { _, _ in }) -> [String]
    {
        func shown(_ entry: Entry?, _ path: String) -> Entry? {
            guard var entry else { return nil }
            ignored(path, &entry)
            return entry
        }
        let paths = Set(entries.keys).union(other.entries.keys).sorted()
        let lines = paths.compactMap { path -> String? in
            let (mine, others) = (shown(entries[path], path), shown(other.entries[path], path))
            guard mine != others else { return nil }
            return "\(path): \(mine?.description ?? "nothing") instead of \(others?.description ?? "nothing")"
        }
        return Array(lines.prefix(20))
    }

    /// Takes the blocks of getfattr(1): `# file: PATH`, then a line for each attribute.
    private mutating func addAttributes(_ output: [UInt8], _ directory: String) {
        var path: String?
        let name = Array("# file: ".utf8)
        for line in output.split(separator: 0x0A) {
            if line.starts(with: name) {
                path = relative(Self.text(Self.unescaped(line.dropFirst(name.count))), directory)
            } else if let path {
                entries[path]?.attributes.append(Self.text(line))
                entries[path]?.attributes.sort()
            }
        }
    }

    private mutating func addHashes(_ output: [UInt8], _ directory: String) {
        for line in output.split(separator: 0).map({ Self.text($0) }) {
            entries[relative(line.dropFirst(66), directory)]?.hash = String(line.prefix(64))
        }
    }

    private func relative(_ path: some StringProtocol, _ directory: String) -> String {
        let rest = path.dropFirst(directory.count).drop { $0 == "/" }
        return rest.isEmpty ? "." : String(rest)
    }

    /// The seconds with nine digits behind the point, of the ten that find(1) prints.
    private static func time(_ text: String) -> String {
        let parts = text.split(separator: ".")
        return parts.count == 2 ? "\(parts[0]).\(parts[1].prefix(9))" : text
    }

    /// The bytes that getfattr(1) writes as octal numbers.
    private static func unescaped(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(3), as: UTF8.self)
            if byte == 0x5C, digits.utf8.count == 3, let code = UInt8(digits, radix: 8) {
                result.append(code)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return result
    }

    /// A text in which bytes outside of ASCII, and line breaks, are octal numbers.
    private static func text(_ bytes: some Collection<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            if (0x20...0x7E).contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 8)
                text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }
        }
        return text
    }
}
