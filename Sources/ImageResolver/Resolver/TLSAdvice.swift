import ImageModel
import RegistryProtocol

extension TLSFault {
    /// What makes TLS with `registry` work; `nil` where only the server can be changed.
    func advice(for registry: Reference?) -> String? {
        let folder = "~/.config/containers/certs.d/\(Printable.escaped(registry?.registry ?? "HOST[:PORT]"))"
        let pair = "with --cert FILE and --key FILE, or as client.cert and client.key in \(folder)"
        return switch self {
        case .plainHTTP:
            "--plain-http uses plain HTTP for the registry; for a mirror, begin its address with http://"
        case .unknownAuthority: "name the authority's certificate with --cacert FILE, or store it as \(folder)/ca.crt"
        case .clientCertificateMissing: "name a client certificate \(pair)"
        case .clientCertificateRefused: "name a client certificate that it accepts \(pair)"
        case .clientCertificateUnusable: "name the certificate and its key as PEM files, \(pair)"
        case .outsideValidity, .otherName: nil
        }
    }
}
