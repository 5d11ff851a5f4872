import TestSupport
import Testing

/// `explain --clients` and `--client`.
struct ExplainClientsTests {
    private let levels = String(decoding: SampleImages.amd64Levels().root.bytes, as: UTF8.self)

    @Test func `every client is listed with the digest that it would take`() throws {
        let result = try Command.run(
            "explain", "--index-file", "-", "--json", "--clients", "--host", "amd64-v3", stdin: levels)
        #expect(result.status == 0)
        let clients = try #require(try JSONObject(result.output).object("clients"))
        let expected = [
            "docker": [2], "docker-containerd": [2], "containerd": [0], "ctr": [0], "containerd-cri": [0],
            "podman": [0],
            "skopeo": [0], "crane": [0], "regctl": [2], "apple": [0],
        ]
        for (name, position) in expected {
            #expect(clients.object(name)?.numbers("position") == position, "\(name)")
            let digest = SampleImages.amd64Levels().child(position[0]).digest
            #expect(clients.object(name)?.text("digest") == digest, "\(name)")
        }
        #expect(clients.object("oras")?.text("why") == "without --platform it takes the whole index")
    }

    @Test func `a version has its own rules, and the table says why they differ`() throws {
        let result = try Command.run(
            "explain", "--index-file", "-", "--client", "docker-containerd@29.5", "--client", "docker-containerd",
            "--host", "amd64-v3", stdin: levels)
        let lines = result.output.split(separator: "\n").filter { $0.hasPrefix("docker-containerd") }
        #expect(
            lines == [
                "docker-containerd@29.5  0         linux/amd64     why: it does not take the highest level that the host "
                    + "supports",
                "docker-containerd       2         linux/amd64/v3",
            ])
    }

    @Test func `a misspelled client is refused before the image is read`() throws {
        let result = try Command.run("explain", "--client", "podmann", "127.0.0.1:1/app:1")
        #expect(result.status == 64)
        #expect(result.errors.contains("no client is named 'podmann'; did you mean 'podman'?"))
    }

    @Test func `what a client would take is read at the registry`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(SampleImages.nested(), to: "app", tags: ["nested"])
        registry.add(SampleImages.undeclared(["linux/arm64", "linux/amd64"]), to: "app", tags: ["undeclared"])
        func client(_ name: String, of tag: String) throws -> JSONObject {
            let result = try Command.run(
                "explain", "--json", "--host", "amd64-v1", "--client", name, registry.reference("app:\(tag)"))
            return try #require(try JSONObject(result.output).object("clients")?.object(name))
        }
        #expect(try client("docker", of: "nested").numbers("position") == [0, 0])
        #expect(
            try client("podman", of: "nested").text("error")
                == "Unexpectedly received a manifest list instead of a manifest for a single image")
        #expect(try client("skopeo", of: "undeclared").numbers("position") == [0])
        #expect(
            try client("skopeo", of: "undeclared").text("why")
                == "it does not read the config of an entry without a platform")
        #expect(try client("containerd", of: "undeclared").text("error")?.hasPrefix("no match for platform") == true)
    }
}
