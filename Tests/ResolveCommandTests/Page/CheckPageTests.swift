import TestSupport
import Testing

/// `check --html`, in a browser.
struct CheckPageTests {
    private let builder = ImageBuilder()

    /// A registry with a list whose arm64 entry is an image for another architecture.
    private func registry() throws -> MisbehavingRegistry {
        let registry = try MisbehavingRegistry()
        let list = builder.index([
            IndexEntry(SampleImages.image("linux/amd64", builder)),
            IndexEntry(SampleImages.image("linux/386", builder), declaring: "linux/arm64"),
        ])
        registry.add(list, to: "app", tags: ["1"])
        return registry
    }

    @Test(arguments: [400, 1400], Browser.ColorScheme.allCases)
    func `a page fits the window and can be read, in both color schemes`(
        width: Int, scheme: Browser.ColorScheme
    ) throws {
        let registry = try registry()
        let result = try Command.run("check", "--html", "-", registry.reference("app:1"))
        #expect(result.status == 4, "\(result.errors)")
        let shown = try Browser.measure(result.output, width: width, scheme: scheme)
        #expect(shown.scrollWidth <= Double(width))
        #expect(shown.wide == [])
        #expect(shown.faint == [])
        #expect(shown.scheme == scheme.rawValue)
        #expect(shown.active == [])
        #expect(shown.requests == [])
    }

    @Test func `a page shows the result for each platform, in words`() throws {
        let registry = try registry()
        let result = try Command.run("check", "--html", "-", registry.reference("app:1"))
        let shown = try Browser.measure(result.output, width: 1400, scheme: .light)
        #expect(shown.headings.prefix(3).map { $0.prefix(2) } == ["h1", "h2", "h2"])
        #expect(shown.headings.contains("h2 Platforms"))
        #expect(shown.headings.contains("h2 linux/arm64"))
        #expect(shown.headings.contains("h3 Findings"))
        let platforms = shown.rows.filter { $0.count == 5 }
        #expect(platforms.map { $0[0] } == ["0", "1"])
        #expect(platforms.map { $0[1] } == ["linux/amd64", "linux/arm64"])
        #expect(platforms[0][3].hasPrefix("passed"))
        #expect(platforms[1][3] == "failed")
        #expect(shown.body.contains("failure: the index says linux/arm64, but the config says linux/386"))
        #expect(shown.body.contains("not passed, 1 of 2 platforms"))
        #expect(!shown.captions.contains(""))
    }

    @Test func `a file and the report on stdout are both written`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("check.html")
        let registry = try registry()
        let result = try Command.run("check", "--html", path, registry.reference("app:1"))
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.output.contains("failed"))
        #expect(try Browser.document(at: path).contains("<h2>linux/arm64</h2>"))
    }
}
