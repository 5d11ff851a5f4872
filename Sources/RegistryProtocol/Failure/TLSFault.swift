import ImageModel

/// Why TLS failed, as far as libcurl's code and words tell.
///
/// The words are those of OpenSSL 1.1 and 3, LibreSSL and GnuTLS, on which systems build libcurl.
package enum TLSFault: Hashable, Sendable {
    /// The server answered with something else than TLS.
    case plainHTTP
    /// The server expects TLS, and the request was sent over plain HTTP.
    case plainRequest
    /// No trusted authority has signed the server's certificate.
    case unknownAuthority
    /// The server's certificate is no longer valid, or not yet.
    case outsideValidity
    /// The server's certificate is for other names.
    case otherName
    /// The server requires a client certificate, and got none.
    case clientCertificateMissing
    /// The server does not accept the client certificate.
    case clientCertificateRefused
    /// The files of the client certificate cannot be used.
    case clientCertificateUnusable

    /// What a failure with libcurl's `code` and `message` means; `nil` if it may mean several things.
    package init?(code: Int, message: String) {
        let words = message.asciiLowercased
        if code == Self.unusablePair {
            self = .clientCertificateUnusable
        } else if words.contains(Self.nothingShown) {
            self = .clientCertificateMissing
        } else if let alert = Self.alert(in: words) {
            self = alert
        } else if let known = Self.words.first(where: { words.contains($0.0) }) {
            self = known.1
        } else if code == Self.notVerified {
            self = .unknownAuthority
        } else {
            return nil
        }
    }

    /// nginx's words for the status 400 of a server that lets no client in without a certificate; `nil` if `page`, the
    /// body of the response, is about something else.
    package static func refusal(status: Int, page: [UInt8]) -> String? {
        guard CertificateChoice.isRefusal(status: status) else { return nil }
        let text = String(decoding: page.prefix(2048), as: UTF8.self)
        return pages.first { text.contains($0) }
    }

    /// What stands before libcurl's words if no client certificate was shown: Go's servers answer that with the alert "bad
    /// certificate", as they answer a wrong one.
    package static let nothingShown = "no client certificate was sent"

    /// What stands in place of libcurl's words if a server answers a plain request with the status of one that expects TLS.
    package static let notTLS = "plain http at a server that expects tls"

    /// Whether another client certificate may help.
    package var asksForAnotherCertificate: Bool {
        switch self {
        case .clientCertificateMissing, .clientCertificateRefused, .clientCertificateUnusable: true
        case .plainHTTP, .plainRequest, .unknownAuthority, .outsideValidity, .otherName: false
        }
    }

    /// CURLE_SSL_CERTPROBLEM.
    private static let unusablePair = 58
    /// CURLE_PEER_FAILED_VERIFICATION.
    private static let notVerified = 60

    /// An alert about certificates that the server sent: it can only mean the client's (RFC 8446, section 6.2).
    private static func alert(in words: String) -> TLSFault? {
        guard words.contains("alert") else { return nil }
        if words.contains("certificate required") { return .clientCertificateMissing }
        let refusals = [
            "unknown ca", "bad certificate", "certificate unknown", "certificate expired", "certificate revoked",
            "unsupported certificate", "access denied",
        ]
        return refusals.contains(where: words.contains) ? .clientCertificateRefused : nil
    }

    private static let pages = ["No required SSL certificate was sent", "The SSL certificate error"]

    private static let words: [(String, TLSFault)] = [
        ("wrong version number", .plainHTTP), ("unexpected tls packet", .plainHTTP),
        ("unknown protocol", .plainHTTP), ("packet length too long", .plainHTTP),
        (notTLS, .plainRequest),
        ("certificate has expired", .outsideValidity), ("certificate is not yet valid", .outsideValidity),
        ("expired certificate", .outsideValidity),
        ("no alternative certificate subject name", .otherName), ("does not match target host name", .otherName),
        ("hostname mismatch", .otherName),
        ("no required ssl certificate was sent", .clientCertificateMissing),
        ("the ssl certificate error", .clientCertificateRefused),
    ]
}

extension TLSFault: CustomStringConvertible {
    /// A clause about the server.
    package var description: String {
        switch self {
        case .plainHTTP: "the server speaks plain HTTP"
        case .plainRequest: "the server speaks TLS, not plain HTTP"
        case .unknownAuthority: "the server's certificate is signed by an unknown authority"
        case .outsideValidity: "the server's certificate is not valid at this time"
        case .otherName: "the server's certificate is for another name"
        case .clientCertificateMissing: "the server requires a client certificate"
        case .clientCertificateRefused: "the server does not accept the client certificate"
        case .clientCertificateUnusable: "the client certificate cannot be used"
        }
    }
}
