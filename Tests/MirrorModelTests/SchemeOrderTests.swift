import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

struct SchemeOrderTests {
    private static let noTLS = TransferFailure.tls(code: 35, message: "wrong version number")
    private static let refused = TransferFailure.connection(code: 7, message: "refused")
    private static let ok = SchemeChoice.Event.response(HTTPHead(status: 401, headers: HTTPHeaders()), bodyPrefix: [])

    @Test(arguments: [WebScheme.http, .https])
    func `an explicit scheme is settled`(scheme: WebScheme) {
        var choice = SchemeChoice(.only(scheme))
        #expect(choice.scheme == scheme)
        #expect(choice.isSettled)
        #expect(choice.handle(.failure(Self.noTLS)) == .fail(Self.noTLS))
    }

    @Test func `an insecure endpoint with TLS is settled by its first response`() {
        var choice = SchemeChoice(.securedFirst)
        #expect(choice.scheme == .https)
        #expect(!choice.isSettled)
        #expect(choice.handle(Self.ok) == .accept)
        #expect(choice == SchemeChoice(.only(.https)))
    }

    @Test(arguments: [noTLS, refused])
    func `an insecure endpoint without TLS is tried over plain HTTP, and settled when it responds`(
        failure: TransferFailure
    ) {
        var choice = SchemeChoice(.securedFirst)
        #expect(choice.handle(.failure(failure)) == .sendAgain)
        #expect(choice.scheme == .http)
        #expect(!choice.isSettled)
        #expect(choice.handle(Self.ok) == .accept)
        #expect(choice == SchemeChoice(.only(.http)))
    }

    // containerd 2, `isPortError` in core/remotes/docker/resolver.go.
    @Test(
        .userCase("M12"),
        arguments: [
            ("http://m.example/v2", TransferFailure.timedOut(received: 0, seconds: 15), true),
            ("http://m.example/v2", .timedOut(received: 9, seconds: 15), false), ("http://m.example/v2", refused, true),
            ("http://m.example:5000/v2", .timedOut(received: 0, seconds: 15), false),
            ("http://m.example:5000/v2", refused, true),
        ])
    func `silence at the TLS port leads to plain HTTP where that has another port`(
        address: String, failure: TransferFailure, isTried: Bool
    ) throws {
        var choice = SchemeChoice(.securedFirst, at: try WebAddress(parsing: address))
        #expect(choice.handle(.failure(failure)) == (isTried ? .sendAgain : .fail(failure)))
    }

    @Test func `when neither works, the failure over TLS is the one to report`() {
        let badRequest = SchemeChoice.Event.response(
            HTTPHead(status: 400, headers: HTTPHeaders()),
            bodyPrefix: Array("Client sent an HTTP request to an HTTPS server.".utf8))
        for event in [SchemeChoice.Event.failure(Self.refused), badRequest] {
            var choice = SchemeChoice(.securedFirst)
            #expect(choice.handle(.failure(Self.noTLS)) == .sendAgain)
            #expect(choice.handle(event) == .fail(Self.noTLS))
            #expect(choice == SchemeChoice(.securedFirst))
        }
    }

    @Test(arguments: [
        TransferFailure.tls(code: 60, message: "untrusted"), .nameResolution(code: 6, message: ""),
        .timedOut(received: 0, seconds: 1),
    ])
    func `a failure unrelated to TLS does not change the scheme`(failure: TransferFailure) {
        var choice = SchemeChoice(.securedFirst)
        #expect(choice.handle(.failure(failure)) == .fail(failure))
        #expect(choice == SchemeChoice(.securedFirst))
    }
}
