import TestSupport
import Testing

struct InspectCommandTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.withAttestations()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
    }

    @Test func `raw output is exactly the registry's bytes`() throws {
        #expect(try Command.run("inspect", "--raw", registry.reference("app:1")).stdout == image.root.bytes)
        let child = try Command.run("inspect", "--raw", registry.reference("app:1"), "--platform", "linux/arm64")
        #expect(child.stdout == image.manifests.first { $0.digest == image.child(1).digest }?.bytes)
        let config = try Command.run(
            "inspect", "--raw", "--config", registry.reference("app:1"), "--platform", "linux/arm64")
        #expect(config.stdout == image.child(1).config?.bytes)
    }

    @Test func `JSON is the document itself with its descriptor`() throws {
        let result = try Command.run("inspect", "--json", registry.reference("app:1"))
        #expect(result.errors == "")
        let document = try JSONObject(result.output)
        #expect(document.objects("manifests").count == 12)
        #expect(document.object("resolved")?.text("digest") == image.digest)
        #expect(document.object("resolved")?.number("size") == image.root.size)
    }

    @Test func `an index shows each attestation below its image`() throws {
        let lines = try Command.run("inspect", registry.reference("app:1")).output.split(separator: "\n")
        let first = try #require(lines.firstIndex { $0.hasPrefix("linux/amd64 ") })
        #expect(lines[first + 1].hasPrefix("  attestation of "))
    }

    @Test func `a digest is one line, and --index prints that of the index`() throws {
        let reference = registry.reference("app:1")
        let chosen = try Command.run("digest", reference, "--platform", "linux/arm/v7")
        #expect(chosen.output == image.child(2).digest + "\n")
        #expect(try Command.run("digest", reference, "--index").output == image.digest + "\n")
        let both = try JSONObject(try Command.run("digest", reference, "--json", "--platform", "linux/386").output)
        #expect(both.text("index") == image.digest)
        #expect(both.text("manifest") == image.child(4).digest)
        #expect(both.object("platform")?.text("architecture") == "386")
    }

    // As crane digest: the answer does not depend on what the image runs on.
    @Test(.userCase("N9"), arguments: ["linux/amd64", "windows/amd64", "linux/s390x"] as [SamplePlatform])
    func `--index prints the digest that a tag has, whatever it is and wherever it runs`(platform: SamplePlatform)
        throws
    {
        let lone = SampleImages.single(platform)
        registry.add(lone, to: "lone", tags: ["1"])
        let result = try Command.run("digest", "--index", registry.reference("lone:1"), "--host", "raspberry-pi-zero")
        #expect(result.status == 0)
        #expect(result.output == lone.digest + "\n")
    }

    @Test(.userCase("N8")) func `--quiet prints the digest alone`() throws {
        let reference = registry.reference("app:1")
        #expect(try Command.run("inspect", "-q", reference).output == image.digest + "\n")
        let child = image.child(2).digest + "\n"
        for command in ["digest", "explain", "inspect"] {
            #expect(try Command.run(command, "-q", reference, "--platform", "linux/arm/v7").output == child)
        }
    }

    @Test(.userCase("N8")) func `--quiet prints no digest if nothing is chosen`() throws {
        let result = try Command.run("explain", "-q", registry.reference("app:1"), "--platform", "linux/s390x")
        #expect(result.status == 3)
        #expect(result.output == "")
    }

    // `resolve inspect REPOSITORY:TAG` of a tag that does not exist, from a newcomer's list.
    @Test(.userCase("N10"), arguments: ["inspect", "digest", "explain", "pull"])
    func `a missing tag is named with the command that lists the others`(command: String) throws {
        let result = try Command.run(command, registry.reference("app:2"))
        let name = "\(registry.authority)/app"
        #expect(result.status == 6)
        #expect(result.errors.contains("no tag '2' in \(name): status 404"))
        #expect(result.errors.hasSuffix("  hint: `resolve tags \(name)` lists the tags\n"))
    }

    @Test(.userCase("N10")) func `for a digest, no list of tags is offered`() throws {
        let result = try Command.run("inspect", registry.reference("app@sha256:\(String(repeating: "0", count: 64))"))
        #expect(result.status == 6)
        #expect(!result.errors.contains("resolve tags"))
    }
}
