import ImageModel
import RegistryProtocol
import TestSupport
import Testing
import Transport

@testable import RegistryClient

extension TransferBench {
    /// Requests the manifest of tag `1`, and returns the response.
    func ask(_ session: RegistrySession) async throws(RegistryError) -> RegistryResponse<CollectedBody> {
        try await session.send(.manifest("1")) { BodyCollector(limit: 1 << 20) }
    }

    /// Requests the manifest of tag `1`, and returns the response's status.
    func status(_ session: RegistrySession) async throws(RegistryError) -> Int {
        try await ask(session).head.status
    }

    /// A user name and a password from a file.
    static func password(_ password: String, name: String = "user", in source: String = "the file") -> SourcedCredential
    {
        SourcedCredential(.basic(username: name, password: Secret(password)), source: source)
    }

    /// Expects that no reported text contains any of `secrets`.
    func expectHidden(_ secrets: String...) {
        for secret in secrets { #expect(!events.everything.contains(secret)) }
    }
}
