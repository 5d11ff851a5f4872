import TestSupport
import Testing

@testable import PlatformModel

/// What the config of an image says about the platform that its entry declares.
@Suite struct ConfirmationTests {
    /// A platform with features after `+`.
    private func platform(_ text: String) -> Platform {
        let parts = text.split(separator: "+").map(String.init)
        var platform = raw(parts[0])
        platform.osFeatures = Array(parts.dropFirst())
        return platform
    }

    private func outcome(_ declared: String, _ config: Platform) throws -> String {
        switch try PlatformCatalog.builtIn().confirmation(declared: platform(declared), config: config) {
        case .agrees: "agrees"
        case .note(let text): "note: \(text)"
        case .contradicts(let text): "contradicts: \(text)"
        }
    }

    @Test(
        .userCase("L15"),
        arguments: [
            ("linux/amd64", "linux/amd64", "agrees"),
            ("linux/amd64", "linux/amd64+erofs", "note: the config says os.features erofs, but the index does not"),
            (
                "linux/amd64+a", "linux/amd64+c+a+b",
                "note: the config says os.features b, c, but the index does not"
            ),
            // apko#2249 is about the config; hosts are compared with the entry, which may ask for more.
            ("linux/amd64+a", "linux/amd64", "agrees"), ("linux/amd64+a+b", "linux/amd64+b", "agrees"),
            (
                "linux/arm/v7", "linux/arm/v6+a",
                "note: the index says linux/arm/v7, but the config says linux/arm/v6; "
                    + "the config says os.features a, but the index does not"
            ),
            ("linux/arm64", "linux/arm64/v8", "agrees"), ("linux/x86_64", "linux/amd64", "agrees"),
            (
                "linux/amd64", "linux/arm64+a",
                "contradicts: the index says linux/amd64, but the config says linux/arm64"
            ),
            (
                "linux/amd64", "windows/amd64",
                "contradicts: the index says linux/amd64, but the config says os 'windows'"
            ),
        ])
    func `a difference in system or architecture contradicts, and another one is a note`(
        declared: String, config: String, expected: String
    ) throws {
        #expect(try outcome(declared, platform(config)) == expected)
    }

    @Test func `empty fields of a config say nothing, and versions are compared as written`() throws {
        #expect(try outcome("linux/arm/v6", Platform(os: "", architecture: "")) == "agrees")
        #expect(try outcome("linux/arm/v6", Platform(os: "linux", architecture: "arm", variant: "")) == "agrees")
        let config = Platform(os: "windows", architecture: "amd64", osVersion: "10.0.2")
        var declared = config
        declared.osVersion = "10.0.1"
        #expect(
            try PlatformCatalog.builtIn().confirmation(declared: declared, config: config)
                == .note("the index says os.version 10.0.1, but the config says 10.0.2"))
    }
}
