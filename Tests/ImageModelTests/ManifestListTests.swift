import ImageModel
import PlatformModel
import TestSupport
import Testing

struct ManifestListTests {
    private let catalog: PlatformCatalog

    init() throws {
        catalog = try ListSample.catalog.get()
    }

    private func tags(_ list: ManifestList) -> [String?] { list.entries.map(\.image.tag) }

    @Test func `entries keep their order`() throws {
        let list = try ListSample.list([
            ListSample.entry("b", .linux("arm64")), ListSample.entry("a", .linux("amd64"), digit: "2"),
        ])
        #expect(tags(list) == ["b", "a"])
        #expect(try list.index(by: catalog).manifests.map(\.platform) == [.linux("arm64"), .linux("amd64")])
    }

    // docker/cli#954: --amend neither refreshed an image nor replaced the one of the same platform.
    @Test func `an image replaces the one with its name, and the one with its platform`() throws {
        var list = try ListSample.list([
            ListSample.entry("a", .linux("amd64")), ListSample.entry("b", .linux("arm64"), digit: "2"),
        ])
        list.take([try ListSample.entry("a", .linux("amd64"), digit: "3")], by: catalog)
        #expect(tags(list) == ["a", "b"])
        #expect(list.entries[0].descriptor.digest == (try ListSample.digest("3")))
        list.take([try ListSample.entry("c", .linux("aarch64", "v8"), digit: "4")], by: catalog)
        #expect(tags(list) == ["a", "c"])
        list.take([try ListSample.entry("d", .linux("386"), digit: "5")], by: catalog)
        #expect(tags(list) == ["a", "c", "d"])
    }

    @Test func `one image may replace two`() throws {
        var list = try ListSample.list([
            ListSample.entry("a", .linux("amd64")), ListSample.entry("b", .linux("arm64"), digit: "2"),
        ])
        // The tag `a` now refers to an image for the other platform.
        list.take([try ListSample.entry("a", .linux("arm64"), digit: "3")], by: catalog)
        #expect(tags(list) == ["a"])
        #expect(list.faults(by: catalog) == [])
    }

    @Test func `an annotation stays as long as the config states the same platform`() throws {
        var list = try ListSample.list([ListSample.entry("a", .linux("arm"))])
        try list.annotate(list.entries[0].image, PlatformChange(variant: "v6"), by: catalog)
        list.take([try ListSample.entry("a", .linux("arm"), digit: "2")], by: catalog)
        #expect(list.entries[0].descriptor.platform == .linux("arm", "v6"))
        list.take([try ListSample.entry("a", .linux("arm", "v7"), digit: "3")], by: catalog)
        #expect(list.entries[0].descriptor.platform == .linux("arm", "v7"))
    }

    @Test func `entries of the registry's list stay, except replaced ones with their attestations`() throws {
        let old = try ListSample.digest("1")
        var list = ManifestList(
            name: try ListSample.name(),
            entries: [
                try ListSample.takenOver("1", .linux("amd64")), try ListSample.takenOver("2", .linux("arm64")),
                try ListSample.takenOver("3", .linux("arm64")),
                try ListSample.takenOver("4", Platform(os: "unknown", architecture: "unknown"), attests: old),
                try ListSample.takenOver(
                    "5", Platform(os: "unknown", architecture: "unknown"), attests: ListSample.digest("2")),
            ], base: try ListSample.digest("f"))
        list.take([try ListSample.entry("a", .linux("amd64"), digit: "6")], by: catalog)
        #expect(list.entries.map { $0.descriptor.digest.hex.first } == ["6", "2", "3", "5"])
        // Duplicates in the registry's list are accepted.
        #expect(list.faults(by: catalog) == [])
        list.take([try ListSample.entry("b", .linux("arm64"), digit: "7")], by: catalog)
        #expect(list.entries.map { $0.descriptor.digest.hex.first } == ["6", "7"])
    }

    @Test func `an image is annotated by its name or its digest, and any other is refused`() throws {
        var list = try ListSample.list([ListSample.entry("a", .linux("arm"))])
        try list.annotate(list.entries[0].image, PlatformChange(variant: "v7"), by: catalog)
        #expect(list.entries[0].descriptor.platform == .linux("arm", "v7"))
        let digested = list.name.pinned(to: list.entries[0].descriptor.digest)
        try list.annotate(digested, PlatformChange(osFeatures: ["a", "b", "a"]), by: catalog)
        #expect(list.entries[0].descriptor.platform?.osFeatures == ["a", "b"])
        let other = try ListSample.name("registry.example/team/app:other")
        let error = #expect(throws: ManifestError.self) {
            var list = list
            try list.annotate(other, PlatformChange(), by: catalog)
        }
        #expect(error == .noEntry(other, list: list.name, offered: [list.entries[0].image]))
    }

    @Test(arguments: [
        (PlatformChange(variant: "v6"), Platform.linux("arm", "v6")),
        (PlatformChange(architecture: "arm"), .linux("arm")),
        (PlatformChange(architecture: "ARM"), .linux("arm")),
        (PlatformChange(architecture: "ARM", variant: "V6"), .linux("arm", "v6")),
        // An alias becomes the name that clients compare.
        (PlatformChange(architecture: "armhf"), .linux("arm", "v7")),
        (PlatformChange(os: "Linux", osVersion: "6.1"), Platform(os: "linux", architecture: "arm", osVersion: "6.1")),
    ])
    func `a change results in the spelling that clients compare`(
        change: PlatformChange, expected: Platform
    ) throws {
        var list = try ListSample.list([ListSample.entry("a", .linux("arm"))])
        try list.annotate(list.entries[0].image, change, by: catalog)
        #expect(list.entries[0].descriptor.platform == expected)
    }

    // manifest-tool#88, docker/cli#1724: published as written, and no client matched the entry.
    @Test(
        .userCase("L5"),
        arguments: [
            ("arm64", "armv8", "v8", "variant 'armv8' is written as 'v8', the spelling that clients compare"),
            ("arm64", "8", "v8", "variant '8' is written as 'v8', the spelling that clients compare"),
            ("arm64", "V8.2", "v8.2", "variant 'V8.2' is written as 'v8.2', the spelling that clients compare"),
            ("arm64", "v8", "v8", nil),
            ("arm", "armv7", "v7", "variant 'armv7' is written as 'v7', the spelling that clients compare"),
            ("arm", "7", "v7", "variant '7' is written as 'v7', the spelling that clients compare"),
            ("arm", "v5", "v5", nil),
            ("amd64", "3", "v3", "variant '3' is written as 'v3', the spelling that clients compare"),
            ("amd64", "v1", nil, "variant 'v1' is the baseline of amd64, and is left out"), ("amd64", "v9", "v9", nil),
            (
                "arm", "armv9", "armv9",
                "variant 'armv9' is not known for arm, so clients may not choose the entry; known are v8, v7, v6, v5, v4, v3"
            ),
            (
                "s390x", "z15", "z15",
                "variant 'z15' is not known for s390x, so clients may not choose the entry; s390x has none"
            ),
        ] as [(String, String, String?, String?)])
    func `a variant becomes the spelling that clients compare, and the user is told`(
        architecture: String, variant: String, expected: String?, remark: String?
    ) throws {
        let change = PlatformChange(architecture: architecture, variant: variant)
        var list = try ListSample.list([ListSample.entry("a", .linux(architecture))])
        #expect(change.remark(on: list.entries[0].descriptor.platform, by: catalog) == remark)
        try list.annotate(list.entries[0].image, change, by: catalog)
        #expect(list.entries[0].descriptor.platform == .linux(architecture, expected))
        #expect(change.remark(on: list.entries[0].descriptor.platform, by: catalog) == remark)
        // Without a variant there is nothing to say about one.
        #expect(PlatformChange(os: "linux").remark(on: .linux(architecture, variant), by: catalog) == nil)
    }

    @Test(.userCase("L5")) func `a variant of another architecture is published as written, with a remark`() throws {
        let change = PlatformChange(architecture: "arm64", variant: "armv7")
        let remark = try #require(change.remark(on: .linux("arm64"), by: catalog))
        #expect(
            remark.hasPrefix(
                "variant 'armv7' is not known for arm64, so clients may not choose the entry; known are v8,"))
    }

    @Test(arguments: [
        PlatformChange(architecture: "arm64"), PlatformChange(os: "windows"), PlatformChange(architecture: "arm65"),
        PlatformChange(os: "lunix"),
    ])
    func `a contradiction of the config and an unknown name are refused without a change`(
        change: PlatformChange
    ) throws {
        var list = try ListSample.list([ListSample.entry("a", .linux("amd64"))])
        let before = list
        #expect(throws: ManifestError.self) { try list.annotate(before.entries[0].image, change, by: catalog) }
        #expect(list == before)
    }
}
