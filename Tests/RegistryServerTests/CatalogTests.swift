import ImageModel
import PlatformModel
import Testing

@testable import RegistryServer

struct CatalogTests {
    private func entry(
        _ letter: Character,
        _ names: [String: String],
        type: String = MediaType.ociManifest,
        architecture: String? = nil
    ) throws -> Descriptor {
        Descriptor(
            mediaType: type,
            digest: try Digest(parsing: "sha256:" + String(repeating: letter, count: 64)),
            size: 10,
            platform: architecture.map { Platform(os: "linux", architecture: $0) },
            annotations: names
        )
    }

    private func catalog(_ entries: [Descriptor], repository: String? = nil) -> Catalog {
        Catalog(index: ImageIndex(manifests: entries), repository: repository, fallback: "folder")
    }

    private let reference = "org.opencontainers.image.ref.name"
    private let image = "io.containerd.image.name"

    @Test func `full references name repositories and tags`() throws {
        let catalog = catalog([
            try entry("a", [reference: "registry.example/team/app:2"]),
            try entry("b", [image: "docker.io/library/alpine:3.20"]),
            try entry("c", [reference: "registry.example/team/app:10"]),
        ])
        #expect(catalog.repositories == ["library/alpine", "team/app"])
        #expect(catalog.tags(of: "team/app") == ["10", "2"])
        #expect(catalog.repository(named: "alpine") == "library/alpine")
        #expect(catalog.repository(named: "app") == nil)
    }

    // Exports of containerd have the full name in its own annotation, and the bare tag in the standard one.
    @Test func `a bare tag beside a full reference belongs to its repository`() throws {
        let catalog = catalog([try entry("a", [image: "docker.io/team/app:1", reference: "1"])])
        #expect(catalog.repositories == ["team/app"])
        #expect(catalog.tags(of: "team/app") == ["1"])
    }

    @Test func `a bare tag belongs to the only repository in the index, or to that of the folder`() throws {
        let one = catalog([try entry("a", [reference: "x.example/app:1"]), try entry("b", [reference: "2"])])
        #expect(one.tags(of: "app") == ["1", "2"])
        let none = catalog([try entry("a", [reference: "2"]), try entry("b", [:])])
        #expect(none.repositories == ["folder"])
        #expect(none.tags(of: "folder") == ["2"])
        let two = catalog([
            try entry("a", [reference: "x.example/a:1"]), try entry("b", [reference: "x.example/b:1"]),
            try entry("c", [reference: "2"]),
        ])
        #expect(two.repositories == ["a", "b", "folder"])
    }

    @Test func `a requested name replaces all others`() throws {
        let catalog = catalog([try entry("a", [reference: "x.example/app:1"])], repository: "mine")
        #expect(catalog.repositories == ["mine"])
        #expect(catalog.tags(of: "mine") == ["1"])
        #expect(catalog.repository(named: "app") == nil)
    }

    @Test func `the namespace of a request selects the registry`() throws {
        let catalog = catalog([
            try entry("a", [reference: "one.example/app:1"]), try entry("b", [reference: "docker.io/library/app:1"]),
            try entry("c", [reference: "two.example/app:1"]),
        ])
        func digit(_ repository: String, _ namespace: String?) -> Character? {
            guard case .listed(let entry) = catalog.target(repository: repository, tag: "1", namespace: namespace)
            else {
                return nil
            }
            return entry.digest.hex.first
        }
        #expect(digit("app", nil) == "a")
        #expect(digit("app", "two.example") == "c")
        #expect(digit("app", "three.example") == nil)
        #expect(digit("library/app", "registry-1.docker.io") == "b")
    }

    @Test func `manifests with one name become an index, the same each time`() throws {
        let entries = [
            try entry("a", [reference: "x.example/app:1", "note": "kept"], architecture: "amd64"),
            try entry("b", [reference: "x.example/app:1"], architecture: "arm64"),
        ]
        guard case .generated(let list) = catalog(entries).target(repository: "app", tag: "1", namespace: nil),
            case .index(let index) = try ManifestDocument(parsing: list.bytes, contentType: list.mediaType)
        else {
            Issue.record("no generated index")
            return
        }
        #expect(index.manifests.map(\.platform?.architecture) == ["amd64", "arm64"])
        #expect(index.manifests.map(\.annotations) == [["note": "kept"], [:]])
        #expect(catalog(entries).generatedIndex(list.digest) == list)
    }

    @Test func `an index with the name is its target, and a manifest listed twice counts once`() throws {
        let name = [reference: "x.example/app:1"]
        let mixed = catalog([try entry("a", name), try entry("b", name, type: MediaType.ociIndex)])
        guard case .listed(let index) = mixed.target(repository: "app", tag: "1", namespace: nil) else {
            Issue.record("no entry")
            return
        }
        #expect(index.digest.hex.first == "b")
        let twice = catalog([try entry("a", name), try entry("a", name)])
        guard case .listed = twice.target(repository: "app", tag: "1", namespace: nil) else {
            Issue.record("an index of one manifest")
            return
        }
    }

    @Test(arguments: [
        ("app", "app"), ("My Layout", "my-layout"), ("a_b.c", "a_b.c"), ("--", "image"), ("", "image"),
        ("Größe", "gr-e"),
    ])
    func `the name of a folder becomes a repository name`(folder: String, expected: String) {
        #expect(RepositoryName.suggested(byFolder: folder) == expected)
    }

    @Test(
        arguments: [
            (nil, nil, ["1", "2", "3"], nil), (2, nil, ["1", "2"], "2"), (2, "2", ["3"], nil),
            (3, nil, ["1", "2", "3"], nil),
            (0, nil, [], nil), (nil, "1", ["2", "3"], nil), (1, "15", ["2"], "2"), (9, "9", [], nil),
        ] as [(Int?, String?, [String], String?)])
    func `tags come in pages`(count: Int?, last: String?, tags: [String], next: String?) {
        let page = TagPage(of: ["1", "2", "3"], count: count, last: last)
        #expect(page.tags == tags)
        #expect(page.next == next)
    }
}
