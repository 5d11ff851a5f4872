import Testing

@testable import CommandRendering

struct LiveRegionTests {
    @Test func `a frame replaces the previous one, below the permanent lines`() {
        var region = LiveRegion()
        #expect(region.text(adding: [], frame: ["a", "b"]) == "a\nb\n")
        #expect(region.text(adding: [], frame: ["a", "b"]) == "")
        #expect(region.text(adding: ["x"], frame: ["c"]) == "\u{1B}[2A\r\u{1B}[Jx\nc\n")
        #expect(region.erasure() == "\u{1B}[1A\r\u{1B}[J")
        #expect(region.erasure() == "")
    }
}
