import Foundation
import TestSupport
import Testing

/// The blocks of README.md that are meant to be copied into a shell, each run as it stands.
///
/// Only names of registries, the prefix and directories are replaced. `sudo` runs its arguments.
@Suite(.timeLimit(.minutes(5))) struct RecipeTests {
    private let readme: Readme
    private let resolve: Resolve
    private let demo: DemoImage
    private let home: TemporaryFolder

    init() throws {
        readme = try Readme()
        var resolve = try Resolve()
        home = resolve.home
        demo = try DemoImage()
        let programs = home.file("programs")
        try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: programs + "/resolve", withDestinationPath: ResolveBinary.path())
        let sudo = try home.write("programs/sudo", "#!/bin/sh\nexec \"$@\"\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sudo)
        resolve.environment["PATH"] = programs + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        self.resolve = resolve
    }

    /// Runs the block after `line` with these replacements, and stops at the first command that fails.
    @discardableResult
    private func runBlock(
        after line: String, replacing replacements: [(String, String)] = [], environment: [String: String] = [:],
        in folder: String? = nil
    ) throws -> ProgramResult {
        let commands = readme.script(after: line)
        try #require(!commands.isEmpty, "\(line)")
        let script = replacements.reduce(commands.joined(separator: "\n")) { $0.replacing($1.0, with: $1.1) }
        let variables = resolve.environment.merging(environment) { $1 }
        let result = try run(
            "bash", ["-euo", "pipefail", "-c", script],
            environment: TestEnvironment.clean(home: home.path, adding: variables), directory: folder ?? home.path,
            timeoutSeconds: 120)
        #expect(result.status == 0, "\(script)\n\(result.output)\(result.errors)")
        return result
    }

    private func push(to registry: LocalRegistry, as name: String) throws {
        let layout = home.file("layout-for-" + name.replacing("/", with: "-").replacing(":", with: "-"))
        try resolve.runChecked("pull", demo.authority + "/demo/hello:1", "--platform", "all", "-o", layout)
        try resolve.runChecked("push", "oci:" + layout, registry.reference(name))
    }

    /// Beside the blocks that these tests run there is none.
    @Test func `every block has its test`() {
        #expect(readme.scriptCount == 4)
    }

    // Docker Hub is a registry on this machine, set as its mirror in the user's podman configuration.
    @Test(.userCase("N17")) func `the first commands work as they stand`() throws {
        let hub = try LocalRegistry()
        try push(to: hub, as: "library/alpine:latest")
        try home.write(
            ".config/containers/registries.conf",
            """
            [[registry]]
            location = "docker.io"
            [[registry.mirror]]
            location = "\(hub.authority)"
            insecure = true
            """)
        let result = try runBlock(after: "a directory of files, an archive, or a verified OCI layout.")
        #expect(result.output.contains("chosen  sha256:"))
        #expect(result.output.split(separator: "\n").last?.hasPrefix("docker.io/library/alpine@sha256:") == true)
        #expect(!resolve.layout("alpine").blobs.isEmpty)
    }

    @Test(.userCase("N17")) func `the archive is checked, unpacked and removed`() throws {
        let dist = home.file("dist")
        try runChecked(
            "sh", [Fixtures.checkout + "/Scripts/dist.sh", ResolveBinary.path(), dist],
            environment: TestEnvironment.clean(
                home: home.path, adding: ["SOURCE_DATE_EPOCH": "1700000000", "MAINTAINER": "Jo <jo@packages.test>"]),
            timeoutSeconds: 240)
        let prefix = home.file("prefix")
        try home.write("prefix/bin/other", "other\n")
        // A stand-in for apt. Scripts/try-package.sh installs the package itself with dpkg, in a Debian of its own.
        let apt = try home.write(
            "programs/apt", "#!/bin/sh\ntest \"$1\" = install && dpkg-deb --info \"$2\" >'\(home.file("apt.log"))'\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: apt)
        let architecture = try Tool.run("dpkg", ["--print-architecture"]).output.filter { $0 != "\n" }
        // Before it is removed, it is run.
        let replacements = [
            ("/usr/local", prefix), ("amd64", architecture),
            (
                "\ntar -tzf",
                "\n\(prefix)/bin/resolve --version\nman -l \(prefix)/share/man/man1/resolve-pull.1 >man\ntar -tzf"
            ),
        ]
        let result = try runBlock(after: "## Install", replacing: replacements, in: dist)
        #expect(result.output.contains("\nresolve "))
        #expect(String(decoding: try home.read("apt.log"), as: UTF8.self).contains("Package: resolve"))
        #expect(try Tool.run("find", [prefix, "-type", "f"]).output == prefix + "/bin/other\n")
    }

    @Test(.userCase("N17")) func `containerd, podman, k3s and a directory get a pulled image`() throws {
        let registry = try LocalRegistry()
        try push(to: registry, as: "app:1")
        let (containerd, podman) = (try Containerd(), try PodmanService())
        let environment = ["CONTAINERD_ADDRESS": containerd.socket, "CONTAINER_HOST": podman.host]
        try runBlock(
            after: "## Into an engine, or a directory",
            replacing: [
                ("registry.example", registry.authority), ("/var/lib/rancher", home.file("rancher")),
                ("/srv/app", home.file("files")),
            ],
            environment: environment)
        let variables = TestEnvironment.clean(
            home: home.path, adding: resolve.environment.merging(environment) { $1 })
        let imported = try runChecked("ctr", ["-n", "k8s.io", "images", "ls", "-q"], environment: variables)
        #expect(imported.output == registry.reference("app:1") + "\n")
        let images = try runChecked("podman", ["images", "--format", "{{.Names}}"], environment: podman.variables)
        #expect(images.output.contains(registry.reference("app:1")), "\(images.output)")
        #expect(FileManager.default.fileExists(atPath: home.file("files/bin/hello")))
        #expect(FileManager.default.fileExists(atPath: home.file("app.tar")))
        let archives = try FileManager.default.contentsOfDirectory(atPath: home.file("rancher/k3s/agent/images"))
        #expect(archives == [registry.reference("app=1.tar").replacing("/", with: "+").replacing(":", with: "=")])
    }

    @Test(.userCase("N17")) func `a registry with its own CA and accounts is logged in to and pulled from`() throws {
        // bcrypt of "hunter2".
        let closed = try LocalRegistry(
            access: .htpasswd("me:$2y$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n"))
        let login = try resolve.run(
            ["login", closed.authority, "-u", "me", "--password-stdin"], stdin: Array("hunter2\n".utf8))
        #expect(login.status == 0, "\(login.errors)")
        try push(to: closed, as: "app:1")
        let front = try TLSFront(before: closed.authority)
        try FileManager.default.copyItem(atPath: front.certificate, toPath: home.file("ca.crt"))
        try home.write("password", "hunter2\n")
        let result = try runBlock(
            after: "## A private registry with its own CA",
            replacing: [("registry.example:5000", "127.0.0.1:\(front.port)")])
        #expect(result.output.contains("127.0.0.1:\(front.port)/app@sha256:"))
        #expect(!resolve.layout("app").blobs.isEmpty)
    }
}
