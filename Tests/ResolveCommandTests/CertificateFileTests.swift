import TestSupport
import Testing

/// Files of certificates and keys that the user names.
@Suite(.userCase("N6"))
struct CertificateFileTests {
    private static let certificate = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
    private static let key = "-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----\n"

    @Test(arguments: [
        (["--cacert", "none"], "--cacert: there is no file 'none'"),
        (["--cacert", "key"], "--cacert: 'key' contains no certificate"),
        (["--cacert", "."], "--cacert: '.' cannot be read: "),
        (["--cert", "none"], "--cert: there is no file 'none'"),
        (["--cert", "empty"], "--cert: 'empty' contains no certificate"),
        (["--cert", "certificate", "--key", "none"], "--key: there is no file 'none'"),
        (["--cert", "certificate", "--key", "certificate"], "--key: 'certificate' contains no private key"),
    ])
    func `one that is missing or has no such content is an error, before anybody is asked`(
        options: [String], sentence: String
    ) throws {
        let registry = try MisbehavingRegistry()
        let folder = try TemporaryFolder()
        try folder.write("certificate", "words before\r\n" + Self.certificate)
        try folder.write("key", Self.key)
        try folder.write("empty", "")
        let result = try Command.run(
            ["digest", registry.reference("team/app:1")] + options, directory: folder.path)
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains(sentence), "\(result.errors)")
        #expect(registry.log.isEmpty)
    }
}
