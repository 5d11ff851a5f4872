import RegistryProtocol

/// The settings of every connection: certificates, address family, time limits.
package struct TransportOptions: Sendable {
    /// A PEM file of certificate authorities in place of the system's.
    package var certificateAuthorities: String?
    /// An address of the only server that the three files below apply to; `nil` applies them to every server.
    ///
    /// They are never used with the token servers and storage to which a registry redirects.
    package var certificateServer: WebAddress?
    /// A PEM file of certificate authorities for that server, in place of ``certificateAuthorities``.
    package var serverAuthorities: String?
    /// A PEM file with the client's certificate.
    package var clientCertificate: String?
    /// A PEM file with the client's private key.
    package var clientKey: String?
    /// Whether HTTPS skips the check of the server's certificate.
    package var skipsCertificateCheck = false
    /// Whether HTTP/2 is offered to HTTPS servers; HTTP/1.1 is faster for blobs (DocC article `TransferEngine`).
    package var offersHTTP2 = false
    /// The only address family to use; `nil` allows both.
    package var addressFamily: AddressFamily?
    /// The time limit for connecting, in seconds.
    package var connectSeconds = 15
    /// The seconds below ``stallBytesPerSecond`` after which a transfer counts as stalled.
    package var stallSeconds = 30
    /// The minimum rate, in bytes per second, that counts as progress.
    package var stallBytesPerSecond = 1024
    /// The rate limit of all transfers together, including those of other loops that share it; `nil` is no limit.
    package var rate: SharedRate?
    /// The value of `HTTP_PROXY` in capitals, which libcurl ignores because CGI programs receive it from clients.
    package var plainProxy: String?
    /// The value of the `User-Agent` header.
    package var userAgent = "resolve"

    /// The defaults.
    package init() {}

    /// Whether the server-specific files apply to the server at `address`, whichever scheme was tried first there.
    func ownsCertificates(_ address: WebAddress) -> Bool {
        guard let server = certificateServer else { return true }
        return address.host == server.host && address.effectivePort == server.effectivePort
    }

    /// The file of certificate authorities for the server at `address`; `nil` means the system's.
    func authorities(for address: WebAddress) -> String? {
        (ownsCertificates(address) ? serverAuthorities : nil) ?? certificateAuthorities
    }
}
