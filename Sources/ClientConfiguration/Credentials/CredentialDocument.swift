import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The credential settings in Docker's `config.json` or podman's `auth.json`; all other members are ignored.
///
/// The file is read as Go's encoding/json reads it for Docker and podman: member names match in any case, `null` is the same
/// as an absent value, and two members of one name are merged. An entry that cannot be read affects no other.
package struct CredentialDocument: Sendable, Decodable {
    /// The entries by key; nil stands for an entry that is not an object.
    let entries: [String: CredentialEntry?]
    /// The helpers' names by key; nil stands for a name that is not a string.
    let helpers: [String: String?]
    /// The helper for all registries that do not have their own.
    let defaultHelper: String?

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
        let members = try decoder.container(keyedBy: MemberName.self)
        var entries: [String: CredentialEntry?] = [:]
        for name in members.names(like: "auths") {
            let more = try members.decodeIfPresent([String: Lenient<CredentialEntry>].self, forKey: name) ?? [:]
            // An entry that is null has no members, and is not an error.
            entries.merge(more.mapValues { $0.isNull ? .empty : $0.value }) { $1 }
        }
        var helpers: [String: String?] = [:]
        for name in members.names(like: "credHelpers") {
            let more = try members.decodeIfPresent([String: Lenient<String>].self, forKey: name) ?? [:]
            // Go leaves the name empty for null, which selects the file.
            helpers.merge(more.mapValues { $0.isNull ? "" : $0.value }) { $1 }
        }
        self.entries = entries
        self.helpers = helpers
        defaultHelper = try members.names(like: "credsStore").compactMap { name in
            try members.decodeIfPresent(String.self, forKey: name)
        }.last
    }

    /// Decodes a value without failing, which keeps a broken one from affecting the others.
    private struct Lenient<Value: Decodable & Sendable>: Decodable {
        let value: Value?
        let isNull: Bool

        init(from decoder: any Decoder) throws {
            isNull = (try? decoder.singleValueContainer().decodeNil()) ?? false
            value = isNull ? nil : try? Value(from: decoder)
        }
    }
}

/// The name of any member of a JSON object.
private struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<MemberName> {
    /// The members that Go's encoding/json takes for `name`, in any case; the exact name is the last, and so decides.
    fileprivate func names(like name: String) -> [MemberName] {
        let names = allKeys.filter { $0.stringValue.lowercased() == name.lowercased() }
        return names.filter { $0.stringValue != name }.sorted { $0.stringValue < $1.stringValue }
            + names.filter { $0.stringValue == name }
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

    /// An entry that only marks a login stored elsewhere.
    static let empty = CredentialEntry()

    /// An entry of the given parts.
    init(
        encodedPair: String? = nil, username: String? = nil, password: String? = nil, identityToken: String? = nil
    ) {
        self.encodedPair = encodedPair
        self.username = username
        self.password = password
        self.identityToken = identityToken
        registryToken = nil
    }

    /// Reads an object; a member that is empty or not a string counts as missing.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: MemberName.self)
        func text(_ name: String) -> String? {
            let texts = members.names(like: name).compactMap { try? members.decode(String.self, forKey: $0) }
            return texts.last { !$0.isEmpty }
        }
        encodedPair = text("auth")
        username = text("username")
        password = text("password")
        identityToken = text("identitytoken")
        registryToken = text("registrytoken")
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
    ///
    /// Line breaks within are ignored, as by Go's encoding/base64: base64(1) wraps its output at 76 columns.
    private static func pair(_ encoded: String) throws(CredentialError) -> (username: String, password: String) {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let text = trimmed(encoded.utf8.filter { $0 != 0x0A && $0 != 0x0D }[...], of: blank)
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
