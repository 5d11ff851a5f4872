/// A credential, and where it was found.
package struct SourcedCredential: Hashable, Sendable {
    /// What is shown to the registry or its token server.
    package let credential: Credential
    /// The file and key, or the helper program, for people: errors and warnings name it.
    package let source: String

    /// A credential found in `source`.
    package init(_ credential: Credential, source: String) {
        self.credential = credential
        self.source = source
    }

    /// No credential at all.
    package static let anonymous = SourcedCredential(.anonymous, source: "anonymous access")
}
