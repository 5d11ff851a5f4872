import TestSupport
import Testing

@testable import RegistryProtocol

@Suite(.userCase("N6"))
struct TLSFaultTests {
    // Seen with libcurl 7.88 and OpenSSL 3.0, or in the sources of OpenSSL 1.1 and 3.2, and of GnuTLS.
    @Test(
        arguments: [
            (35, "error:0A00010B:SSL routines::wrong version number", .plainHTTP),
            (35, "error:1408F10B:SSL routines:ssl3_get_record:wrong version number", .plainHTTP),
            (35, "gnutls_handshake() failed: An unexpected TLS packet was received.", .plainHTTP),
            (60, "SSL certificate problem: self-signed certificate", .unknownAuthority),
            (60, "SSL certificate problem: unable to get local issuer certificate", .unknownAuthority),
            (60, "SSL certificate problem: certificate has expired", .outsideValidity),
            (60, "SSL certificate problem: certificate is not yet valid", .outsideValidity),
            (60, "SSL: no alternative certificate subject name matches target host name 'a.example'", .otherName),
            (60, "SSL: certificate subject name 'b' does not match target host name 'a.example'", .otherName),
            (
                56,
                "OpenSSL SSL_read: OpenSSL/3.0.19: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0",
                .clientCertificateMissing
            ),
            (35, "error:0A000418:SSL routines::tlsv1 alert unknown ca", .clientCertificateRefused),
            (35, "error:0A000412:SSL routines::sslv3 alert bad certificate", .clientCertificateRefused),
            (56, "SSL_read: error:0A000412:SSL routines::ssl/tls alert bad certificate", .clientCertificateRefused),
            (58, "could not load PEM client certificate from /c.pem", .clientCertificateUnusable),
            (
                56, "no client certificate was sent: SSL routines::sslv3 alert bad certificate",
                .clientCertificateMissing
            ),
            (0, "No required SSL certificate was sent", .clientCertificateMissing),
            (0, "The SSL certificate error", .clientCertificateRefused),
            (35, "error:0A000410:SSL routines::sslv3 alert handshake failure", nil),
            (35, "OpenSSL SSL_connect: Connection reset by peer in connection to a.example:443", nil),
            (56, "Recv failure: Connection reset by peer", nil), (77, "error setting certificate file: /ca.pem", nil),
        ] as [(Int, String, TLSFault?)])
    func `libcurl's words say what is wrong`(code: Int, message: String, problem: TLSFault?) {
        #expect(TLSFault(code: code, message: message) == problem)
    }

    @Test(
        arguments: [
            (35, "wrong version number", "TLS: the server speaks plain HTTP"),
            (
                60, "SSL certificate problem: self-signed certificate",
                "TLS: the server's certificate is signed by an unknown authority: self-signed certificate"
            ),
            (60, "", "TLS: the server's certificate is signed by an unknown authority"),
            (35, "Connection reset by peer", "TLS: Connection reset by peer"),
        ])
    func `the sentence begins with what is wrong`(code: Int, message: String, sentence: String) {
        #expect(TransferFailure.tls(code: code, message: message).description == sentence)
    }

    @Test func `a known problem is not tried again`() {
        #expect(!TransferFailure.tls(code: 35, message: "wrong version number").isTransient)
        #expect(TransferFailure.tls(code: 35, message: "Connection reset by peer").isTransient)
    }

    @Test(
        arguments: [
            (400, "<title>400 No required SSL certificate was sent</title>", "No required SSL certificate was sent"),
            (400, "<center>The SSL certificate error</center>", "The SSL certificate error"),
            (400, "<title>400 The plain HTTP request was sent to HTTPS port</title>", nil), (400, "", nil),
            (404, "No required SSL certificate was sent", nil),
        ] as [(Int, String, String?)])
    func `nginx's page says that a client certificate is missing`(status: Int, page: String, words: String?) {
        #expect(TLSFault.refusal(status: status, page: Array(page.utf8)) == words)
    }
}

@Suite(.userCase("P11"))
struct CertificateChoiceTests {
    @Test func `each certificate is shown once, until the server accepts one`() {
        var choice = CertificateChoice(among: 3)
        #expect(choice.first == 0)
        #expect(choice.next(after: 0) == 1)
        #expect(choice.first == 1)
        #expect(choice.next(after: 0) == 1)
        choice.accept(1)
        #expect(choice.first == 1)
        #expect(choice.next(after: 0) == nil && choice.next(after: 1) == nil)
    }

    @Test func `after the last one the choice begins again`() {
        var choice = CertificateChoice(among: 2)
        #expect(choice.next(after: 0) == 1)
        #expect(choice.next(after: 1) == nil)
        #expect(choice.first == 0)
    }

    @Test func `one certificate is shown to every server, whatever it says`() {
        var choice = CertificateChoice(among: 1)
        #expect(choice.next(after: 0) == nil)
        #expect(choice.first == 0)
    }
}
