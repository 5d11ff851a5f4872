import CommandRendering
import PlatformModel
import Testing

struct ShownTests {
    @Test(arguments: [
        ("registry.example/team/app:1", "registry.example/team/app:1"),
        ("windows(10.0.17763)/amd64", "'windows(10.0.17763)/amd64'"),
        ("it's", "'it'\\''s'"),
        ("", "''"),
        ("a b; rm -rf /", "'a b; rm -rf /'"),
    ])
    func `an argument is quoted if the shell requires it`(text: String, expected: String) {
        #expect(Shown.argument(text) == expected)
    }

    @Test func `control characters in a registry's text are escaped`() {
        #expect(!Shown.text("a\u{1B}[2Jb\nc").contains { $0 == "\u{1B}" || $0 == "\n" })
        let platform = Platform(os: "linux", architecture: "evil\u{1B}]0;x\u{7}")
        #expect(!Shown.platform(platform).contains("\u{1B}"))
    }

    @Test(arguments: [
        (Wanted.Origin.host, "from this host"), (.hostOption("pi"), "from --host pi"), (.flag, "from --platform"),
        (.environment("RESOLVE_PLATFORM"), "from the environment variable RESOLVE_PLATFORM"),
    ])
    func `a requested platform is shown with its source`(origin: Wanted.Origin, expected: String) {
        #expect(Shown.origin(origin) == expected)
    }
}
