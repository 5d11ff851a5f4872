/// How the server at a place proves itself, and how we do.
package struct TrustSettings: Hashable, Sendable {
    /// A certificate of our own.
    package struct ClientCertificate: Hashable, Sendable {
        /// The PEM file with the certificate.
        package let certificate: String
        /// The PEM file with its key; `nil` where ``certificate`` holds it, too.
        package let key: String?

        /// Names the files.
        package init(certificate: String, key: String?) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Whether any certificate of the server is taken.
    package var skipsVerification = false
    /// PEM files of authorities, beside the system's.
    package var authorities: [String] = []
    /// Certificates to choose from, in the order written.
    package var clientCertificates: [ClientCertificate] = []

    /// Nothing special: the system's authorities, and no certificate of our own.
    package init() {}
}
