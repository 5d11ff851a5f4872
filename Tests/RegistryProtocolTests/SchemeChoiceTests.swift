import Testing

@testable import RegistryProtocol

struct SchemeChoiceTests {
    private let ok = SchemeChoice.Event.response(HTTPHead(status: 200), bodyPrefix: [])
    private let reset = TransferFailure.connection(code: 56, message: "reset")

    @Test func `remote registries are contacted over TLS, or over plain HTTP when the user says so`() {
        var choice = SchemeChoice(.only(.https))
        #expect(choice.scheme == .https && choice.isSettled)
        #expect(choice.handle(.failure(reset)) == .fail(reset))
        #expect(choice.handle(.response(HTTPHead(status: 497), bodyPrefix: [])) == .accept)
        #expect(choice.scheme == .https)
        var plain = SchemeChoice(.only(.http))
        #expect(plain.scheme == .http && plain.isSettled)
        #expect(plain.handle(.failure(reset)) == .fail(reset))
        #expect(plain.scheme == .http)
    }

    @Test(arguments: [200, 301, 401, 404, 429, 500])
    func `loopback is tried over plain HTTP first, and a response settles it`(status: Int) {
        var choice = SchemeChoice(.plainFirst)
        #expect(choice.scheme == .http && !choice.isSettled)
        #expect(choice.handle(.response(HTTPHead(status: status), bodyPrefix: [])) == .accept)
        #expect(choice.scheme == .http && choice.isSettled)
    }

    // The responses of Go's net/http, nginx and Apache.
    @Test(arguments: [
        (400, "Client sent an HTTP request to an HTTPS server.\n", true),
        (400, "<center>The plain HTTP request was sent to HTTPS port</center>", true),
        (400, "You're speaking plain HTTP to an SSL-enabled server port.", true),
        (497, "", true),
        (400, #"{"errors":[{"code":"NAME_INVALID"}]}"#, false),
        (404, "Client sent an HTTP request to an HTTPS server.\n", false),
    ])
    func `a response may ask for TLS`(status: Int, body: String, asksForTLS: Bool) {
        var choice = SchemeChoice(.plainFirst)
        let action = choice.handle(.response(HTTPHead(status: status), bodyPrefix: Array(body.utf8)))
        #expect(action == (asksForTLS ? .sendAgain : .accept))
        #expect(choice.scheme == (asksForTLS ? .https : .http))
        #expect(choice.isSettled)
    }

    // nginx responds to a HEAD on its TLS port without a body.
    @Test func `an error without a body leaves the scheme open until the next response`() {
        var choice = SchemeChoice(.plainFirst)
        #expect(choice.handle(.response(HTTPHead(status: 400), bodyPrefix: [])) == .accept)
        #expect(choice.scheme == .http && !choice.isSettled)
        let sentence = Array("Client sent an HTTP request to an HTTPS server.".utf8)
        #expect(choice.handle(.response(HTTPHead(status: 400), bodyPrefix: sentence)) == .sendAgain)
        #expect(choice.scheme == .https && choice.isSettled)
    }

    @Test(arguments: [1, 8, 52, 56])
    func `a failure that a TLS server may cause leads to one try over TLS`(code: Int) {
        let failure = TransferFailure.connection(code: code, message: "")
        var choice = SchemeChoice(.plainFirst)
        #expect(choice.handle(.failure(failure)) == .sendAgain)
        #expect(choice.scheme == .https && !choice.isSettled)
        #expect(choice.handle(ok) == .accept)
        #expect(choice.scheme == .https && choice.isSettled)
    }

    @Test(arguments: [
        TransferFailure.tls(code: 60, message: "self-signed"), .tls(code: 58, message: "could not load"),
        .tls(code: 35, message: "SSL routines::sslv3 alert bad certificate"),
        .tls(code: 0, message: "No required SSL certificate was sent"),
    ])
    func `a certificate that either side refuses settles it, too`(failure: TransferFailure) {
        var choice = SchemeChoice(.plainFirst)
        #expect(choice.handle(.failure(reset)) == .sendAgain)
        #expect(choice.handle(.failure(failure)) == .fail(failure))
        #expect(choice.scheme == .https && choice.isSettled)
    }

    @Test(arguments: [
        TransferFailure.tls(code: 35, message: "wrong version"), .connection(code: 56, message: ""),
        .timedOut(received: 0, seconds: 1),
    ])
    func `when TLS fails as well, the plain request's failure counts`(failure: TransferFailure) {
        var choice = SchemeChoice(.plainFirst)
        #expect(choice.handle(.failure(reset)) == .sendAgain)
        #expect(choice.handle(.failure(failure)) == .fail(reset))
        #expect(choice.scheme == .http && !choice.isSettled)
    }

    @Test(arguments: [
        TransferFailure.connection(code: 7, message: "refused"), .cut(received: 1, expected: 2),
        .stalled(received: 0, seconds: 30, address: nil), .nameResolution(code: 6, message: ""),
    ])
    func `other failures say nothing about TLS`(failure: TransferFailure) {
        var choice = SchemeChoice(.plainFirst)
        #expect(choice.handle(.failure(failure)) == .fail(failure))
        #expect(choice.scheme == .http && !choice.isSettled)
    }
}
