import ImageModel
import RegistryProtocol

/// The file that logins are kept in, read: Docker's `config.json`, or one of the same form.
///
/// Only what a login is about is ever changed; all else stays, in its order. It holds secrets, and so prints nothing of itself.
package struct LoginFile: Sendable, CustomStringConvertible {
    private var tree: JSONTree

    /// Reads a whole file; an empty one says nothing.
    ///
    /// - Throws: ``CredentialProblem/malformed`` for what is no JSON object, or has members of another form than is known.
    package init(parsing bytes: [UInt8]) throws(CredentialProblem) {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        guard !bytes.allSatisfy(blank.contains) else {
            tree = .empty
            return
        }
        // Who reads credentials from it must find them in the same form.
        _ = try CredentialsFile(parsing: bytes)
        guard let tree = JSONTree(parsing: bytes), tree.members != nil else { throw .malformed }
        self.tree = tree
        guard tree[Self.entriesName] == nil || Self.isNull(tree[Self.entriesName]) || entries != nil else {
            throw .malformed
        }
    }

    /// The file's text.
    package var bytes: [UInt8] { tree.bytes }

    /// Never more than a placeholder.
    package var description: String { "<redacted>" }

    /// The keys of the entries for the whole registry of `reference`, in whatever spelling.
    package func keys(of reference: Reference) -> [String] {
        (entries?.members ?? []).map(\.name).filter { name in
            let key = CredentialKey(name)
            return key.path.isEmpty && key.closeness(to: reference) != nil
        }
    }

    /// Keeps `login` for the registry of `reference`, in place of all that was kept for it.
    ///
    /// Members of the entry that are no credentials stay.
    package mutating func keep(_ login: Login, for reference: Reference) {
        write(login.entry, for: reference)
    }

    /// Notes that a helper keeps the login for the registry of `reference`, as Docker does: with an entry that holds nothing.
    package mutating func noteHelper(for reference: Reference) {
        write([], for: reference)
    }

    /// Takes away what is kept for the registry of `reference`; whether there was anything.
    package mutating func drop(_ reference: Reference) -> Bool {
        let keys = keys(of: reference)
        guard !keys.isEmpty else { return false }
        tree = tree.setting(Self.entriesName, to: keys.reduce(entries ?? .empty) { $0.setting($1, to: nil) })
        return true
    }

    private var entries: JSONTree? {
        tree[Self.entriesName].flatMap { $0.members == nil ? nil : $0 }
    }

    private mutating func write(_ members: [(name: String, value: String)], for reference: Reference) {
        let key = CredentialKey.loginKey(of: reference)
        let others = keys(of: reference).filter { $0 != key }
        var entry = entries?[key] ?? .empty
        for name in Login.memberNames { entry = entry.setting(name, to: nil) }
        for (name, value) in members { entry = entry.setting(name, to: .text(value)) }
        let entries = others.reduce(self.entries ?? .empty) { $0.setting($1, to: nil) }
        tree = tree.setting(Self.entriesName, to: entries.setting(key, to: entry))
    }

    private static let entriesName = "auths"

    private static func isNull(_ value: JSONTree?) -> Bool { value == .leaf("null") }
}
