import RegistryProtocol

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One PEM file that contains the system's certificate authorities and those of other files.
///
/// libcurl knows one file at a time, and the one that it is given replaces the system's. (`CURLOPT_CAINFO_BLOB` needs
/// libcurl 7.77, and keeps libcurl from sharing the parsed authorities between connections.)
package final class AuthorityBundle: Sendable {
    /// The path of the file, which exists as long as this value does.
    let path: String
    /// The files that were added to the system's.
    package let files: [String]
    private let descriptor: Int32
    private let isUnlinked: Bool

    /// Where systems keep their authorities as one file, as Go looks for them (crypto/x509, root_linux.go, root_bsd.go).
    package static let systemFiles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
        "/usr/local/etc/ssl/cert.pem", "/usr/local/share/certs/ca-root-nss.crt",
    ]

    /// Writes the certificates of `base` and of `files` to a file that only this process uses.
    ///
    /// - Parameters:
    ///   - files: the files, each with its bytes.
    ///   - base: the bytes of the system's file.
    ///   - folders: where the file may be created; the first one that takes it counts.
    package init(
        _ files: [(path: String, bytes: [UInt8])], base: [UInt8], folders: [String]
    ) throws(TransportError) {
        self.files = files.map(\.path)
        let bytes = Array(([PEMCertificates.all(in: base)] + files.map { PEMCertificates.all(in: $0.bytes) }).joined())
        let created = try Self.create(in: folders)
        descriptor = created.descriptor
        // An open file needs no name where the system shows descriptors as files: nothing is left, however the process ends.
        let nameless = "/proc/self/fd/\(created.descriptor)"
        isUnlinked = access(nameless, R_OK) == 0 && unlink(created.path) == 0
        path = isUnlinked ? nameless : created.path
        try Self.fill(created.descriptor, with: bytes)
    }

    deinit {
        if !isUnlinked { unlink(path) }
        close(descriptor)
    }

    private static func create(in folders: [String]) throws(TransportError) -> (descriptor: Int32, path: String) {
        var code = ENOENT
        for folder in folders {
            let path = "\(folder)/resolve-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).pem"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
            if descriptor >= 0 { return (descriptor, path) }
            code = errno
        }
        throw failure(code)
    }

    private static func failure(_ code: Int32) -> TransportError {
        .temporaryFile(reason: strerror(code).map { String(cString: $0) } ?? "error \(code)")
    }

    /// The corresponding C function is write(2).
    private static func fill(_ descriptor: Int32, with bytes: [UInt8]) throws(TransportError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let (count, code) = rest.withUnsafeBytes { (write(descriptor, $0.baseAddress, $0.count), errno) }
            if count < 0, code == EINTR { continue }
            guard count > 0 else { throw failure(code) }
            rest = rest.dropFirst(count)
        }
    }
}

/// The certificates in a PEM text (RFC 7468).
package enum PEMCertificates {
    /// The lines of all certificates, each with its first and its last line; everything else, such as a private key, is left out.
    package static func all(in bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var block: [UInt8]?
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = line.drop { $0 == 0x20 || $0 == 0x09 }
            if text.starts(with: begin.utf8) {
                block = []
            }
            guard block != nil else { continue }
            block?.append(contentsOf: text)
            block?.append(0x0A)
            if text.starts(with: end.utf8) {
                result += block ?? []
                block = nil
            }
        }
        return result
    }

    private static let begin = "-----BEGIN CERTIFICATE-----"
    private static let end = "-----END CERTIFICATE-----"
}
