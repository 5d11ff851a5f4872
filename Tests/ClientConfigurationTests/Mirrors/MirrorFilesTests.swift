import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

struct MirrorFilesTests {
    private let folder: TemporaryFolder
    private let files: MirrorFiles

    init() throws {
        folder = try TemporaryFolder()
        files = MirrorFiles(readers: [
            ContainerdMirrors(folders: [folder.file("certs.d")]),
            PodmanMirrors(
                files: [folder.file("home/registries.conf"), folder.file("etc/registries.conf")],
                folders: [folder.file("home/registries.conf.d"), folder.file("etc/registries.conf.d")]),
            DockerMirrors(files: [folder.file("daemon.json")]),
        ])
    }

    private func hosts(_ image: String, _ options: MirrorOptions = MirrorOptions()) throws -> [String] {
        let reference = try Reference(parsing: image)
        let lookup = try files.lookup(for: reference, options: options)
        return try MirrorPlan(for: reference, lookup.configuration).endpoints.map(\.base.authorityText)
    }

    private func faults(_ image: String) throws -> [String] {
        try files.lookup(for: Reference(parsing: image)).faults.map {
            $0.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test func `without files there are no settings`() throws {
        #expect(try hosts("alpine") == ["registry-1.docker.io"])
        #expect(try faults("alpine") == [])
    }

    @Test func `all files are read together`() throws {
        try folder.write("certs.d/docker.io/hosts.toml", "[host.\"https://c.example\"]\n")
        try folder.write(
            "etc/registries.conf", "[[registry]]\nlocation = \"docker.io\"\nmirror = [{ location = \"p.example\" }]\n")
        try folder.write("daemon.json", #"{"registry-mirrors":["https://d.example"]}"#)
        #expect(
            try hosts("alpine", MirrorOptions(mirrors: ["f.example"]))
                == ["f.example", "c.example", "p.example", "d.example", "registry-1.docker.io"])
    }

    // containerd, docs/hosts.md, "Port Handling in Registry Host".
    @Test(
        arguments: [
            (["r.example_5000_", "r.example:5000", "_default"], "r.example_5000_"),
            (["r.example:5000", "_default"], "r.example:5000"),
            (["r.example", "_default"], "_default"),
            (["other.example"], nil),
        ] as [([String], String?)])
    func `the folder with the port in underscores comes first, the default last`(
        present: [String], expected: String?
    ) throws {
        for (number, name) in present.enumerated() {
            try folder.write("certs.d/\(name)/hosts.toml", "[host.\"https://m-\(number).example\"]\n")
        }
        let number = expected.flatMap { present.firstIndex(of: $0) }
        #expect(try hosts("r.example:5000/app") == (number.map { ["m-\($0).example"] } ?? []) + ["r.example:5000"])
    }

    @Test(arguments: [
        ("r.example/app", ["c/r.example", "c/_default"]),
        ("localhost:5000/app", ["c/localhost_5000_", "c/localhost:5000", "c/_default"]),
        ("[::1]:5000/app", ["c/[::1]_5000_", "c/[::1]:5000", "c/_default"]),
        ("alpine", ["c/docker.io", "c/_default"]),
    ])
    func `the folders of a registry`(image: String, expected: [String]) throws {
        #expect(ContainerdMirrors.candidates(for: try Reference(parsing: image), folders: ["c"]) == expected)
    }

    @Test func `a folder without a file hides the default one, and its certificates count`() throws {
        try folder.write("certs.d/_default/hosts.toml", "[host.\"https://m.example\"]\n")
        try folder.write("certs.d/r.example/ca.crt", "")
        try folder.write("certs.d/r.example/me.cert", "")
        try folder.write("certs.d/r.example/me.key", "")
        try folder.write("certs.d/r.example/alone.cert", "")
        let reference = try Reference(parsing: "r.example/app")
        let lookup = try files.lookup(for: reference)
        let endpoint = try #require(try MirrorPlan(for: reference, lookup.configuration).endpoints.first)
        let own = folder.file("certs.d/r.example")
        #expect(endpoint.kind == .upstream)
        #expect(endpoint.trust.authorities == [own + "/ca.crt"])
        #expect(endpoint.trust.clientCertificates.map(\.certificate) == [own + "/alone.cert", own + "/me.cert"])
        #expect(endpoint.trust.clientCertificates.map(\.key) == [nil, own + "/me.key"])
        #expect(try hosts("other.example/app") == ["m.example", "other.example"])
    }

    @Test func `a broken file of the registry is reported and ignored, and that of another registry is not read`()
        throws
    {
        try folder.write("certs.d/a.example/hosts.toml", "server = \n")
        #expect(try hosts("a.example/app") == ["a.example"])
        let faults = try faults("a.example/app")
        #expect(faults.count == 1)
        #expect(faults[0].hasPrefix("certs.d/a.example/hosts.toml, line 1: not valid TOML: "))
        #expect(try self.faults("b.example/app") == [])
    }

    @Test func `a file that cannot be read is reported`() throws {
        try folder.write("certs.d/a.example/hosts.toml/is-a-folder", "")
        try folder.write("daemon.json/is-a-folder", "")
        #expect(try hosts("a.example/app") == ["a.example"])
        #expect(
            try faults("a.example/app") == [
                "certs.d/a.example/hosts.toml: the file cannot be read: Is a directory",
                "daemon.json: the file cannot be read: Is a directory",
            ])
    }

    @Test func `podman's file that cannot be read ends the lookup, because it may block the image`() throws {
        try folder.write("etc/registries.conf", "[[registry]\n")
        #expect(throws: ConfigurationError.self) { try hosts("a.example/app") }
        try folder.write("home/registries.conf", "")
        #expect(try hosts("a.example/app") == ["a.example"])
    }

    @Test func `podman's drop-in files are read in the order of their names, and replace tables of the same prefix`()
        throws
    {
        func table(_ mirror: String, _ prefix: String = "a.example") -> String {
            "[[registry]]\nlocation = \"\(prefix)\"\nmirror = [{ location = \"\(mirror)\" }]\n"
        }
        try folder.write("home/registries.conf", table("main.example") + table("kept.example", "b.example"))
        try folder.write("etc/registries.conf", table("unread.example", "c.example"))
        try folder.write("etc/registries.conf.d/20-b.conf", table("b.example"))
        try folder.write("home/registries.conf.d/10-a.conf", table("a.example"))
        try folder.write("etc/registries.conf.d/30-c.conf", table("hidden.example"))
        try folder.write("home/registries.conf.d/30-c.conf", "")
        try folder.write("etc/registries.conf.d/90-z.txt", table("not-read.example"))
        try folder.write("etc/registries.conf.d/95-folder.conf/inner.conf", "[")
        #expect(try hosts("a.example/app") == ["b.example", "a.example"])
        #expect(try hosts("b.example/app") == ["kept.example", "b.example"])
        #expect(try hosts("c.example/app") == ["c.example"])
    }

    @Test func `the user's files come before the system's`() {
        let environment = ClientEnvironment(variables: [:], homeFolder: "/home/me")
        #expect(
            ContainerdMirrors(environment: environment, root: "").folders
                == ["/home/me/.config/containerd/certs.d", "/etc/containerd/certs.d"])
        let podman = PodmanMirrors(environment: environment, root: "/sys")
        #expect(
            podman.files == [
                "/home/me/.config/containers/registries.conf", "/sys/etc/containers/registries.conf",
                "/sys/usr/share/containers/registries.conf",
            ])
        #expect(
            podman.folders == [
                "/home/me/.config/containers/registries.conf.d", "/sys/etc/containers/registries.conf.d",
                "/sys/usr/share/containers/registries.conf.d",
            ])
        #expect(
            DockerMirrors(environment: environment, root: "").files
                == ["/home/me/.config/docker/daemon.json", "/etc/docker/daemon.json"])
        let named = ClientEnvironment(variables: [
            "CONTAINERS_REGISTRIES_CONF": "/my.conf", "XDG_CONFIG_HOME": "/x",
        ])
        #expect(PodmanMirrors(environment: named, root: "").files == ["/my.conf"])
        #expect(PodmanMirrors(environment: named, root: "").folders == [])
        #expect(ContainerdMirrors(environment: named, root: "").folders.first == "/x/containerd/certs.d")
    }
}
