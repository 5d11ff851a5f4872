import CommandRendering
import PlatformModel
import Testing

struct ExplainRenderingTests {
    @Test func `an explanation shows every entry, the winner, and the command that pulls it`() throws {
        let wanted = try Samples.wanted(nil, origin: .host)
        let explanation = try Samples.explanation(wanted, try Samples.descriptors())
        let rendering = ExplainRendering(explanation, isPullable: true)
        try Golden.expect(rendering.lines, "explain/host.txt")
        try Golden.expect([rendering.json.pretty], "explain/host.json")
    }

    @Test func `a wish is repeated in the command that pulls the winner`() throws {
        let arm = Platform(os: "linux", architecture: "arm", variant: "v7")
        let wanted = try Samples.wanted(arm, origin: .flag)
        let explanation = try Samples.explanation(wanted, try Samples.descriptors())
        let command = "pull    resolve pull --platform linux/arm/v7 registry.example/team/app:1"
        #expect(ExplainRendering(explanation, isPullable: true).lines.contains(command))
        #expect(!ExplainRendering(explanation, isPullable: false).lines.contains { $0.hasPrefix("pull") })
    }

    @Test func `an explanation without a winner says so, and ends with the facts of the no-match`() throws {
        let wanted = try Samples.wanted(
            Platform(os: "linux", architecture: "s390x"), origin: .environment("DOCKER_DEFAULT_PLATFORM"))
        let explanation = try Samples.explanation(wanted, try Samples.descriptors())
        try Golden.expect(ExplainRendering(explanation, isPullable: true).lines, "explain/no-match.txt")
        try Golden.expect([ExplainRendering(explanation, isPullable: true).json.pretty], "explain/no-match.json")
        #expect(explanation.failure?.kind == .noMatch)
    }

    @Test func `a list of nothing that is supported ends as malformed, not as a platform that is missing`() throws {
        var foreign = try Samples.descriptor("7", Platform(os: "linux", architecture: "amd64"))
        foreign.mediaType = "application/x-unheard-of"
        let explanation = try Samples.explanation(try Samples.wanted(nil, origin: .host), [foreign])
        #expect(explanation.failure?.kind == .malformed)
    }

    @Test func `an explanation with a winner is no failure`() throws {
        let wanted = try Samples.wanted(nil, origin: .host)
        #expect(try Samples.explanation(wanted, try Samples.descriptors()).failure == nil)
    }
}
