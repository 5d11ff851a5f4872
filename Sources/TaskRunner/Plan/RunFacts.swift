import PlatformModel
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The facts of one run of a task: the values of `{{.Run.…}}`.
package struct RunFacts: Sendable {
    /// The path of the task file; `-` is stdin.
    let file: String
    /// The folder that the steps see as `/workspace`.
    let context: String
    /// The registry of names without one.
    let registry: String?
    /// The id of the run; random by default.
    let id: String?
    /// The platform of this machine, if it is known.
    let host: Platform?

    /// The facts of a run of `file` with the build context `context`.
    package init(file: String, context: String, registry: String?, id: String?, host: Platform?) {
        self.file = file
        self.context = context
        self.registry = registry
        self.id = id
        self.host = host
    }

    /// The values of the facts that are known.
    package var values: [TaskVariable.Fact: String] {
        let head = GitHead(of: context)
        let name = file.split(separator: "/").last ?? ""
        var facts: [TaskVariable.Fact: String] = [:]
        facts[.id] = id ?? Self.randomID()
        facts[.sharedVolume] = Self.absolutePath(of: context)
        facts[.registry] = registry
        facts[.registryName] = registry?.split(separator: ".").first.map(String.init)
        facts[.date] = Self.date()
        facts[.os] = host?.os
        facts[.architecture] = host?.architecture
        facts[.commit] = head?.commit
        facts[.branch] = head?.branch
        facts[.taskName] = file == "-" ? "task" : String(name.prefix { $0 != "." })
        return facts
    }

    /// The absolute path of a folder. The corresponding C function is realpath(3).
    package static func absolutePath(of folder: String) -> String {
        guard let path = realpath(folder, nil) else { return folder }
        defer { free(path) }
        return String(cString: path)
    }

    /// Eight letters and digits, all of them valid in tags.
    private static func randomID() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<8).compactMap { _ in letters.randomElement() })
    }

    /// The current time in UTC, in a form that is valid in tags: `20261121-180700z`.
    private static func date() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y%m%d-%H%M%Sz", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The commit and the branch of a git checkout, read from its files.
package struct GitHead: Hashable, Sendable {
    /// The commit; `nil` if there is none yet.
    package let commit: String?
    /// The branch; `nil` if the head is detached.
    package let branch: String?

    private static let limit = 4 << 20

    /// Reads the head of the checkout in `folder`; `nil` if it is not a checkout.
    package init?(of folder: String) {
        var store = folder + "/.git"
        // In a worktree, `.git` is a file with the path of the actual folder.
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
        guard let bytes = try? SmallFile.bytes(of: store + "/packed-refs", limit: limit) else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasSuffix(" " + name) }?.split(separator: " ").first.map(String.init)
    }

    private static func line(_ path: String) -> String? {
        guard let bytes = try? SmallFile.bytes(of: path, limit: 65_536), !bytes.isEmpty else { return nil }
        return String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }

    private static func value(of line: String, after start: String) -> String? {
        line.hasPrefix(start) ? String(line.dropFirst(start.count)) : nil
    }

    private static func isHash(_ text: String) -> Bool {
        text.count >= 40 && text.allSatisfy { $0.isHexDigit }
    }
}
