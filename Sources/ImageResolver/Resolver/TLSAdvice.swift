import ImageModel
import RegistryProtocol

extension TransferFailure {
    /// What makes requests to `registry` work; `nil` where only the server can be changed.
    func advice(for registry: Reference?) -> String? {
        if case .proxy(let fault) = self { return fault.advice }
        return tlsFault?.advice(for: registry)
    }
}

extension ProxyFault {
    /// Where the proxy is set.
    fileprivate var advice: String {
        isOfRegistry
            ? "the proxy is set in a configuration file; `resolve mirrors explain IMAGE` shows it"
            : "check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY; NO_PROXY lists servers to reach directly"
    }
}

extension TLSFault {
    /// What makes TLS with `registry` work; `nil` where only the server can be changed.
    fileprivate func advice(for registry: Reference?) -> String? {
        let folder = "~/.config/containers/certs.d/\(Printable.escaped(registry?.registry ?? "HOST[:PORT]"))"
        let pair = "with --cert FILE and --key FILE, or as client.cert and client.key in \(folder)"
        return switch self {
        case .plainHTTP:
            "--plain-http uses plain HTTP for the registry; for a mirror, begin its address with http://"
        case .plainRequest: "leave out --plain-http; for a mirror, begin its address with https://"
        case .unknownAuthority: "name the authority's certificate with --cacert FILE, or store it as \(folder)/ca.crt"
        case .clientCertificateMissing: "name a client certificate \(pair)"
        case .clientCertificateRefused: "name a client certificate that it accepts \(pair)"
        case .clientCertificateUnusable: "name the certificate and its key as PEM files, \(pair)"
        case .outsideValidity, .otherName: nil
        }
    }
}
