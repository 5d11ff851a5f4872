import ImageModel
import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The content of the file that logins are stored in: Docker's `config.json`, or a file of the same form.
///
/// Only entries for the login are changed; everything else is preserved, including its order. The file contains secrets, and
/// its description is redacted.
package struct LoginFile: Sendable, CustomStringConvertible {
    private var tree: JSONTree

    /// Reads a whole file, which may be empty.
    ///
    /// - Throws: ``CredentialError/Problem/malformed`` if the file is not a JSON object of the expected form.
    package init(parsing bytes: [UInt8]) throws(CredentialError) {
        guard !ConfigurationFile.isBlank(bytes) else {
            tree = .empty
            return
        }
        // The file must also be readable when credentials are looked up.
        _ = try CredentialDocument(parsing: bytes)
        guard let tree = JSONTree(parsing: bytes), tree.members != nil else { throw CredentialError(.malformed) }
        self.tree = tree
        // Go merges two members of one name, which a change would have to tear apart.
        guard Set(sections).count == sections.count else { throw CredentialError(.malformed) }
    }

    /// The file's content.
    package var bytes: [UInt8] { tree.fileBytes }

    /// A placeholder without any content.
    package var description: String { "<redacted>" }

    /// The keys of the entries for the whole registry of `reference`, in any spelling.
    package func keys(of reference: Reference) -> [String] {
        var seen: Set<String> = []
        return sections.flatMap { tree[$0]?.members ?? [] }.map(\.name).filter { name in
            let key = CredentialKey(name)
            return key.path.isEmpty && key.closeness(to: reference) != nil && seen.insert(name).inserted
        }
    }

    /// Stores `login` for the registry of `reference`, replacing all earlier logins for it.
    ///
    /// Members of the entry that are not credentials are preserved.
    package mutating func store(_ login: Login, for reference: Reference) {
        write(login.entry, for: reference)
    }

    /// Records with an empty entry that a helper stores the login for the registry of `reference`, as Docker does.
    package mutating func noteHelper(for reference: Reference) {
        write([], for: reference)
    }

    /// Removes the entries for the registry of `reference`, and returns whether there were any.
    package mutating func remove(_ reference: Reference) -> Bool {
        let keys = keys(of: reference)
        guard !keys.isEmpty else { return false }
        remove(keys)
        return true
    }

    /// The members that contain entries: `auths`, in any case, as Go reads them.
    private var sections: [String] {
        (tree.members ?? []).filter { $0.name.lowercased() == Self.entriesName && $0.value.members != nil }.map(\.name)
    }

    private mutating func remove(_ keys: [String]) {
        for section in sections {
            guard let entries = tree[section] else { continue }
            tree = tree.setting(section, to: keys.reduce(entries) { $0.setting($1, to: nil) })
        }
    }

    private mutating func write(_ members: [(name: String, value: String)], for reference: Reference) {
        let key = CredentialKey.loginKey(of: reference)
        let section = sections.contains(Self.entriesName) ? Self.entriesName : sections.first ?? Self.entriesName
        var entry = tree[section]?[key] ?? .empty
        for name in (entry.members ?? []).map(\.name) where Login.memberNames.contains(name.lowercased()) {
            entry = entry.setting(name, to: nil)
        }
        for (name, value) in members { entry = entry.setting(name, to: .text(value)) }
        // In its own section an earlier entry keeps its position.
        remove(keys(of: reference).filter { $0 != key })
        for other in sections where other != section {
            tree = tree.setting(other, to: tree[other]?.setting(key, to: nil))
        }
        tree = tree.setting(section, to: (tree[section] ?? .empty).setting(key, to: entry))
    }

    private static let entriesName = "auths"
}

/// A login to be stored: a name with a password, or with the token that the registry issued for them.
package struct Login: Hashable, Sendable {
    /// The user's name.
    package let username: String
    /// The password, or the identity token.
    package let secret: Secret
    /// Whether ``secret`` is an identity token.
    package let isToken: Bool

    /// A login that the registry has accepted.
    package init(username: String, secret: Secret, isToken: Bool = false) {
        self.username = username
        self.secret = secret
        self.isToken = isToken
    }

    /// The members of an entry that contain credentials, in any form.
    static let memberNames = ["auth", "username", "password", "identitytoken", "registrytoken"]

    /// The members of an entry of `auths`, as Docker writes them: with a token, `auth` contains only the name.
    var entry: [(name: String, value: String)] {
        let pair = Data("\(username):\(isToken ? "" : secret.revealed)".utf8).base64EncodedString()
        return [("auth", pair)] + (isToken ? [("identitytoken", secret.revealed)] : [])
    }

    /// The input of a helper for `store` (docker-credential-helpers); `<token>` as the name marks an identity token.
    func helperInput(server: String) -> [UInt8] {
        JSONTree.empty
            .setting("ServerURL", to: .text(server))
            .setting("Username", to: .text(isToken ? "<token>" : username))
            .setting("Secret", to: .text(secret.revealed))
            .fileBytes
    }
}

extension JSONTree {
    /// The document as Docker writes its own file: indented with tabs, with a newline at the end.
    fileprivate var fileBytes: [UInt8] { Array((text(indentedBy: "\t") + "\n").utf8) }
}
