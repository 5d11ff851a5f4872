import RegistryProtocol

extension CopyRequest.Login {
    /// What is shown to the registry.
    var credential: SourcedCredential {
        SourcedCredential(.basic(username: username, password: Secret(password)), source: "the command line")
    }
}
