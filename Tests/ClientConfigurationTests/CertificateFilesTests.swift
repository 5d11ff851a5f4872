import ClientConfiguration
import ImageModel
import TestSupport
import Testing

struct CertificateFilesTests {
    private let environment = ClientEnvironment(variables: [:], homeFolder: "/home/me")

    @Test func `podman's folders come before Docker's, and a port is part of the name`() throws {
        let candidates = CertificateFiles.candidates(
            for: try Reference(parsing: "r.example:5000/app"), environment: environment)
        #expect(
            candidates.map(\.authority) == [
                "/home/me/.config/containers/certs.d/r.example:5000/ca.crt",
                "/etc/containers/certs.d/r.example:5000/ca.crt", "/etc/docker/certs.d/r.example:5000/ca.crt",
            ]
        )
        #expect(candidates.last?.clientCertificate == "/etc/docker/certs.d/r.example:5000/client.cert")
        #expect(candidates.last?.clientKey == "/etc/docker/certs.d/r.example:5000/client.key")
    }

    // moby#28992: the folder was ignored for Docker Hub.
    @Test func `the folder for Docker Hub may have any of its names`() throws {
        let candidates = CertificateFiles.candidates(for: try Reference(parsing: "alpine"), environment: environment)
        #expect(candidates.count == 9)
        #expect(candidates.contains { $0.authority == "/etc/docker/certs.d/registry-1.docker.io/ca.crt" })
    }

    @Test(
        arguments: [
            ([], nil, nil),
            (["/a/client.key"], nil, nil),
            (["/a/client.cert", "/b/ca.crt"], "/b/ca.crt", nil),
            (["/a/client.cert", "/a/client.key", "/b/ca.crt"], nil, "/a/client.key"),
            (["/b/ca.crt", "/b/client.cert", "/b/client.key"], "/b/ca.crt", "/b/client.key"),
        ] as [([String], String?, String?)])
    func `the first folder with a usable file counts`(present: [String], authority: String?, key: String?) {
        let found = CertificateFiles.found(
            among: [CertificateFiles(folder: "/a"), CertificateFiles(folder: "/b")],
            isReadable: present.contains
        )
        #expect(found?.authority == authority)
        #expect(found?.clientKey == key)
        #expect((found?.clientCertificate == nil) == (key == nil))
    }

    @Test func `files on the disk are found`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(".config/containers/certs.d/r.example/ca.crt", "")
        let environment = ClientEnvironment(variables: [:], homeFolder: folder.path)
        let found = CertificateFiles.found(for: try Reference(parsing: "r.example/app"), environment: environment)
        #expect(found?.authority == path)
    }
}
