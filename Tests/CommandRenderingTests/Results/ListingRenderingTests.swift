import ImageModel
import PlatformModel
import TestSupport
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct ListingRenderingTests {
    private let rendering: ListingRendering

    init() throws {
        let linux = Platform(os: "linux", architecture: "amd64")
        let arm = Platform(os: "linux", architecture: "arm", variant: "v7")
        let windows = Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763.1")
        var list = ListedManifest(digest: try Samples.digest("a"), mediaType: MediaType.ociIndex)
        list.tags = ["1", "1.2", "1.2.3", "latest"]
        list.platforms = [linux, arm, windows]
        list.manifests = [try Samples.digest("1"), try Samples.digest("3")]
        list.imageSize = 12_345_678
        func image(_ digit: Character, _ platform: Platform?, tags: [String] = []) throws -> ListedManifest {
            var image = ListedManifest(digest: try Samples.digest(digit), mediaType: MediaType.ociManifest)
            image.tags = tags
            image.platform = platform
            image.configMediaType = MediaType.ociConfig
            image.imageSize = 1_234_567
            image.created = "2024-05-01T12:00:00.123456789Z"
            return image
        }
        var attestation = try image("3", Platform(os: "unknown", architecture: "unknown"))
        attestation.subject = try Samples.digest("1")
        var chart = try image("4", nil, tags: ["chart"])
        chart.artifactType = "application/vnd.example.chart.content.v1.tar+gzip"
        chart.created = "yesterday\u{1B}[31m"
        let old = ListedManifest(digest: try Samples.digest("5"), mediaType: MediaType.schema1Signed)
        rendering = ListingRendering(
            RepositoryListing(
                repository: "registry.example/team/app",
                manifests: [list, try image("1", linux, tags: ["amd64"]), attestation, chart, old]))
    }

    @Test func `a listing is one line per manifest, in full`() throws {
        try Golden.expect(rendering.lines, "listing/lines.txt")
    }

    @Test func `on a terminal, long values are shortened`() throws {
        try Golden.expect(rendering.lines(width: 79), "listing/terminal.txt")
    }

    @Test(arguments: [1, 2, 20, 40, 60, 79, 100, 132])
    func `no line is wider than the terminal`(width: Int) {
        let lines = rendering.lines(width: width)
        #expect(lines.count == 6)
        #expect(lines.allSatisfy { $0.count <= width })
    }

    @Test func `JSON has the keys of az, and further ones whose value is known`() throws {
        try Golden.expect([rendering.json.pretty], "listing/listing.json")
    }

    // az acr manifest list-metadata and az acr repository show-manifests of azure-cli 2.91.0, run against a registry.
    @Test(
        .userCase("L21"),
        arguments: [
            [
                "architecture", "changeableAttributes", "configMediaType", "createdTime", "digest", "imageSize",
                "lastUpdateTime", "mediaType", "os", "tags",
            ], ["digest", "tags", "timestamp"],
        ])
    func `every row has every key that az prints`(keys: [String]) throws {
        guard case .list(let rows) = rendering.json else {
            Issue.record("no list")
            return
        }
        #expect(rows.count == 5)
        for case .object(let members) in rows { #expect(Set(keys).isSubset(of: members.keys)) }
        guard case .object(let list) = rows[0] else {
            Issue.record("no object")
            return
        }
        #expect(["architecture", "lastUpdateTime", "timestamp"].allSatisfy { list[$0] == .null })
    }

    @Test(.userCase("N8")) func `quiet is one digest per line`() {
        #expect(rendering.digests.map { $0.dropFirst(7).first } == ["a", "1", "3", "4", "5"])
    }

    @Test func `an empty repository is shown as a heading and an empty array`() {
        let empty = ListingRendering(RepositoryListing(repository: "r.example/a", manifests: []))
        #expect(empty.lines == ["tags  platform  size  created  digest  type"])
        #expect(empty.json.line == "[]")
    }

    @Test func `cells are truncated in the given order, and none below its minimum`() {
        var table = TextTable(["one", "two", "three"])
        table.add(["aaaaaaaaaa", "bbbbbbbbbb", "c"])
        #expect(table.lines(width: 40, cutting: [(0, 4)]) == table.lines())
        #expect(table.lines(width: 25, cutting: [(0, 4), (1, 4)]).last == "aaaaa…  bbbbbbbbbb  c")
        #expect(table.lines(width: 19, cutting: [(0, 4), (1, 4)]).last == "aaa…  bbbbb…  c")
        #expect(table.lines(width: 8, cutting: [(0, 4), (1, 4)]).last == "aaa…  b…")
    }
}

struct RepositoryNameTests {
    @Test(
        arguments: [
            ("team/app", nil, nil, "team/app"), (nil, nil, "r.example/app", "r.example/app"),
            ("app", "r.example", nil, "r.example/app"), (nil, "team", "app", "team.azurecr.io/app"),
            (nil, "localhost", "app", "localhost/app"), (nil, "localhost:5000", "a/b", "localhost:5000/a/b"),
            (nil, "team.azurecr.io", "app", "team.azurecr.io/app"),
        ] as [(String?, String?, String?, String)])
    func `registry and name are combined as in az`(
        argument: String?, registry: String?, name: String?, expected: String
    ) {
        #expect(RepositoryName(argument: argument, registry: registry, name: name)?.text == expected)
    }

    @Test(.userCase("L21"), arguments: [("team", "team-contoso.azurecr.io/app"), ("r.example", "r.example/app")])
    func `a tenant's suffix is behind the name of the registry, not of a host`(registry: String, expected: String) {
        #expect(
            RepositoryName(argument: nil, registry: registry, name: "app", suffix: "contoso")?.text == expected)
    }

    @Test(arguments: [(nil, nil, nil), (nil, "team", nil), ("app", nil, "app")] as [(String?, String?, String?)])
    func `a repository is named exactly once`(argument: String?, registry: String?, name: String?) {
        #expect(RepositoryName(argument: argument, registry: registry, name: name) == nil)
    }
}
