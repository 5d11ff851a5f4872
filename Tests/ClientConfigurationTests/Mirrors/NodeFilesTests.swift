import ImageModel
import MirrorModel
import TestSupport
import Testing

@testable import ClientConfiguration

/// The files that exist on nodes of a cluster.
struct NodeFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    // k3s and RKE2 write the folders below /var/lib; Docker with containerd's store reads `hosts.toml` in its own.
    @Test(.userCase("P18"))
    func `the files of k3s, RKE2 and Docker are read where they exist, in this order`() async throws {
        let root = folder.file("root")
        func write(_ path: String, _ text: String) throws { try folder.write("root/" + path, text) }
        func endpoints(_ image: String) async throws -> [String] {
            let files = MirrorFiles(environment: ClientEnvironment(variables: [:]), root: root)
            let reference = try Reference(parsing: image)
            let lookup = try await files.lookup(for: reference)
            #expect(lookup.faults == [])
            return try MirrorPlan(for: reference, lookup.configuration).endpoints.map {
                $0.reference.name + " " + "\($0.source)".replacing(root, with: "")
            }
        }
        func hosts(_ host: String) -> String { "[host.\"https://\(host)\"]\n" }
        let generated = "agent/etc/containerd/certs.d"
        try write("etc/docker/daemon.json", #"{"registry-mirrors":["https://daemon.example"]}"#)
        #expect(
            try await endpoints("org/app") == [
                "daemon.example/org/app /etc/docker/daemon.json, registry-mirrors",
                "docker.io/org/app the image's name",
            ])
        try write("etc/docker/certs.d/docker.io/hosts.toml", hosts("docker.example"))
        try write(
            "etc/containers/registries.conf",
            "[[registry]]\nlocation = \"docker.io\"\nmirror = [{ location = \"p.example\" }]")
        try write(
            "var/lib/rancher/k3s/\(generated)/docker.io/hosts.toml",
            hosts("k3s.example") + "[host.\"https://k3s.example\".rewrite]\n\"^org/\" = \"x/\"")
        try write(
            "etc/rancher/k3s/registries.yaml", "mirrors: {docker.io: {endpoint: [https://yaml.example]}}")
        try write("etc/containerd/certs.d/docker.io/hosts.toml", hosts("c.example"))
        let found = try await endpoints("org/app")
        #expect(
            found == [
                "c.example/org/app /etc/containerd/certs.d/docker.io/hosts.toml, line 1, [host.\"https://c.example\"]",
                "yaml.example/org/app /etc/rancher/k3s/registries.yaml, line 1",
                "k3s.example/x/app /var/lib/rancher/k3s/\(generated)/docker.io/hosts.toml, line 1, [host.\"https://k3s.example\"]",
                "p.example/org/app /etc/containers/registries.conf, line 3, [[registry.mirror]]",
                "docker.example/org/app /etc/docker/certs.d/docker.io/hosts.toml, line 1, [host.\"https://docker.example\"]",
                "docker.io/org/app the image's name",
            ])
        try write("var/lib/rancher/rke2/\(generated)/r.example/hosts.toml", hosts("rke2.example"))
        #expect(
            try await endpoints("r.example/a").first?.hasPrefix("rke2.example/a /var/lib/rancher/rke2/")
                == true)
    }

    @Test(.userCase("P18"), arguments: [("", true), ("[host.\"https://m.example\"]", false)])
    func `daemon.json counts beside Docker's hosts.toml only if that has no mirrors`(
        text: String, counts: Bool
    ) async throws {
        try folder.write(
            "docker/docker.io/hosts.toml", "server = \"https://registry-1.docker.io\"\n" + text)
        try folder.write("docker.json", #"{"registry-mirrors":["https://d.example"]}"#)
        let files = MirrorFiles(readers: [
            DockerMirrors(files: [folder.file("docker.json")], folders: [folder.file("docker")])
        ])
        let reference = try Reference(parsing: "alpine")
        let plan = try await MirrorPlan(for: reference, files.lookup(for: reference).configuration)
        #expect(plan.endpoints.contains { $0.base.host == "d.example" } == counts)
    }

    @Test func `a folder of Docker with certificates only hides no other file`() async throws {
        try folder.write("docker/docker.io/ca.crt", "")
        let found = try ContainerdMirrors(folders: [folder.file("docker")], owner: .docker)
            .read(for: Reference(parsing: "alpine"))
        #expect(found.rules.isEmpty && found.faults == [])
    }

    @Test func `a table named rewrite means nothing to containerd itself`() async throws {
        try folder.write(
            "certs.d/r.example/hosts.toml",
            "[host.\"https://m.example\"]\n[host.\"https://m.example\".rewrite]\n\"^\" = \"x/\"\n")
        for (owner, expected) in [(ContainerdMirrors.Owner.containerd, "app"), (.rancher, "x/app")] {
            let reference = try Reference(parsing: "r.example/app")
            let files = MirrorFiles(readers: [
                ContainerdMirrors(folders: [folder.file("certs.d")], owner: owner)
            ])
            let plan = try await MirrorPlan(for: reference, files.lookup(for: reference).configuration)
            #expect(plan.endpoints.first?.reference.repository == expected)
        }
    }
}
