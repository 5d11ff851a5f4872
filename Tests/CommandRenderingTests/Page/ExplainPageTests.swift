import ImageModel
import PlatformModel
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct ExplainPageTests {
    private func page(_ explanation: Explanation, pull: [String]? = ["app:1"]) throws -> String {
        var explanation = explanation
        explanation.ladder = explanation.ladder(catalog: try PlatformCatalog.builtIn())
        return ExplainPage(explanation, pull: pull, program: "resolve 0").text
    }

    private func explanation(_ descriptors: [Descriptor]? = nil) throws -> Explanation {
        try Samples.explanation(try Samples.wanted(nil, origin: .host), try descriptors ?? Samples.descriptors())
    }

    @Test func `a page shows the image, the choice, every entry and the levels of the architecture`() throws {
        try Golden.expect(try page(try explanation()), "explain/host.html")
    }

    @Test func `a page without a match shows the error and what would help`() throws {
        let wanted = try Samples.wanted(
            Platform(os: "linux", architecture: "s390x"), origin: .environment("DOCKER_DEFAULT_PLATFORM"))
        let explanation = try Samples.explanation(
            wanted, try Samples.descriptors(), command: "resolve pull --platform linux/amd64 app:1")
        let page = try page(explanation)
        #expect(page.contains(#"<dd><strong class="badge bad">none</strong></dd>"#))
        #expect(page.contains("no manifest runs on linux/s390x"))
        #expect(page.contains("resolve pull --platform linux/amd64 app:1"))
        #expect(!page.contains("pull with"))
        #expect(!page.contains("CPU levels"))
    }

    @Test func `a page about an index in a file suggests no pull`() throws {
        #expect(!(try page(try explanation(), pull: nil)).contains("pull with"))
    }

    @Test func `an empty index is said to be empty`() throws {
        #expect(try page(try explanation([])).contains("<p>The index is empty.</p>"))
    }

    @Test func `names from an index stay text, and are cut`() throws {
        let names = ["<script>alert(1)</script>", "\"><img src=x onerror=y>", "\u{202E}46dma", "a'b&c"]
        let long = String(repeating: "<i>", count: 5_000)
        let descriptors = try (names + [long]).enumerated().map { number, name in
            try Samples.descriptor(Character("\(number)"), Platform(os: name, architecture: name, variant: name))
        }
        let page = try page(try explanation(descriptors))
        for tag in ["<script", "<img", "<i>", "\u{202E}"] { #expect(!page.contains(tag), "\(tag)") }
        #expect(page.contains("&lt;script&gt;alert(1)&lt;/<wbr>script&gt;/<wbr>&lt;script&gt;"))
        #expect(page.contains(#"\u{202e}46dma"#))
        #expect(page.utf8.count < 30_000)
    }
}
