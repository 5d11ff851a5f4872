import CommandRendering
import ImageResolver
import Testing

struct ImportNamesTests {
    private func names(
        _ source: String, from sourceRegistry: String? = nil, to targetRegistry: String? = nil, images: [String] = [],
        untagged: [String] = []
    ) throws(ResolverError) -> ImportNames {
        try ImportNames(
            source: source, sourceRegistry: sourceRegistry, targetRegistry: targetRegistry, images: images,
            untagged: untagged)
    }

    @Test func `names of the copy include their registry, or --name does`() throws {
        let written = try names("a.example/app:1", images: ["b.example/app:1", "localhost/app", "host:5000/x:2"])
        #expect(written.targets == ["b.example/app:1", "localhost/app", "host:5000/x:2"])
        let named = try names("a.example/app:1", to: "127.0.0.1:5000", images: ["app:1", "team/app:2"])
        #expect(named.targets == ["127.0.0.1:5000/app:1", "127.0.0.1:5000/team/app:2"])
        #expect(named.source == "a.example/app:1")
    }

    @Test(arguments: [("contoso", "contoso.azurecr.io"), ("r.example:5000", "r.example:5000")])
    func `a name that repeats the registry of --name is refused`(registry: String, host: String) throws {
        for (images, untagged, rest) in [(["\(host)/imp/p:4"], [], "imp/p:4"), ([], ["\(host)/p"], "p")] {
            let error = #expect(throws: ResolverError.self) {
                try names("a.example/app:1", to: registry, images: images, untagged: untagged)
            }
            #expect(error?.kind == .usage && error?.hint == "leave out the registry: \(rest)")
        }
        // A repository may begin with the name of another registry.
        let mirrored = try names("a.example/app:1", to: registry, images: ["docker.io/library/a:1"])
        #expect(mirrored.targets == ["\(host)/docker.io/library/a:1"])
    }

    @Test func `without a name the copy has that of the source`() throws {
        #expect(try names("hello-world", to: "r.example").targets == ["r.example/library/hello-world:latest"])
        #expect(try names("docker.io/library/a:1", to: "r.example").targets == ["r.example/library/a:1"])
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let pinned = try names("a.example/team/app@\(digest)", to: "r.example")
        #expect(pinned.targets.isEmpty)
        #expect(pinned.repositories == ["r.example/team/app"])
    }

    // az: --name and --registry take the bare name of a registry, --registry a resource's identifier, too.
    @Test(arguments: [
        ("contoso", "contoso.azurecr.io/app:1"), ("contoso.azurecr.io", "contoso.azurecr.io/app:1"),
        ("localhost", "localhost/app:1"),
        ("/subscriptions/1/resourceGroups/g/providers/m/registries/contoso", "contoso.azurecr.io/app:1"),
    ])
    func `a registry without a dot is one at Azure`(registry: String, image: String) throws {
        #expect(try names("app:1", from: registry, images: ["r.example/app:1"]).source == image)
        #expect(try names("x.example/y:1", to: registry, images: ["app:1"]).targets == [image])
    }

    @Test func `a copy without a tag is named by its repository`() throws {
        let names = try names("a.example/app:1", to: "r.example", untagged: ["team/app"])
        #expect(names.targets.isEmpty)
        #expect(names.repositories == ["r.example/team/app"])
    }

    @Test(arguments: [
        ([], "no name for the copy: "), (["app:1"], "'app:1' does not name a registry; "),
        (["r.example/a:1", "team/app:1"], "'team/app:1' does not name a registry; "),
    ])
    func `a copy without a name or a registry is refused`(images: [String], sentence: String) {
        let error = #expect(throws: ResolverError.self) { try names("a.example/app:1", images: images) }
        #expect(error?.kind == .usage)
        #expect(error?.message.hasPrefix(sentence) == true)
    }

    @Test func `a malformed source that the copy takes its name from is refused`() {
        let error = #expect(throws: ResolverError.self) { try names("A B", to: "r.example") }
        #expect(error?.kind == .usage)
    }
}
