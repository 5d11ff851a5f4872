import ImageModel

/// Where a credential, or the lack of one, comes from.
package struct CredentialSource: Hashable, Sendable, CustomStringConvertible {
    /// The configuration file.
    package let path: String
    /// The part of the file: nil for all of it.
    package let part: Part?

    /// The parts that name a credential.
    package enum Part: Hashable, Sendable {
        /// An entry of `auths`.
        case entry(key: String)
        /// A helper of `credHelpers`.
        case helper(key: String, name: String)
        /// The helper of `credsStore`.
        case defaultHelper(name: String)
    }

    /// The helper that the part names; nil for an entry, and for the whole file.
    package var helperName: String? {
        switch part {
        case .helper(_, let name), .defaultHelper(let name): name
        case .entry, nil: nil
        }
    }

    /// Names a part of a file, or all of it.
    package init(path: String, part: Part? = nil) {
        self.path = path
        self.part = part
    }

    /// The file and the key, for a person who wants to mend it.
    package var description: String {
        let file = Printable.escaped(path, limit: 1024)
        switch part {
        case nil: return file
        case .entry(let key): return "\(file), auths '\(Printable.escaped(key))'"
        case .helper(let key, let name):
            return "\(file), credHelpers '\(Printable.escaped(key))': '\(Printable.escaped(name))'"
        case .defaultHelper(let name): return "\(file), credsStore '\(Printable.escaped(name))'"
        }
    }
}
