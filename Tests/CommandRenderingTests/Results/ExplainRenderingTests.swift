import CommandRendering
import PlatformModel
import TestSupport
import Testing

struct ExplainRenderingTests {
    @Test func `an explanation shows every entry, the chosen one, and the command that pulls it`() throws {
        let wanted = try Samples.wanted(nil, origin: .host)
        let explanation = try Samples.explanation(wanted, try Samples.descriptors())
        let rendering = ExplainRendering(explanation, pull: ["registry.example/team/app:1"])
        try Golden.expect(rendering.lines(), "explain/host.txt")
        try Golden.expect([rendering.json.pretty], "explain/host.json")
    }

    @Test(.userCase("N13"), arguments: [79, 100])
    func `on a terminal the table fits the width, with every reason`(width: Int) throws {
        let explanation = try Samples.explanation(try Samples.wanted(nil, origin: .host), try Samples.descriptors())
        let lines = ExplainRendering(explanation, pull: nil).lines(width: width)
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines)")
        let text = lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
        #expect(text.contains("windows is not linux, the operating system of this host"))
        #expect(text.contains("chosen  linux/amd64/v3, exact digest  sha256:2222"))
    }

    @Test func `the command that pulls the chosen entry can be pasted into a shell, and is absent for files`()
        throws
    {
        let explanation = try Samples.explanation(try Samples.wanted(nil, origin: .host), try Samples.descriptors())
        let arguments = ["--platform", "windows(10.0.17763)/amd64", "app:1"]
        let command = "pull    resolve pull --platform 'windows(10.0.17763)/amd64' app:1"
        #expect(ExplainRendering(explanation, pull: arguments).lines().last == command)
        #expect(!ExplainRendering(explanation, pull: nil).lines().contains { $0.hasPrefix("pull") })
    }

    @Test func `an explanation without a chosen entry ends with the facts of the no-match`() throws {
        let wanted = try Samples.wanted(
            Platform(os: "linux", architecture: "s390x"), origin: .environment("DOCKER_DEFAULT_PLATFORM"))
        let explanation = try Samples.explanation(wanted, try Samples.descriptors())
        let rendering = ExplainRendering(explanation, pull: ["registry.example/team/app:1"])
        try Golden.expect(rendering.lines(), "explain/no-match.txt")
        try Golden.expect([rendering.json.pretty], "explain/no-match.json")
        #expect(explanation.error?.kind == .noMatch)
    }

    @Test func `an index without any supported entry is malformed, not a no-match`() throws {
        var foreign = try Samples.descriptor("7", Platform(os: "linux", architecture: "amd64"))
        foreign.mediaType = "application/x-unheard-of"
        let explanation = try Samples.explanation(try Samples.wanted(nil, origin: .host), [foreign])
        #expect(explanation.error?.kind == .malformed)
    }

    @Test func `an explanation with a chosen entry is not an error`() throws {
        let wanted = try Samples.wanted(nil, origin: .host)
        #expect(try Samples.explanation(wanted, try Samples.descriptors()).error == nil)
    }
}
