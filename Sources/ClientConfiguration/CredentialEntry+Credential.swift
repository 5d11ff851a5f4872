import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension CredentialEntry {
    /// The credential that the entry holds, or nil for an entry that only marks a login kept elsewhere.
    ///
    /// A registry token goes before an identity token, and that before a password.
    package func credential() throws(CredentialProblem) -> Credential? {
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

    private static func token(_ text: String) throws(CredentialProblem) -> Secret {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .wrongToken }
        return Secret(text)
    }

    /// Splits at the first colon: a password may hold more of them. Docker cuts NUL bytes from the password's ends.
    private static func pair(_ encoded: String) throws(CredentialProblem) -> (username: String, password: String) {
        let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let text = trimmed(Array(encoded.utf8)[...], of: blank)
        guard let decoded = Data(base64Encoded: Data(text)).map(Array.init),
            let colon = decoded.firstIndex(of: UInt8(ascii: ":")),
            let username = String(validating: decoded[..<colon], as: UTF8.self),
            let password = String(validating: trimmed(decoded[(colon + 1)...], of: [0]), as: UTF8.self)
        else { throw .wrongPair }
        return (username, password)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>, of unwanted: Set<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !unwanted.contains($0) }),
            let last = bytes.lastIndex(where: { !unwanted.contains($0) })
        else { return [] }
        return bytes[first...last]
    }
}
