import ImageModel
import PlatformModel
import Testing

struct ListIndexTests {
    private let catalog: PlatformCatalog

    init() throws {
        catalog = try ListSample.catalog.get()
    }

    // Quay refused mixed lists, and annotating with Docker turned an OCI index into a Docker list.
    @Test(arguments: [
        ([MediaType.dockerManifest, MediaType.dockerManifest], MediaType.dockerList),
        ([MediaType.dockerManifest, MediaType.ociManifest], MediaType.ociIndex),
        ([MediaType.ociManifest, MediaType.dockerManifest], MediaType.ociIndex),
        ([MediaType.ociManifest, MediaType.ociManifest], MediaType.ociIndex),
    ])
    func `Docker images alone make a Docker list, any other mix an OCI index`(
        types: [String], expected: String
    ) throws {
        let list = try ListSample.list([
            ListSample.entry("a", .linux("amd64"), mediaType: types[0]),
            ListSample.entry("b", .linux("arm64"), digit: "2", mediaType: types[1]),
        ])
        let index = try list.index(by: catalog)
        #expect(index.mediaType == expected)
        #expect(index.manifests.map(\.mediaType) == types)
    }

    @Test func `a Docker manifest with an annotation needs an OCI index`() throws {
        var entry = try ListSample.entry("a", .linux("amd64"))
        entry.descriptor.annotations = ["a": "b"]
        #expect(try ListSample.list([entry]).index(by: catalog).mediaType == MediaType.ociIndex)
    }

    @Test(arguments: [
        (Platform.linux("amd64"), Platform.linux("x86_64")), (.linux("arm64"), .linux("arm64", "v8")),
        (.linux("arm", "v7"), .linux("arm")),
        (
            Platform(os: "windows", architecture: "amd64", osVersion: "10.0.1"),
            Platform(os: "windows", architecture: "amd64", osVersion: "10.0.1")
        ),
    ])
    func `two images for one platform are refused, however it is spelled`(first: Platform, second: Platform) throws {
        let list = try ListSample.list([
            ListSample.entry("a", first), ListSample.entry("b", second, digit: "2"),
        ])
        let error = #expect(throws: ManifestError.self) { try list.index(by: catalog) }
        #expect(error?.description.contains("app:a' and 'registry.example/team/app:b' are both for") == true)
        #expect(error?.description.contains("resolve manifest annotate \(list.name)") == true)
    }

    @Test(arguments: [
        (Platform.linux("arm", "v6"), Platform.linux("arm", "v7")), (.linux("amd64"), .linux("amd64", "v3")),
        (
            Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763.1"),
            Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348.1")
        ),
        (
            Platform(os: "linux", architecture: "amd64"),
            Platform(os: "linux", architecture: "amd64", osFeatures: ["sse4"])
        ),
    ])
    func `platforms that differ in any part are not duplicates`(first: Platform, second: Platform) throws {
        let list = try ListSample.list([ListSample.entry("a", first), ListSample.entry("b", second, digit: "2")])
        #expect(try list.index(by: catalog).manifests.map(\.platform) == [first, second])
    }

    @Test func `one image under two names is refused`() throws {
        let list = try ListSample.list([ListSample.entry("a", .linux("386")), ListSample.entry("b", .linux("386"))])
        let error = #expect(throws: ManifestError.self) { try list.index(by: catalog) }
        #expect(
            error?.description.contains("are the same image, \(try ListSample.digest("1")); omit one of them") == true)
    }

    @Test func `an image without a platform is refused until it is annotated`() throws {
        var list = try ListSample.list([ListSample.entry("a", nil)])
        let image = list.entries[0].image
        #expect(throws: ManifestError.incomplete(image, list: list.name)) { try list.index(by: catalog) }
        try list.annotate(image, PlatformChange(architecture: "s390x"), by: catalog)
        #expect(throws: ManifestError.incomplete(image, list: list.name)) { try list.index(by: catalog) }
        try list.annotate(image, PlatformChange(os: "linux"), by: catalog)
        #expect(try list.index(by: catalog).manifests[0].platform == .linux("s390x"))
    }

    @Test func `a platform that the config contradicts is refused`() throws {
        let list = try ListSample.list([ListSample.entry("a", .linux("arm64"), configured: .linux("amd64"))])
        let error = #expect(throws: ManifestError.self) { try list.index(by: catalog) }
        #expect(error?.description.contains("its config says linux/amd64, not linux/arm64") == true)
    }

    @Test func `foreign text is escaped in every sentence`() throws {
        let evil = Platform(os: "linux", architecture: "x\u{1B}[31m")
        let (image, list) = (try ListSample.name("a.example/a:1"), try ListSample.name())
        let digest = try ListSample.digest("1")
        let descriptor = Descriptor(mediaType: "x", digest: digest, size: 1, platform: evil)
        let errors: [ManifestError] = [
            .contradiction(image, declared: evil, configured: evil), .artifact(image, configMediaType: "\u{1B}"),
            .duplicate(image, image, platform: evil, list: list), .unknownArchitecture("\u{1B}", known: []),
            .unknownSystem("\u{1B}", known: []), .nested(image, images: [descriptor]), .nested(image, images: []),
            .noEntry(image, list: list, offered: []), .loneManifest(image, digest: digest),
            .digestInName(image.pinned(to: digest)), .incomplete(image, list: list),
            .twice(image, image, digest: digest),
        ]
        for error in errors {
            #expect(!error.description.contains("\u{1B}"))
            #expect(!error.description.hasSuffix("."))
        }
    }
}
