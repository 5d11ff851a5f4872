/// What a git checkout says of itself, read from its files.
package struct GitHead: Hashable, Sendable {
    /// The commit; `nil` where there is none yet.
    package let commit: String?
    /// The branch; `nil` where none is checked out.
    package let branch: String?

    private static let limit = 4 << 20

    /// What is checked out in `folder`; `nil` where that is no checkout.
    package init?(of folder: String) {
        var store = folder + "/.git"
        // A worktree's `.git` is a file that names the place.
        if let line = Self.line(store), let path = Self.value(of: line, after: "gitdir: ") {
            store = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        }
        guard let head = Self.line(store + "/HEAD") else { return nil }
        guard let name = Self.value(of: head, after: "ref: ") else {
            commit = Self.isHash(head) ? head : nil
            branch = nil
            return
        }
        let shared = Self.line(store + "/commondir").map { $0.hasPrefix("/") ? $0 : "\(store)/\($0)" } ?? store
        branch = Self.value(of: name, after: "refs/heads/") ?? name
        commit = Self.line("\(shared)/\(name)") ?? Self.packed(name, in: shared)
    }

    private static func packed(_ name: String, in store: String) -> String? {
        guard let bytes = SmallFile.bytes(at: store + "/packed-refs", limit: limit) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasSuffix(" " + name) }?.split(separator: " ").first.map(String.init)
    }

    private static func line(_ path: String) -> String? {
        guard let bytes = SmallFile.bytes(at: path, limit: 65_536), !bytes.isEmpty else { return nil }
        return String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }

    private static func value(of line: String, after start: String) -> String? {
        line.hasPrefix(start) ? String(line.dropFirst(start.count)) : nil
    }

    private static func isHash(_ text: String) -> Bool {
        text.count >= 40 && text.allSatisfy { $0.isHexDigit }
    }
}
