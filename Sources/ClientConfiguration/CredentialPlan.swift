import ImageModel

/// What one file offers for one repository, in the order in which it is tried.
///
/// A helper of the registry's own comes before the default helper, both before what is written in the file.
package struct CredentialPlan: Sendable {
    /// The things to try.
    package let steps: [Step]

    /// One thing to try.
    package enum Step: Sendable {
        /// Ask a helper.
        case helper(name: String, source: CredentialSource)
        /// Read an entry; nil stands for one that is no object.
        case entry(CredentialEntry?, source: CredentialSource)

        /// Where the step stands.
        package var source: CredentialSource {
            switch self {
            case .helper(_, let source), .entry(_, let source): source
            }
        }
    }

    /// Picks from `file`, which was read from `path`, what suits `reference`.
    package init(file: CredentialsFile, path: String, reference: Reference) {
        let entries = CredentialKey.matches(among: file.entries.keys, for: reference).map { key in
            Step.entry(
                file.entries[key] ?? nil,
                source: CredentialSource(path: path, part: .entry(key: key))
            )
        }
        steps = [Self.helper(in: file, path: path, reference: reference)].compactMap(\.self) + entries
    }

    /// The helper that is asked. A registry whose own helper is written as an empty text has none, as Docker reads it.
    static func helper(in file: CredentialsFile, path: String, reference: Reference) -> Step? {
        if let key = CredentialKey.matches(among: file.helpers.keys, for: reference).first,
            let name = file.helpers[key]
        {
            guard !name.isEmpty else { return nil }
            return .helper(name: name, source: CredentialSource(path: path, part: .helper(key: key, name: name)))
        }
        guard let name = file.defaultHelper, !name.isEmpty else { return nil }
        return .helper(name: name, source: CredentialSource(path: path, part: .defaultHelper(name: name)))
    }
}
