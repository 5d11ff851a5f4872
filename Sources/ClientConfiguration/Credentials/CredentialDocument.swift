import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The credential settings in Docker's `config.json` or podman's `auth.json`; all other members are ignored.
package struct CredentialDocument: Sendable, Decodable {
    /// The entries by key; nil stands for an entry that is not an object.
    let entries: [String: CredentialEntry?]
    /// The helpers' names by key.
    let helpers: [String: String]
    /// The helper for all registries that do not have their own.
    let defaultHelper: String?

    private enum CodingKeys: String, CodingKey {
        case entries = "auths"
        case helpers = "credHelpers"
        case defaultHelper = "credsStore"
    }

    /// Reads a whole file, which may be empty.
    ///
    /// - Throws: ``CredentialError/Problem/malformed`` if the file is not a JSON object of the expected form. The error does
    ///   not contain any content of the file.
    package init(parsing bytes: [UInt8]) throws(CredentialError) {
        let document = ConfigurationFile.isBlank(bytes) ? Array("{}".utf8) : bytes
        do {
            self = try JSONDecoder().decode(CredentialDocument.self, from: Data(document))
        } catch {
            throw CredentialError(.malformed)
        }
    }

    /// Reads the three relevant members.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        entries = try members.decodeIfPresent([String: Lenient].self, forKey: .entries)?.mapValues(\.entry) ?? [:]
        helpers = try members.decodeIfPresent([String: String].self, forKey: .helpers) ?? [:]
        defaultHelper = try members.decodeIfPresent(String.self, forKey: .defaultHelper)
    }

    /// Decodes an entry without failing, which keeps a broken entry from affecting the others.
    private struct Lenient: Decodable {
        let entry: CredentialEntry?

        init(from decoder: any Decoder) throws {
            entry = try? CredentialEntry(from: decoder)
        }
    }
}

/// One entry of `auths` as written, not validated.
///
/// It contains secrets, and its description is redacted.
package struct CredentialEntry: Sendable, Decodable, CustomStringConvertible {
    /// Base64 of `user:password`.
    let encodedPair: String?
    /// The name beside `password`, which some tools write instead of `auth`.
    let username: String?
    /// The password beside `username`.
    let password: String?
    /// A refresh token.
    let identityToken: String?
    /// A bearer token that is sent unchanged.
    let registryToken: String?

    private enum CodingKeys: String, CodingKey {
        case encodedPair = "auth"
        case username
        case password
        case identityToken = "identitytoken"
        case registryToken = "registrytoken"
    }

    /// Reads an object; a member that is empty or not a string counts as missing.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) -> String? {
            guard let text = try? members.decode(String.self, forKey: key), !text.isEmpty else { return nil }
            return text
        }
        encodedPair = text(.encodedPair)
        username = text(.username)
        password = text(.password)
        identityToken = text(.identityToken)
        registryToken = text(.registryToken)
    }

    /// A placeholder without any content.
    package var description: String { "<redacted>" }

    /// The credential in the entry, or nil for an entry that only marks a login stored elsewhere.
    ///
    /// A registry token takes precedence over an identity token, and an identity token over a password.
    package func credential() throws(CredentialError) -> Credential? {
        if let registryToken {
            return .bearer(try Self.token(registryToken))
        }
        if let identityToken {
            return .identityToken(try Self.token(identityToken))
        }
        if let encodedPair {
            let pair = try Self.pair(encodedPair)
            return .basic(username: pair.username, password: Secret(pair.password))
        }
        guard let username, let password else { return nil }
        return .basic(username: username, password: Secret(password))
    }

    private static func token(_ text: String) throws(CredentialError) -> Secret {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw CredentialError(.wrongToken) }
        return Secret(text)
    }

    /// Splits at the first colon, since a password may contain colons. Docker trims NUL bytes from the password.
    private static func pair(_ encoded: String) throws(CredentialError) -> (username: String, password: String) {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let text = trimmed(Array(encoded.utf8)[...], of: blank)
        guard let decoded = Data(base64Encoded: Data(text)).map(Array.init),
            let colon = decoded.firstIndex(of: UInt8(ascii: ":")),
            let username = String(validating: decoded[..<colon], as: UTF8.self),
            let password = String(validating: trimmed(decoded[(colon + 1)...], of: [0]), as: UTF8.self)
        else { throw CredentialError(.wrongPair) }
        return (username, password)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>, of unwanted: Set<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !unwanted.contains($0) }),
            let last = bytes.lastIndex(where: { !unwanted.contains($0) })
        else { return [] }
        return bytes[first...last]
    }
}
