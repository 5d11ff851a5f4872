import ImageModel
import PlatformModel
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The PEM files that `--cacert`, `--cert` and `--key` name.
struct CertificateOptions {
    private let files: [(option: String, path: String?, content: Content)]

    /// The most bytes of a file of authorities; the one of a system has 0.2 MB.
    static let mostBytes = 16 << 20

    /// What a file must contain.
    enum Content: String {
        case certificate
        case privateKey = "private key"

        /// Whether a PEM text (RFC 7468) contains one; the labels are those that OpenSSL reads.
        func isIn(_ bytes: [UInt8]) -> Bool {
            let label =
                switch self {
                case .certificate: "CERTIFICATE-----"
                case .privateKey: "PRIVATE KEY-----"
                }
            let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }
            return lines.lazy.map { String(decoding: $0.prefix(80), as: UTF8.self).blankTrimmed }
                .contains { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix(label) }
        }
    }

    /// The files that `options` names.
    init(_ options: ResolverOptions) {
        files = [
            ("--cacert", options.certificateAuthorities, .certificate),
            ("--cert", options.clientCertificate, .certificate), ("--key", options.clientKey, .privateKey),
        ]
    }

    /// Throws the first file that does not exist, cannot be read or does not contain what it must; a name such as `pkcs11:…`,
    /// which libcurl takes in place of a file, is left to libcurl.
    func check() throws(ResolverError) {
        for (option, path, content) in files {
            guard let path, !path.hasPrefix("pkcs11:") else { continue }
            let name = Printable.escaped(path, limit: 1024)
            let bytes: [UInt8]?
            do throws(SystemError) {
                bytes = try SmallFile.bytes(of: path, limit: Self.mostBytes)
            } catch {
                let reason = error.code == ENOENT ? "there is no file '\(name)'" : "'\(name)' cannot be read: \(error)"
                throw ResolverError(.usage, "\(option): \(reason)")
            }
            guard content.isIn(bytes ?? []) else {
                throw ResolverError(
                    .usage, "\(option): '\(name)' contains no \(content.rawValue)", hint: "the form is PEM")
            }
        }
    }
}
