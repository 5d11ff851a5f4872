import RegistryProtocol

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is kept of a login: a name with a password, or the token that the registry gave for them.
package struct Login: Hashable, Sendable {
    /// The user's name.
    package let username: String
    /// The password, or the identity token.
    package let secret: Secret
    /// Whether ``secret`` is a token that stands for name and password.
    package let isToken: Bool

    /// A login that a registry has accepted.
    package init(username: String, secret: Secret, isToken: Bool = false) {
        self.username = username
        self.secret = secret
        self.isToken = isToken
    }

    /// Every member of an entry that is a credential, in whatever form.
    static let memberNames = ["auth", "username", "password", "identitytoken", "registrytoken"]

    /// The members of an entry of `auths`, as Docker writes them: beside a token the name alone.
    var entry: [(name: String, value: String)] {
        let pair = Data("\(username):\(isToken ? "" : secret.revealed)".utf8).base64EncodedString()
        return [("auth", pair)] + (isToken ? [("identitytoken", secret.revealed)] : [])
    }

    /// What a helper reads on its standard input for `store` (docker-credential-helpers): a token under a name that is none.
    func question(server: String) -> [UInt8] {
        JSONTree.empty
            .setting("ServerURL", to: .text(server))
            .setting("Username", to: .text(isToken ? "<token>" : username))
            .setting("Secret", to: .text(secret.revealed))
            .bytes
    }
}
