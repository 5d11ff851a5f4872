import Foundation
import TestSupport
import Testing

struct ManifestInspectTests {
    private func array(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    // The document that the multi-architecture guide prints, byte for byte but for its indentation of two.
    @Test func `a list from the registry is printed in docker's form`() throws {
        let bench = try ManifestBench()
        let path = Fixtures.root + "/documents/indexes/hello-world.json"
        let guide = try String(contentsOfFile: path, encoding: .utf8)
        bench.registry.add(
            manifest: Array(guide.utf8), mediaType: "application/vnd.docker.distribution.manifest.list.v2+json",
            to: "team/app", tag: "guide")
        let result = try bench.run("inspect", bench.app("guide"))
        #expect(result.errors == "")
        #expect(result.output == guide.replacing("  ", with: "    "))
    }

    @Test func `a manifest keeps the order of its keys`() throws {
        let bench = try ManifestBench()
        let result = try bench.run("inspect", bench.app("amd64"))
        let image = SampleImages.single("linux/amd64", format: .docker)
        #expect(
            result.output.hasPrefix("{\n    \"schemaVersion\": 2,\n    \"mediaType\": \"\(image.root.mediaType)\",\n"))
        #expect(result.output.hasSuffix("\n    ]\n}\n"))
    }

    @Test func `a list on this machine takes precedence over the registry's, and looks the same`() throws {
        let bench = try ManifestBench()
        try bench.create()
        bench.add(SampleImages.sixPlatforms(), as: "multi")
        bench.registry.clearLog()
        let local = try bench.run("inspect", bench.list).output
        #expect(bench.registry.log.isEmpty)
        #expect(try JSONObject(local).objects("manifests").count == 2)
        #expect(local.hasPrefix("{\n    \"schemaVersion\": 2,\n    \"mediaType\": \"application/vnd.docker."))
        #expect(local.contains("        {\n            \"mediaType\": "))
        #expect(try bench.run("rm", bench.list).status == 0)
        #expect(try JSONObject(try bench.run("inspect", bench.list).output).objects("manifests").count == 6)
    }

    @Test func `an image of a list on this machine is printed as it is`() throws {
        let bench = try ManifestBench(format: .oci)
        try bench.create()
        bench.registry.stop()
        let image = SampleImages.single("linux/arm64")
        let plain = try bench.run("inspect", bench.list, bench.app("arm64"))
        #expect(try JSONObject(plain.output).object("config")?.text("digest") == image.config?.digest)
        let verbose = try JSONObject(try bench.run("inspect", "-v", bench.list, bench.app("arm64")).output)
        #expect(verbose.keys == ["Descriptor", "OCIManifest", "Raw", "Ref"])
        #expect(verbose.text("Ref") == bench.app("arm64"))
        #expect(verbose.text("Raw").flatMap { Data(base64Encoded: $0) }.map { [UInt8]($0) } == image.root.bytes)
        #expect(verbose.object("Descriptor")?.text("digest") == image.digest)
        #expect(verbose.object("Descriptor")?.object("platform")?.text("architecture") == "arm64")
        #expect(verbose.object("OCIManifest")?.keys == ["config", "layers", "mediaType", "schemaVersion"])
        #expect(try bench.run("inspect", bench.list, bench.app("386")).status == 6)
        #expect(try bench.run("inspect", bench.app("none"), bench.app("386")).status == 6)
    }

    @Test func `verbosely, a list is printed as its manifests with docker's keys`() throws {
        let bench = try ManifestBench()
        let docker = SampleImages.list(["linux/amd64", "linux/arm/v7"], format: .docker)
        bench.add(docker, as: "docker")
        let entries = try array(try bench.run("inspect", "--verbose", bench.app("docker")).output)
        #expect(entries.count == 2)
        for (entry, child) in zip(entries, docker.children) {
            #expect(entry.keys.sorted() == ["Descriptor", "Raw", "Ref", "SchemaV2Manifest"])
            #expect(entry["Ref"] as? String == "\(bench.app("docker"))@\(child.digest)")
            let descriptor = entry["Descriptor"] as? [String: Any]
            #expect(descriptor?["size"] as? Int == child.root.size)
            #expect((descriptor?["platform"] as? [String: Any])?["variant"] as? String == child.platform?.variant)
        }
        bench.add(SampleImages.withAttestations(), as: "attested")
        let attested = try array(try bench.run("inspect", "-v", bench.app("attested")).output)
        #expect(attested.count == 12)
        #expect(attested.allSatisfy { $0["OCIManifest"] != nil })
    }

    @Test func `verbosely, a single manifest has the platform of its config`() throws {
        let bench = try ManifestBench()
        let result = try JSONObject(try bench.run("inspect", "-v", bench.app("arm64")).output)
        #expect(result.text("Ref") == bench.app("arm64"))
        #expect(result.object("Descriptor")?.object("platform")?.text("architecture") == "arm64")
        #expect(result.object("SchemaV2Manifest") != nil)
    }

    @Test func `a missing list is not found`() throws {
        let bench = try ManifestBench()
        let result = try bench.run("inspect", bench.app("none"), "--json")
        #expect(result.status == 6)
        #expect(result.output == "")
        #expect(try JSONObject(result.errors).object("error")?.text("code") == "not-found")
    }
}
