#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What Docker's `config.json` and podman's `auth.json` say about credentials; all else in them is skipped.
package struct CredentialsFile: Sendable, Decodable {
    /// The entries by key; nil stands for one that is no object.
    let entries: [String: CredentialEntry?]
    /// The helper's name by key.
    let helpers: [String: String]
    /// The helper for all registries that have none of their own.
    let defaultHelper: String?

    private enum CodingKeys: String, CodingKey {
        case entries = "auths"
        case helpers = "credHelpers"
        case defaultHelper = "credsStore"
    }

    /// Reads a whole file; an empty one says nothing.
    ///
    /// - Throws: ``CredentialProblem/malformed`` when it is no JSON object of the known form. What the file holds does not go
    ///   into the error.
    package init(parsing bytes: [UInt8]) throws(CredentialProblem) {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let document = bytes.allSatisfy(blank.contains) ? Array("{}".utf8) : bytes
        do {
            self = try JSONDecoder().decode(CredentialsFile.self, from: Data(document))
        } catch {
            throw .malformed
        }
    }

    /// Reads the three members of interest.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        entries = try members.decodeIfPresent([String: Lenient].self, forKey: .entries)?.mapValues(\.entry) ?? [:]
        helpers = try members.decodeIfPresent([String: String].self, forKey: .helpers) ?? [:]
        defaultHelper = try members.decodeIfPresent(String.self, forKey: .defaultHelper)
    }

    /// One odd entry does not spoil its neighbours.
    private struct Lenient: Decodable {
        let entry: CredentialEntry?

        init(from decoder: any Decoder) throws {
            entry = try? CredentialEntry(from: decoder)
        }
    }
}
