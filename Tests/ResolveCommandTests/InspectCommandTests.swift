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

    @Test func `--index refuses a single manifest`() throws {
        registry.add(SampleImages.single(), to: "lone", tags: ["1"])
        let result = try Command.run("digest", "--index", registry.reference("lone:1"))
        #expect(result.status == 6)
        #expect(result.errors.contains("is a single manifest, not an index"))
    }
}
