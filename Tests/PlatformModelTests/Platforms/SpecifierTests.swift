import Testing

@testable import PlatformModel

@Suite struct SpecifierTests {
    // An operating system alone takes the host's architecture, and its CPU level only where no baseline is safe; an
    // architecture alone takes the host's operating system.
    @Test(arguments: [
        ("linux", "linux/amd64/v3", "linux/amd64"),
        ("linux", "linux/arm/v6", "linux/arm/v6"),
        ("linux", "linux/arm/v7", "linux/arm"),
        ("linux", "linux/arm/v8", "linux/arm/v8"),
        ("linux", "darwin/arm64/v8.5", "linux/arm64"),
        ("windows(10.0.20348)", "linux/amd64/v3", "windows(10.0.20348)/amd64"),
        ("linux(+b+a)", "linux/riscv64/rva22u64", "linux(+a+b)/riscv64"),
        ("arm", "linux/arm/v6", "linux/arm"),
        ("armel", "freebsd/amd64", "freebsd/arm/v6"),
        ("arm64v8", "linux/amd64", "linux/arm64"),
        ("macos", "linux/arm64", "darwin/arm64"),
    ])
    func `half a specifier is completed from the host`(text: String, host: String, expected: String) throws {
        #expect(try builtIn.parse(text, host: raw(host)).full == expected)
    }

    @Test(arguments: [
        ("Linux/X86_64", "linux/amd64"),
        ("linux/x86-64-v3", "linux/amd64/v3"),
        ("linux/x86_64_v3/v3", "linux/amd64/v3"),
        ("linux/amd64/3", "linux/amd64/v3"),
        ("linux/amd64/V1", "linux/amd64"),
        ("linux/i686", "linux/386"),
        ("linux/x86", "linux/386"),
        ("linux/armv6l", "linux/arm/v6"),
        ("linux/armv5tel", "linux/arm/v5"),
        ("linux/armv8l", "linux/arm/v8"),
        ("linux/v7l", "linux/arm"),
        ("linux/arm32v7", "linux/arm"),
        ("linux/arm32v7/7", "linux/arm/v7"),
        ("linux/arm64v8", "linux/arm64"),
        ("linux/arm64v8/v8", "linux/arm64/v8"),
        ("linux/arm64/8.5", "linux/arm64/v8.5"),
        ("linux/ppc64el", "linux/ppc64le"),
        ("linux/ppc64le/power8", "linux/ppc64le/power8"),
        ("linux/mips64el", "linux/mips64le"),
        ("linux/riscv64gc", "linux/riscv64"),
        ("plan10/z80", "plan10/z80"),
        ("linux/arm64/Weird.1", "linux/arm64/weird.1"),
        ("linux/z80/Turbo", "linux/z80/turbo"),
        ("windows(10.0.17763%2Bbuild.42)/amd64", "windows(10.0.17763%2Bbuild.42)/amd64"),
        ("windows(+win32k)/amd64", "windows(+win32k)/amd64"),
        ("windows()/amd64", "windows/amd64"),
        ("linux(%c3%a9)/amd64", "linux(%C3%A9)/amd64"),
        ("macOS/arm64", "darwin/arm64"),
    ])
    func `names are folded, and a variant is kept unless the architecture implies it`(text: String, expected: String)
        throws
    {
        #expect(try builtIn.parse(text, host: raw("linux/amd64")).full == expected)
    }

    @Test(
        arguments: [
            ("", .empty),
            ("/", .emptyPart(in: "/")),
            ("linux//v7", .emptyPart(in: "linux//v7")),
            ("linux/arm/v7/", .emptyPart(in: "linux/arm/v7/")),
            ("linux/arm/v7/x/y", .trailingParts("x/y", in: "linux/arm/v7/x/y")),
            ("linux/arm v7", .malformedName("arm v7", in: "linux/arm v7")),
            ("lin\u{FC}x/arm", .malformedName("lin\u{FC}x", in: "lin\u{FC}x/arm")),
            ("(10.0)/amd64", .malformedName("", in: "(10.0)/amd64")),
            ("windows(10.0/amd64", .malformedVersion("windows(10.0", in: "windows(10.0/amd64")),
            ("windows(a(b))/amd64", .malformedVersion("windows(a(b))", in: "windows(a(b))/amd64")),
            ("windows(1)x/amd64", .malformedVersion("windows(1)x", in: "windows(1)x/amd64")),
            ("windows(1+)/amd64", .malformedVersion("windows(1+)", in: "windows(1+)/amd64")),
            ("windows(1++a)/amd64", .malformedVersion("windows(1++a)", in: "windows(1++a)/amd64")),
            ("windows(50%)/amd64", .malformedVersion("windows(50%)", in: "windows(50%)/amd64")),
            ("windows(50%4)/amd64", .malformedVersion("windows(50%4)", in: "windows(50%4)/amd64")),
            ("windows(50%zz)/amd64", .malformedVersion("windows(50%zz)", in: "windows(50%zz)/amd64")),
            ("windows(%ff)/amd64", .malformedVersion("windows(%ff)", in: "windows(%ff)/amd64")),
            ("windows(1 2)/amd64", .malformedVersion("windows(1 2)", in: "windows(1 2)/amd64")),
            ("amd64(1.0)", .unknownName("amd64", suggestion: nil)),
            ("local", .unknownName("local", suggestion: nil)),
            ("linx", .unknownName("linx", suggestion: "linux")),
            ("amd46", .unknownName("amd46", suggestion: "amd64")),
            ("linux/amd46", .misspelled("amd46", suggestion: "amd64")),
            ("linux/arm46", .misspelled("arm46", suggestion: "arm64")),
            ("linux/aarch46", .misspelled("aarch46", suggestion: "aarch64")),
            ("linux/ppc64l", .misspelled("ppc64l", suggestion: "ppc64el")),
            ("lunix/amd64", .misspelled("lunix", suggestion: "linux")),
            ("window/amd64", .misspelled("window", suggestion: "windows")),
            ("linux/armhf/v6", .contradiction(alias: "armhf", means: "v7", variant: "v6")),
            ("linux/armv7l/6", .contradiction(alias: "armv7l", means: "v7", variant: "6")),
            ("linux/x86-64-v3/v2", .contradiction(alias: "x86-64-v3", means: "v3", variant: "v2")),
            (
                "windows/amd64:10.0.20348.768",
                .versionAfterArchitecture(
                    in: "windows/amd64:10.0.20348.768", instead: "windows(10.0.20348.768)/amd64")
            ),
            (
                "linux/arm/v7:6.1+x",
                .versionAfterArchitecture(in: "linux/arm/v7:6.1+x", instead: "linux(6.1%2Bx)/arm/v7")
            ),
            (
                "windows/amd64,osver=10.0.17763.4974",
                .versionAfterArchitecture(
                    in: "windows/amd64,osver=10.0.17763.4974", instead: "windows(10.0.17763.4974)/amd64")
            ),
            ("linux/a:b/c", .malformedName("a:b", in: "linux/a:b/c")),
        ] as [(String, SpecifierError)])
    func `a malformed specifier is refused with its reason`(text: String, expected: SpecifierError) {
        #expect(throws: expected) { try builtIn.parse(text, host: raw("linux/amd64")) }
    }

    @Test func `error sentences name the value and the expected form`() {
        let sentences: [(SpecifierError, String)] = [
            (.empty, "the platform is empty; expected os/architecture, such as linux/arm64"),
            (.emptyPart(in: "a/"), "platform 'a/' has an empty part; expected os/architecture/variant"),
            (.trailingParts("d", in: "a/b/c/d"), "platform 'a/b/c/d' has 'd' after os/architecture/variant"),
            (
                .malformedName("&", in: "&/a"),
                "'&' in platform '&/a' is not made of letters, digits, '_', '.' and '-'"
            ),
            (
                .malformedVersion("a(", in: "a("),
                "'a(' in platform 'a(' is not os(version+feature), percent-encoded"
            ),
            (
                .versionAfterArchitecture(in: "a/b:1", instead: "a(1)/b"),
                "platform 'a/b:1' has the version after the architecture; write 'a(1)/b'"
            ),
            (.unknownName("x", suggestion: nil), "'x' is neither an operating system nor an architecture"),
            (
                .unknownName("linx", suggestion: "linux"),
                "'linx' is neither an operating system nor an architecture; did you mean 'linux'?"
            ),
            (.misspelled("amd46", suggestion: "amd64"), "'amd46' is not known; did you mean 'amd64'?"),
            (
                .contradiction(alias: "armhf", means: "v7", variant: "v6"),
                "armhf means v7; variant v6 contradicts it"
            ),
        ]
        for (error, sentence) in sentences { #expect(error.description == sentence) }
    }

    @Test(
        arguments: [
            ("amd46", "amd64"), ("amd6", "amd64"), ("amdd64", "amd64"), ("bmd64", "amd64"), ("amd64", nil),
            ("am64", "amd64"),
            ("386x", nil), ("arm", nil), ("amr", nil), ("", nil), ("amdxy", nil), ("ARM46", "arm64"),
            ("6md4a", nil), ("64dam", nil), ("4md6a", "amd64"), ("amd644", "amd64"),
        ] as [(String, String?)])
    func `a suggestion has one letter added, missing or changed, or two swapped`(name: String, expected: String?) {
        #expect(Spelling.suggestion(for: name, among: ["arm64", "amd64", "386", "arm"]) == expected)
    }
}
