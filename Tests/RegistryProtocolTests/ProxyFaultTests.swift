import TestSupport
import Testing

@testable import RegistryProtocol

@Suite(.userCase("P9"))
struct ProxyFaultTests {
    private static func fault(_ code: Int, _ message: String, _ proxy: String = "http://me:hush@p:1") -> ProxyFault? {
        ProxyFault(code: code, message: message, proxy: proxy, isOfRegistry: false)
    }

    // Seen with libcurl 7.88; the fourth is what 7.76 says.
    @Test(arguments: [
        (7, "Failed to connect to p port 1 after 0 ms: Couldn't connect to server", "did not answer"),
        (28, "Connection timed out after 1001 milliseconds", "did not answer"),
        (56, "CONNECT tunnel failed, response 400", "does not lead to the server"),
        (56, "Received HTTP code 503 from proxy after CONNECT", "does not lead to the server"),
        (56, "Proxy CONNECT aborted", "cannot be used"),
        (5, "Could not resolve proxy: p", "cannot be used"),
        (7, "Unsupported proxy scheme for 'ftp'", "cannot be used"), (97, "SOCKS5: no", "cannot be used"),
    ])
    func `one sentence names the proxy without its password`(code: Int, message: String, clause: String) throws {
        let fault = try #require(Self.fault(code, message))
        #expect("\(fault)" == "the proxy 'http://<redacted>@p:1' \(clause): \(message)")
        #expect(TransferFailure.proxy(fault).description == "\(fault)")
        #expect(TransferFailure.proxy(fault).subject == .network)
    }

    @Test func `a password in libcurl's words is hidden, too`() {
        let fault = Self.fault(5, "Unsupported proxy syntax in 'me:hush@p:x'", "me:hush@p:x")
        #expect(
            fault?.description == "the proxy '<redacted>@p:x' cannot be used: "
                + "Unsupported proxy syntax in '<redacted>@p:x'")
    }

    @Test(arguments: [
        (35, "wrong version number"), (60, "SSL certificate problem: self-signed certificate"),
        (52, "Empty reply from server"), (56, "Recv failure: Connection reset by peer"),
        (6, "Could not resolve host: x"),
    ])
    func `the server's failures stay the server's`(code: Int, message: String) {
        #expect(Self.fault(code, message) == nil)
    }

    @Test(arguments: [
        (7, "Failed to connect", true, true, false), (5, "Could not resolve proxy: p", true, true, false),
        (28, "timed out", true, true, true), (56, "CONNECT tunnel failed, response 503", true, true, true),
        (56, "CONNECT tunnel failed, response 407", false, false, false),
        (56, "Received HTTP code 403 from proxy after CONNECT", false, false, false),
        (7, "Unsupported proxy scheme for 'ftp'", false, false, false),
    ])
    func `what may pass is retried, and a proxy that never answered is not`(
        code: Int, message: String, isTransient: Bool, mayPass: Bool, isTransientAtFirst: Bool
    ) throws {
        let failure = TransferFailure.proxy(try #require(Self.fault(code, message)))
        #expect(failure.isTransient == isTransient && failure.mayPass == mayPass)
        #expect(failure.atFirstContact.isTransient == isTransientAtFirst)
        #expect(failure.atFirstContact.mayPass == mayPass)
    }
}
