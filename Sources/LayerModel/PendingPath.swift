/// Whose rules for names and links hold.
package enum FileNaming: Hashable, Sendable {
    /// Names differ if their bytes do.
    case posix
    /// The case of ASCII letters does not count, `\` separates names as `/` does, and the files of drive C are below
    /// `Files`.
    case windows
}

/// The components of a path that are still to be walked, with those of the links on the way.
struct PendingPath {
    /// The most links that are followed, as in Linux (MAXSYMLINKS).
    static let mostLinks = 40

    private let naming: FileNaming
    private var parts: [(bytes: [UInt8], position: Int)]
    /// The number of links that were followed.
    private(set) var linkCount = 0

    /// Begins with a path.
    init(_ path: [UInt8], _ naming: FileNaming) {
        self.naming = naming
        parts = [(path, 0)]
    }

    /// Takes the next component; `nil` at the end.
    mutating func next() -> ArraySlice<UInt8>? {
        while let last = parts.indices.last {
            let bytes = parts[last].bytes
            guard let start = bytes[parts[last].position...].firstIndex(where: { !isSeparator($0) }) else {
                parts.removeLast()
                continue
            }
            let end = bytes[start...].firstIndex(where: isSeparator) ?? bytes.endIndex
            parts[last].position = end
            return bytes[start..<end]
        }
        return nil
    }

    /// Whether only separators are left.
    var isAtEnd: Bool {
        parts.allSatisfy { part in part.bytes[part.position...].allSatisfy(isSeparator) }
    }

    /// Whether what is left, or the path itself, asks for a directory by a separator at its end.
    var endsInSeparator: Bool {
        parts.contains { $0.position < $0.bytes.count }
    }

    /// Goes on with the target of a link, and then with what is left.
    ///
    /// - Returns: whether the target is absolute; `nil` after too many links.
    mutating func follow(_ target: [UInt8]) -> Bool? {
        linkCount += 1
        guard linkCount <= Self.mostLinks else { return nil }
        let drive = naming == .windows && target.count >= 2 && target[1] == 0x3A ? 2 : 0
        parts.append((target, drive))
        return target.count > drive && isSeparator(target[drive])
    }

    private func isSeparator(_ byte: UInt8) -> Bool { Self.isSeparator(byte, naming) }

    private static func isSeparator(_ byte: UInt8, _ naming: FileNaming) -> Bool {
        byte == 0x2F || byte == 0x5C && naming == .windows
    }
}

extension PendingPath {
    /// The components of an entry's path: `.` and empty ones are left out, and `..` takes the one before it away, but
    /// never leads out of the root.
    static func cleaned(_ path: [UInt8], _ naming: FileNaming) -> [ArraySlice<UInt8>] {
        var components: [ArraySlice<UInt8>] = []
        for part in path.split(whereSeparator: { isSeparator($0, naming) }) where !part.elementsEqual([0x2E]) {
            if part.elementsEqual([0x2E, 0x2E]) {
                _ = components.popLast()
            } else {
                components.append(part)
            }
        }
        return components
    }
}
