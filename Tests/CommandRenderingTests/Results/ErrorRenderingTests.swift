import CommandRendering
import ImageResolver
import PlatformModel
import Testing

struct ErrorRenderingTests {
    private func noMatch() throws -> ResolverError {
        let wanted = try Samples.wanted(Platform(os: "linux", architecture: "arm", variant: "v6"), origin: .flag)
        let command = "resolve pull --platform linux/amd64 registry.example/team/app:1"
        let explanation = try Samples.explanation(wanted, try Samples.descriptors(), command: command)
        return try #require(explanation.error)
    }

    @Test func `a no-match names the request and its source, every entry, the nearest one, and a command that works`()
        throws
    {
        let rendering = ErrorRendering(try noMatch())
        try Golden.expect(rendering.lines(), "errors/no-match.txt")
        try Golden.expect(rendering.lines(offers: .brief), "errors/no-match-brief.txt")
        try Golden.expect([rendering.json.line], "errors/no-match.json")
    }

    @Test func `an error is a sentence and its hint`() throws {
        var error = ResolverError(.network, "no answer for 30 s", hint: "--offline answers from the local store")
        error.image = "registry.example/app"
        error.registry = "registry.example"
        error.retryable = true
        try Golden.expect(ErrorRendering(error).lines(), "errors/network.txt")
        try Golden.expect([ErrorRendering(error).json.line], "errors/network.json")
    }

    @Test func `an error that quotes a registry contains no control characters`() {
        let error = ResolverError(.credentials, "denied: \u{1B}]0;owned\u{7}\nsecond line", hint: "ask\u{9B}31m")
        for line in ErrorRendering(error).lines() + [ErrorRendering(error).json.line] {
            #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
        }
    }

    @Test func `a list of thousands of entries is truncated with a note`() throws {
        let descriptors = try (0..<500).map { number in
            try Samples.descriptor("3", Platform(os: "linux", architecture: "arch\(number)"))
        }
        let explanation = try Samples.explanation(try Samples.wanted(nil, origin: .host), descriptors)
        let lines = ErrorRendering(try #require(explanation.error)).lines()
        #expect(lines.count < 60)
        #expect(lines.contains("    and 460 more"))
    }
}
