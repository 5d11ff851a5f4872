/// A certificate authority that no system trusts, and the certificates that it signs.
public final class PrivateAuthority: Sendable {
    /// A certificate and its key, as PEM files.
    public struct Identity: Sendable {
        /// The certificate.
        public let certificate: String
        /// Its private key, without a password.
        public let key: String
        /// The files exist as long as the identity does.
        private let folder: TemporaryFolder

        init(certificate: String, key: String, in folder: TemporaryFolder) {
            (self.certificate, self.key, self.folder) = (certificate, key, folder)
        }
    }

    /// The PEM file with the authority's own certificate.
    public let certificate: String
    private let key: String
    private let folder: TemporaryFolder
    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    /// An authority with a key of its own.
    public init(_ name: String = "lab") throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        certificate = folder.file("authority.crt")
        key = folder.file("authority.key")
        try runChecked(
            "openssl",
            ["req", "-x509", "-days", "2", "-subj", "/CN=\(name)", "-keyout", key, "-out", certificate] + Self.newKey)
    }

    /// Signs a certificate for a server with these names, or for a client.
    ///
    /// - Parameter days: how long it is valid from now on; a negative number is the past.
    public func sign(_ name: String, for names: [String] = ["IP:127.0.0.1", "DNS:localhost"], days: Int = 2) throws
        -> Identity
    {
        let identity = Identity(certificate: folder.file(name + ".crt"), key: folder.file(name + ".key"), in: folder)
        let (request, extensions) = (folder.file(name + ".csr"), folder.file(name + ".ext"))
        try folder.write(name + ".ext", "subjectAltName=\(names.joined(separator: ","))\nbasicConstraints=CA:FALSE\n")
        try runChecked(
            "openssl", ["req", "-new", "-subj", "/CN=\(name)", "-keyout", identity.key, "-out", request] + Self.newKey)
        try runChecked(
            "openssl",
            [
                "x509", "-req", "-in", request, "-CA", certificate, "-CAkey", key, "-days", "\(days)", "-extfile",
                extensions,
                "-out", identity.certificate,
            ])
        return identity
    }
}
