import ImageModel
import MirrorModel
import RegistryProtocol
import TestSupport
import Testing

@testable import ClientConfiguration

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

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

    private func hosts(_ image: String, _ options: MirrorOptions = MirrorOptions()) async throws -> [String] {
        let reference = try Reference(parsing: image)
        let lookup = try await files.lookup(for: reference, options: options)
        return try MirrorPlan(for: reference, lookup.configuration).endpoints.map(\.base.authorityText)
    }

    private func faults(_ image: String) async throws -> [String] {
        try await files.lookup(for: Reference(parsing: image)).faults.map {
            $0.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test func `without files there are no settings`() async throws {
        #expect(try await hosts("alpine") == ["registry-1.docker.io"])
        #expect(try await faults("alpine") == [])
    }

    @Test func `all files are read together`() async throws {
        try folder.write("certs.d/docker.io/hosts.toml", "[host.\"https://c.example\"]\n")
        try folder.write(
            "etc/registries.conf", "[[registry]]\nlocation = \"docker.io\"\nmirror = [{ location = \"p.example\" }]\n")
        try folder.write("daemon.json", #"{"registry-mirrors":["https://d.example"]}"#)
        #expect(
            try await hosts("alpine", MirrorOptions(mirrors: ["f.example"]))
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
    ) async throws {
        for (number, name) in present.enumerated() {
            try folder.write("certs.d/\(name)/hosts.toml", "[host.\"https://m-\(number).example\"]\n")
        }
        let number = expected.flatMap { present.firstIndex(of: $0) }
        #expect(
            try await hosts("r.example:5000/app") == (number.map { ["m-\($0).example"] } ?? []) + ["r.example:5000"])
    }

    @Test(arguments: [
        ("r.example/app", ["c/r.example", "c/_default"]),
        ("localhost:5000/app", ["c/localhost_5000_", "c/localhost:5000", "c/_default"]),
        ("[::1]:5000/app", ["c/[::1]_5000_", "c/[::1]:5000", "c/_default"]),
        ("alpine", ["c/docker.io", "c/index.docker.io", "c/registry-1.docker.io", "c/_default"]),
    ])
    func `the folders of a registry`(image: String, expected: [String]) throws {
        #expect(ContainerdMirrors.candidates(for: try Reference(parsing: image), folders: ["c"]) == expected)
    }

    @Test func `a folder without a file hides the default one, and its certificates count`() async throws {
        try folder.write("certs.d/_default/hosts.toml", "[host.\"https://m.example\"]\n")
        try folder.write("certs.d/r.example/ca.crt", "")
        try folder.write("certs.d/r.example/me.cert", "")
        try folder.write("certs.d/r.example/me.key", "")
        try folder.write("certs.d/r.example/alone.cert", "")
        let reference = try Reference(parsing: "r.example/app")
        let lookup = try await files.lookup(for: reference)
        let endpoint = try #require(try MirrorPlan(for: reference, lookup.configuration).endpoints.first)
        let own = folder.file("certs.d/r.example")
        #expect(endpoint.kind == .upstream)
        #expect(endpoint.trust.authorities == [own + "/ca.crt"])
        #expect(endpoint.trust.clientCertificates.map(\.certificate) == [own + "/me.cert"])
        #expect(endpoint.trust.clientCertificates.map(\.key) == [own + "/me.key"])
        #expect(lookup.faults.map(\.source) == [.file(path: own + "/alone.cert")])
        #expect(try await hosts("other.example/app") == ["m.example", "other.example"])
    }

    @Test func `a broken file of the registry is reported and ignored, and that of another registry is not read`()
        async throws
    {
        try folder.write("certs.d/a.example/hosts.toml", "server = \n")
        #expect(try await hosts("a.example/app") == ["a.example"])
        let faults = try await faults("a.example/app")
        #expect(faults.count == 1)
        #expect(faults[0].hasPrefix("certs.d/a.example/hosts.toml, line 1: not valid TOML: "))
        #expect(try await self.faults("b.example/app") == [])
    }

    @Test func `a file that cannot be read is reported`() async throws {
        try folder.write("certs.d/a.example/hosts.toml/is-a-folder", "")
        try folder.write("daemon.json/is-a-folder", "")
        #expect(try await hosts("a.example/app") == ["a.example"])
        #expect(
            try await faults("a.example/app") == [
                "certs.d/a.example/hosts.toml: the file cannot be read: Is a directory",
                "daemon.json: the file cannot be read: Is a directory",
            ])
    }

    @Test func `podman's file that cannot be read ends the lookup, because it may block the image`() async throws {
        try folder.write("etc/registries.conf", "[[registry]\n")
        await #expect(throws: ConfigurationError.self) { try await hosts("a.example/app") }
        try folder.write("home/registries.conf", "")
        #expect(try await hosts("a.example/app") == ["a.example"])
    }

    @Test func `podman's drop-in files are read in the order of their names, and replace tables of the same prefix`()
        async throws
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
        #expect(try await hosts("a.example/app") == ["b.example", "a.example"])
        #expect(try await hosts("b.example/app") == ["kept.example", "b.example"])
        #expect(try await hosts("c.example/app") == ["c.example"])
    }

    // containers-config(5), "Search Locations": later paths override.
    @Test(
        arguments: [
            (nil, ["registries.conf.d"]),
            (0, ["registries.rootful.conf.d", "registries.conf.d"]),
            (1000, ["registries.rootless.conf.d/1000", "registries.rootless.conf.d", "registries.conf.d"]),
        ] as [(UInt32?, [String])])
    func `the folders of podman's drop-in files depend on the user, the ones of the highest precedence first`(
        user: UInt32?, expected: [String]
    ) {
        let environment = ClientEnvironment(variables: [:], homeFolder: "/h", userID: user)
        #expect(
            PodmanMirrors(environment: environment, root: "").folders
                == ["/h/.config/containers/registries.conf.d"] + expected.map { "/etc/containers/\($0)" }
                + expected.map { "/usr/share/containers/\($0)" })
    }

    @Test(.userCase("P4"), arguments: [0, 1000] as [UInt32])
    func `a block in a drop-in file for this kind of user counts, one for the other kind does not`(user: UInt32)
        async throws
    {
        for kind in ["rootful", "rootless", "rootless.conf.d/1001"] {
            let name = kind.contains("/") ? kind : kind + ".conf.d"
            try folder.write(
                "etc/containers/registries.\(name)/block.conf",
                "[[registry]]\nlocation = \"\(kind.filter { $0.isLetter }).example\"\nblocked = true\n")
        }
        let environment = ClientEnvironment(variables: [:], homeFolder: folder.file("home"), userID: user)
        let files = MirrorFiles(environment: environment, root: folder.path)
        func isBlocked(_ image: String) async throws -> Bool {
            let reference = try Reference(parsing: image)
            let lookup = try await files.lookup(for: reference)
            return (try? MirrorPlan(for: reference, lookup.configuration)) == nil
        }
        #expect(try await isBlocked("rootful.example/app") == (user == 0))
        #expect(try await isBlocked("rootless.example/app") == (user > 0))
        #expect(try await !isBlocked("rootlessconfd.example/app"))
    }

    @Test(.userCase("P4"))
    func
        `the file in CONTAINERS_REGISTRIES_CONF_OVERRIDE is read last, also after the one in CONTAINERS_REGISTRIES_CONF`()
        async throws
    {
        func table(_ mirror: String, _ prefix: String) -> String {
            "[[registry]]\nlocation = \"\(prefix)\"\nmirror = [{ location = \"\(mirror)\" }]\n"
        }
        let main = try folder.write(
            "main.conf", table("main.example", "a.example") + table("kept.example", "b.example"))
        let last = try folder.write("last.conf", table("last.example", "a.example"))
        try folder.write("etc/containers/registries.conf.d/zz.conf", table("drop.example", "a.example"))
        for (variables, a, b) in [
            (["CONTAINERS_REGISTRIES_CONF_OVERRIDE": last], "last.example", "b.example"),
            (
                ["CONTAINERS_REGISTRIES_CONF_OVERRIDE": last, "CONTAINERS_REGISTRIES_CONF": main], "last.example",
                "kept.example"
            ),
            (["CONTAINERS_REGISTRIES_CONF": main], "main.example", "kept.example"),
            ([:], "drop.example", "b.example"),
        ] {
            let files = MirrorFiles(environment: ClientEnvironment(variables: variables), root: folder.path)
            for (image, expected) in [("a.example/app", a), ("b.example/app", b)] {
                let reference = try Reference(parsing: image)
                let plan = try await MirrorPlan(for: reference, files.lookup(for: reference).configuration)
                #expect(plan.endpoints.first?.base.host == expected)
            }
        }
    }

    @Test(.userCase("P4"), arguments: ["CONTAINERS_REGISTRIES_CONF", "CONTAINERS_REGISTRIES_CONF_OVERRIDE"])
    func `a file that a variable names must exist, because it may block the image`(variable: String) async throws {
        let missing = folder.file("missing.conf")
        let files = MirrorFiles(environment: ClientEnvironment(variables: [variable: missing]), root: folder.path)
        let error = await #expect(throws: ConfigurationError.self) {
            try await files.lookup(for: Reference(parsing: "a.example/b"))
        }
        #expect(error?.description == "\(missing): the file cannot be read: No such file or directory")
    }

    // Root may read every folder.
    @Test func `a folder of drop-in files that cannot be read ends the lookup, because it may block the image`()
        async throws
    {
        guard geteuid() != 0 else { return }
        try folder.write("etc/registries.conf.d/block.conf", "")
        chmod(folder.file("etc/registries.conf.d"), 0)
        defer { chmod(folder.file("etc/registries.conf.d"), 0o700) }
        await #expect(throws: ConfigurationError.self) { try await hosts("a.example/app") }
    }

    @Test(
        .userCase("M6"),
        arguments: [
            ("tool", "[aliases]\ntool = \"a.example/org/tool\"\n", "a.example/org/tool", 2),
            ("org/tool:1", "[aliases]\n\"org/tool\" = \"a.example/x\"\n", "a.example/x", 2),
            (
                "tool@sha256:" + String(repeating: "a", count: 64), "[aliases]\ntool = \"a.example/t\"\n",
                "a.example/t", 2
            ),
            ("tool", "unqualified-search-registries = [\"a.example\", \"docker.io\"]\n", "a.example/tool", 1),
            ("tool", "Unqualified-Search-Registries = [\"a.example\"]\n", "a.example/tool", 1),
            ("tool", "unqualified-search-registries = [\"docker.io\", \"a.example\"]\n", nil, 0),
            ("tool", "unqualified-search-registries = []\n", nil, 0),
            ("tool", "[aliases]\ntool = \"docker.io/library/tool\"\n", nil, 0),
            ("tool", "[aliases]\ntool = \"docker.io/org/tool\"\n", "docker.io/org/tool", 2),
            ("tool", "[aliases]\ntool = \"docker.io/tool\"\n", nil, 0),
            ("other", "[aliases]\ntool = \"a.example/tool\"\n", nil, 0),
            ("docker.io/library/tool", "[aliases]\ntool = \"a.example/tool\"\n", nil, 0),
            ("b.example/tool", "unqualified-search-registries = [\"a.example\"]\n", nil, 0),
        ] as [(String, String, String?, Int)])
    func `the image that podman would take for a short name is named with file and line`(
        image: String, text: String, other: String?, line: Int
    ) async throws {
        try folder.write("etc/registries.conf", text)
        let reference = try Reference(parsing: image)
        let found = try await files.lookup(for: reference).other(than: reference, for: image)
        #expect(found?.other == other)
        #expect(
            found?.source
                == other.map { _ in SettingSource.file(path: folder.file("etc/registries.conf"), line: line) })
        #expect(try await MirrorPlan(for: reference, files.lookup(for: reference).configuration).image == reference)
    }

    @Test func `aliases of later files replace those of earlier ones, and an empty one removes them`() async throws {
        try folder.write("etc/registries.conf", "[aliases]\na = \"x.example/a\"\nb = \"x.example/b\"\n")
        try folder.write("etc/registries.conf.d/1.conf", "[aliases]\na = \"y.example/a\"\nb = \"\"\n")
        for (image, other) in [("a", "y.example/a"), ("b", nil)] as [(String, String?)] {
            let reference = try Reference(parsing: image)
            #expect(try await files.lookup(for: reference).other(than: reference, for: image)?.other == other)
        }
    }

    @Test func `the user's files come before the system's`() {
        let environment = ClientEnvironment(variables: [:], homeFolder: "/home/me")
        #expect(
            ContainerdMirrors(environment: environment, root: "").folders
                == ["/home/me/.config/containerd/certs.d", "/etc/containerd/certs.d"])
        #expect(
            RancherMirrors(environment: environment, root: "/sys").files == [
                "/home/me/.config/rancher/k3s/registries.yaml", "/sys/etc/rancher/k3s/registries.yaml",
                "/sys/etc/rancher/rke2/registries.yaml",
            ])
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
        #expect(PodmanMirrors(environment: named, root: "").named.main == "/my.conf")
        #expect(PodmanMirrors(environment: named, root: "").files == [])
        #expect(PodmanMirrors(environment: named, root: "").folders == [])
        #expect(ContainerdMirrors(environment: named, root: "").folders.first == "/x/containerd/certs.d")
    }
}
