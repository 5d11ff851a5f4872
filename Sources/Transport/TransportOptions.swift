import RegistryProtocol

/// How every connection is made: certificates, address family, time limits.
package struct TransportOptions: Sendable {
    /// A PEM file of certificate authorities in place of the system's.
    package var certificateAuthorities: String?
    /// The one server that the three files below are for, by an address at it; `nil` means every server.
    ///
    /// Token servers and storage that a registry sends its clients to are told nothing of them.
    package var certificateServer: WebAddress?
    /// A PEM file of certificate authorities for that server, in place of ``certificateAuthorities``.
    package var serverAuthorities: String?
    /// A PEM file with the client's certificate.
    package var clientCertificate: String?
    /// A PEM file with the client's private key.
    package var clientKey: String?
    /// HTTPS without a check of the server's certificate.
    package var skipsCertificateCheck = false
    /// HTTP/2 is offered to HTTPS servers; HTTP/1.1 is the faster one for blobs (DESIGN.md section 3).
    package var offersHTTP2 = false
    /// The one family of addresses that is tried; `nil` is both.
    package var addressFamily: AddressFamily?
    /// Seconds that a connection may take to come about.
    package var connectSeconds = 15
    /// Seconds at fewer than ``stallBytesPerSecond`` after which a transfer counts as stalled.
    package var stallSeconds = 30
    /// Fewer bytes a second than this are no progress.
    package var stallBytesPerSecond = 1024
    /// What all transfers together may bring, those of other loops that share it included; `nil` is no limit.
    package var rate: SharedRate?
    /// What `HTTP_PROXY` says in capitals, which libcurl leaves unread for the sake of CGI programs.
    package var plainProxy: String?
    /// What the client calls itself.
    package var userAgent = "resolve"

    /// The defaults.
    package init() {}

    /// Whether the files that are for one server only are for the one at `address`.
    func ownsCertificates(_ address: WebAddress) -> Bool {
        certificateServer.map { address.hasSameOrigin(as: $0) } ?? true
    }

    /// The file of authorities that the server at `address` is held against; `nil` is the system's.
    func authorities(for address: WebAddress) -> String? {
        (ownsCertificates(address) ? serverAuthorities : nil) ?? certificateAuthorities
    }
}
