import RegistryProtocol
import Synchronization

/// The settings of every connection: certificates, address family, time limits.
package struct TransportOptions: Sendable {
    /// A PEM file of certificate authorities in place of the system's.
    package var certificateAuthorities: String?
    /// The authorities of one registry besides the system's, in place of ``certificateAuthorities``.
    ///
    /// They count for every server, because token servers and storage are often certified by the registry's own authority.
    package var authorityBundle: AuthorityBundle?
    /// The client certificates.
    package var clientCertificates: ClientCertificates?
    /// An address of the only server that ``clientCertificates`` are shown to; `nil` stands for every server.
    ///
    /// They are never shown to the token servers and storage to which a registry redirects.
    package var certificateServer: WebAddress?
    /// Whether HTTPS skips the check of the server's certificate.
    package var skipsCertificateCheck = false
    /// Whether HTTP/2 is offered to HTTPS servers; HTTP/1.1 is faster for blobs (DocC article `TransferEngine`).
    package var offersHTTP2 = false
    /// Whether requests to `http` addresses speak HTTP/2 from the first byte, as gRPC servers expect it.
    package var speaksHTTP2WithoutTLS = false
    /// The path of the Unix socket that every request is sent to, whatever its address; `nil` connects to the address.
    package var unixSocket: String?
    /// The only address family to use; `nil` allows both.
    package var addressFamily: AddressFamily?
    /// The time limit for connecting, in milliseconds.
    package var connectMilliseconds: Int64 = 15_000
    /// The seconds below ``stallBytesPerSecond`` after which a transfer counts as stalled.
    package var stallSeconds = 30
    /// The minimum rate, in bytes per second, that counts as progress.
    package var stallBytesPerSecond = 1024
    /// The rate limit of all transfers together, including those of other loops that share it; `nil` is no limit.
    package var rate: SharedRate?
    /// Which requests go through a proxy; libcurl itself reads no variables.
    package var proxies = ProxyRules()
    /// The value of the `User-Agent` header.
    package var userAgent = "resolve"

    /// The defaults.
    package init() {}

    /// The client certificates for the server at `address`, whichever scheme was tried first there.
    func clientCertificates(for address: WebAddress) -> ClientCertificates? {
        guard let server = certificateServer else { return clientCertificates }
        guard address.isSecure, address.host == server.host,
            address.port == server.port || address.effectivePort == server.effectivePort
        else { return nil }
        return clientCertificates
    }

    /// Where the trusted authorities are from, for the end of a sentence; empty for the system's alone.
    var authoritiesInUse: String {
        let files = authorityBundle?.files ?? certificateAuthorities.map { [$0] } ?? []
        return files.isEmpty ? "" : " (authorities of '\(files.joined(separator: "', '"))')"
    }
}

/// The client certificates for one server, and which of them it accepts; the loops for that server share them.
package final class ClientCertificates: Sendable {
    private let pairs: [TrustSettings.ClientCertificate]
    // Several loops, each on a thread of its own, learn which certificate the server accepts.
    private let choice: Mutex<CertificateChoice>

    /// The certificates in the order in which they are tried; `nil` if there are none.
    package init?(_ pairs: [TrustSettings.ClientCertificate]) {
        guard !pairs.isEmpty else { return nil }
        self.pairs = pairs
        choice = Mutex(CertificateChoice(among: pairs.count))
    }

    /// The certificate for a new request.
    var first: Choice { Choice(all: self, index: choice.withLock { $0.first }) }

    /// One of the certificates.
    struct Choice {
        fileprivate let all: ClientCertificates
        fileprivate let index: Int

        /// The files.
        var pair: TrustSettings.ClientCertificate { all.pairs[index] }

        /// Notes that the server accepted it.
        func accept() { all.choice.withLock { $0.accept(index) } }

        /// The one to try after the server has refused this one; `nil` if there is none left.
        func next() -> Choice? {
            all.choice.withLock { $0.next(after: index) }.map { Choice(all: all, index: $0) }
        }
    }
}
