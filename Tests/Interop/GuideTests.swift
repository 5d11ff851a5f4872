import Foundation
import TestSupport
import Testing

/// A registry's guide to multi-architecture images, step by step, against two of Debian's docker-registries and no engine.
///
/// The first has a file of accounts, the second a token server with another account.
@Suite struct GuideTests {
    private let first: LocalRegistry
    private let second: LocalRegistry
    private let tokenServer: MisbehavingRegistry
    private let resolve: Resolve
    private let platforms: [SamplePlatform] = ["linux/amd64", "linux/arm64"]
    private let images: [SampleImage]

    init() throws {
        // bcrypt of "hunter2".
        let accounts = "me:$2y$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n"
        first = try LocalRegistry(access: .htpasswd(accounts))
        let signer = try TokenSigner()
        var tokens = TokenServer()
        tokens.signer = signer
        tokens.accounts = ["you": "hunter3"]
        tokens.isAnonymousAllowed = false
        tokenServer = try MisbehavingRegistry(access: .bearer(tokens))
        second = try LocalRegistry(
            access: .tokens(realm: tokenServer.url + "/token", service: tokens.service, signer))
        resolve = try Resolve()
        images = ["linux/amd64", "linux/arm64"].map { SampleImages.single($0, format: .docker) }
    }

    private func run(_ arguments: String..., stdin: String = "") throws -> String {
        let result = try resolve.run(arguments, stdin: Array(stdin.utf8))
        #expect(result.status == 0, "\(arguments): \(result.errors)")
        return result.output
    }

    private func raw(_ image: String) throws -> [UInt8] {
        try Skopeo.raw("docker://" + image, authFile: resolve.home.file(".docker/config.json"))
    }

    @Test func `the guide is walked from the images to a list at a second registry, pulled for each platform`() throws {
        let name = first.reference("multi-arch-samples/myimage")
        #expect(try resolve.run("tags", name).status == 7)
        _ = try run("login", first.authority, "-u", "me", "--password-stdin", stdin: "hunter2\n")
        _ = try run("login", second.authority, "-u", "you", "--password-stdin", stdin: "hunter3\n")
        for (platform, image) in zip(platforms, images) {
            let tag = platform.architecture
            let layout = try image.writeLayout(to: resolve.home, name: "build-" + tag, tag: tag)
            #expect(try run("push", "oci:\(layout):\(tag)", "\(name):\(tag)") == "\(name)@\(image.digest)\n")
        }
        let list = name + ":multi"
        #expect(
            try run("manifest", "create", list, name + ":arm64", name + ":amd64") == "Created manifest list \(list)\n")
        #expect(try run("manifest", "annotate", list, name + ":arm64", "--variant", "v8") == "")
        let digest = try run("manifest", "push", "--purge", list)
        #expect(try run("manifest", "ls") == "")
        try looksLikeTheGuides(try run("manifest", "inspect", list))

        let copy = second.reference("imported/hello:latest")
        let imported = try run("import", "--source", list, "-t", copy)
        #expect(imported == "\(second.reference("imported/hello"))@\(digest)")
        let raw = try raw(list)
        #expect(try self.raw(copy) == raw)
        #expect(SampleDigest.sha256.text(of: raw) + "\n" == digest)

        let listed = try run(
            "manifest", "list-metadata", "--registry", second.authority, "--name", "imported/hello", "--json")
        #expect(
            try JQ.query("[.[] | select(.architecture) | \"\\(.os)/\\(.architecture) \\(.digest)\"] | sort", listed)
                == JQ.query("sort", "[\"linux/amd64 \(images[0].digest)\",\"linux/arm64 \(images[1].digest)\"]"))
        #expect(try JQ.query("[.[] | select(.tags == [\"latest\"]) | .digest] | .[]", listed) + "\n" == digest)

        for (platform, image) in zip(platforms, images) {
            let folder = platform.architecture
            #expect(
                try run("pull", "-q", "--platform", platform.text, copy, "-o", folder)
                    == "\(second.reference("imported/hello"))@\(image.digest)\n")
            #expect(resolve.layout(folder).holdsExactly(image))
        }
    }

    /// The keys of the list that the guide prints, and of its entries; four spaces a level.
    private func looksLikeTheGuides(_ list: String) throws {
        let guide = try String(contentsOfFile: Fixtures.root + "/documents/indexes/hello-world.json", encoding: .utf8)
        for filter in ["keys", ".manifests[0] | keys", ".mediaType", ".manifests[0].mediaType"] {
            #expect(try JQ.query(filter, list) == JQ.query(filter, guide))
        }
        #expect(list.hasPrefix("{\n    \"schemaVersion\": 2,\n    \"mediaType\": "))
        #expect(
            try JQ.query("[.manifests[].platform | [.os, .architecture, .variant]]", list)
                == "[[\"linux\",\"arm64\",\"v8\"],[\"linux\",\"amd64\",null]]")
    }
}
