import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

@Suite(.userCase("P11"))
struct CertificateFilesTests {
    private let environment = ClientEnvironment(variables: [:], homeFolder: "/home/me")

    @Test func `personal folders come first, then podman's, and a port is part of the name`() throws {
        let folders = CertificateFiles.folders(
            for: try Reference(parsing: "r.example:5000/app"), environment: environment)
        #expect(
            folders == [
                "/home/me/.config/containers/certs.d/r.example:5000",
                "/home/me/.config/docker/certs.d/r.example:5000", "/etc/containers/certs.d/r.example:5000",
                "/etc/docker/certs.d/r.example:5000",
            ]
        )
    }

    // moby#28992: the folder was ignored for Docker Hub.
    @Test func `the folder for Docker Hub may have any of its names`() throws {
        let folders = CertificateFiles.folders(for: try Reference(parsing: "alpine"), environment: environment)
        #expect(folders.count == 12)
        #expect(folders.contains("/etc/docker/certs.d/registry-1.docker.io"))
    }

    @Test(
        arguments: [
            ([], [], [], []),
            // podman#13823, moby#33432
            (["lab.crt"], ["lab.crt"], [], []),
            (["a.crt", "b.crt", "ca.crt"], ["a.crt", "b.crt", "ca.crt"], [], []),
            (["client.cert", "client.key"], [], ["client.cert+client.key"], []),
            (["a.cert", "a.key", "b.cert", "b.key", "ca.crt"], ["ca.crt"], ["a.cert+a.key", "b.cert+b.key"], []),
            // containerd#7118
            (["ca.crt", "client.cert"], ["ca.crt"], [], ["client.cert: no client.key"]),
            (["client.key"], [], [], ["client.key: no client.cert"]),
            (["a.cert", "b.key"], [], [], ["a.cert: no a.key", "b.key: no b.cert"]),
            (["ca.pem", "hosts.toml", "README", "client.pem"], [], [], []),
            (["secret.crt"], [], [], ["secret.crt: unreadable"]),
            (
                ["client.cert", "client.key", "secret.cert", "secret.key"], [], ["client.cert+client.key"],
                ["secret.cert: unreadable"]
            ),
        ] as [([String], [String], [String], [String])])
    func `every authority and every whole pair counts, and the rest is named`(
        names: [String], authorities: [String], pairs: [String], faults: [String]
    ) {
        let files = CertificateFiles(folder: "/c", names: names) { $0.contains("secret") ? "Permission denied" : nil }
        #expect(files.authorities == authorities.map { "/c/\($0)" })
        #expect(
            files.clientCertificates
                == pairs.map { pair in
                    let halves = pair.split(separator: "+")
                    return TrustSettings.ClientCertificate(certificate: "/c/\(halves[0])", key: "/c/\(halves[1])")
                })
        let expected = faults.map { fault in
            fault.replacing(#/(.*): no (.*)/#) { "/c/\($0.1): there is no '\($0.2)' beside it" }
                .replacing(#/(.*): unreadable/#) { "/c/\($0.1): the file cannot be read: Permission denied" }
        }
        #expect(files.faults.map(\.description) == expected)
        #expect(files.isEmpty == (authorities.isEmpty && pairs.isEmpty))
    }

    @Test(
        arguments: [
            ([:], nil, 0), (["/b": ["ca.crt"]], "/b/ca.crt", 0), (["/a": ["x.crt"], "/b": ["ca.crt"]], "/a/x.crt", 0),
            (["/a": ["client.cert"], "/b": ["ca.crt"]], "/b/ca.crt", 1), (["/a": ["client.key"]], nil, 1),
        ] as [([String: [String]], String?, Int)])
    func `the first folder with a usable file counts`(present: [String: [String]], authority: String?, faults: Int) {
        let found = CertificateFiles.found(among: ["/a", "/b"]) {
            CertificateFiles(folder: $0, names: present[$0] ?? []) { _ in nil }
        }
        #expect(found.authorities == [authority].compactMap(\.self))
        #expect(found.faults.count == faults)
    }

    @Test func `files on the disk are found`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(".config/containers/certs.d/r.example/lab.crt", "")
        let environment = ClientEnvironment(variables: [:], homeFolder: folder.path)
        let found = CertificateFiles.found(for: try Reference(parsing: "r.example/app"), environment: environment)
        #expect(found.authorities == [path])
    }
}
