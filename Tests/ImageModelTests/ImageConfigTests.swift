import ImageModel
import PlatformModel
import TestSupport
import Testing

@Suite struct ImageConfigTests {
    private func config(_ name: String) throws -> ImageConfig {
        try ImageConfig(parsing: try Fixtures.bytes("documents/configs/\(name).json"))
    }

    @Test func `a config states platform, layers and program`() throws {
        let config = try config("linux-arm-v7")
        #expect(config.platform == Platform(os: "linux", architecture: "arm", variant: "v7"))
        #expect(config.created == "2026-08-12T21:10:32.514Z")
        #expect(config.diffIDs.count == 2)
        #expect(config.entrypoint == ["/docker-entrypoint.sh"])
        #expect(config.command == ["nginx", "-g", "daemon off;"])
    }

    @Test func `a Windows config states version and features`() throws {
        let platform = try config("windows").platform
        #expect(platform?.osVersion == "10.0.20348.3932")
        #expect(platform?.osFeatures == ["win32k"])
    }

    @Test(arguments: ["without-architecture", "empty"])
    func `a config without an architecture has no platform`(name: String) throws {
        let config = try config(name)
        #expect(config.platform == nil)
        #expect(config.diffIDs.isEmpty)
    }

    // Docker once wrote a single program as a string; fields for running do not affect the choice of an image.
    @Test(arguments: [
        (#"{"config":{"Entrypoint":"/run","Cmd":null}}"#, ["/run"]),
        (#"{"config":{"Entrypoint":{"a":1}},"created":7}"#, []),
        (#"{"config":[]}"#, []),
    ])
    func `fields for running may have any type`(text: String, entrypoint: [String]) throws {
        #expect(try ImageConfig(parsing: Array(text.utf8)).entrypoint == entrypoint)
    }

    @Test(arguments: [
        (#"{"architecture":7}"#, "'architecture' is not a string"),
        (#"{"rootfs":[]}"#, "'rootfs' is not an object"),
        (#"{"rootfs":{"diff_ids":"x"}}"#, "rootfs: 'diff_ids' is not a list"),
        (
            #"{"rootfs":{"diff_ids":["sha256:ab"]}}"#,
            "rootfs.diff_ids[0]: digest 'sha256:ab' has 2 hexadecimal digits, not 64"
        ),
        ("<html>", "document is a web page or XML, not JSON; its first line is '<html>'"),
        ("[", "document is not valid JSON (1 byte); it begins with '['"),
    ])
    func `a broken config is refused with its reason`(text: String, sentence: String) {
        let error = #expect(throws: ManifestError.self) { try ImageConfig(parsing: Array(text.utf8)) }
        #expect(error?.description == sentence)
    }
}
