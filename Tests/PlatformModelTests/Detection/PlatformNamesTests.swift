import PlatformModel
import Testing

/// The platforms that a shell offers.
@Suite struct PlatformNamesTests {
    private let catalog: PlatformCatalog

    init() throws {
        catalog = try PlatformCatalog.builtIn()
    }

    @Test(arguments: [
        ("linux/a", ["linux/arm", "linux/arm64", "linux/amd64"]),
        ("darwin", ["darwin/arm64", "darwin/amd64"]),
        ("linux/ppc64le/", ["power8", "power9", "power10", "power11"].map { "linux/ppc64le/" + $0 }),
        // The row for all further levels, vN, is no level.
        ("linux/amd64/", (1...4).map { "linux/amd64/v\($0)" }),
        ("linux/arm64/v9.6", ["linux/arm64/v9.6"]),
        ("linux/s390x/", []), ("linux/x86", []), ("macos/", []),
    ])
    func `systems with their architectures are offered, and the levels of one that is typed`(
        prefix: String, expected: [String]
    ) {
        #expect(catalog.platformNames(startingWith: prefix) == expected)
    }

    @Test func `every offered platform is one that can be requested`() throws {
        let names = catalog.platformNames(startingWith: "")
        #expect(names.count > 8)
        #expect(Set(names).count == names.count)
        let host = try #require(catalog.namedHost("apple-m1"))
        let platform = HostDetection(catalog: catalog).report(on: try host.recording()).host.platform
        for name in names + catalog.platformNames(startingWith: "linux/arm64/") {
            let parsed = try catalog.parse(name, host: platform)
            #expect(name.hasPrefix("\(parsed.os)/\(parsed.architecture)"))
        }
    }
}
