import CommandRendering
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// The list of `cache prune --keep`.
@Suite struct StoreKeepingTests {
    @Test func `a file of images is read as for a pull`() throws {
        let text = "# kept\nalpine\n\nregistry.example/app:1 --platform=linux/arm64 --platform=linux/amd64\n"
        guard case .images(let requests) = try StoreKeeping(parsing: Array(text.utf8), name: "keep.txt") else {
            Issue.record("it is not read as a list of images")
            return
        }
        #expect(requests.map(\.image) == ["alpine", "registry.example/app:1"])
        #expect(requests.map(\.platforms) == [[], ["linux/arm64", "linux/amd64"]])
    }

    @Test(arguments: ["", "\n  \t"]) func `what begins as a JSON object is a lock`(blanks: String) throws {
        let lock = try Fixtures.text("documents/locks/resolve.lock")
        guard case .locked(let locked) = try StoreKeeping(parsing: Array((blanks + lock).utf8), name: "resolve.lock")
        else {
            Issue.record("it is not read as a lock")
            return
        }
        #expect(locked.images.count == 3)
    }

    @Test(arguments: [
        ("", ResolverError.Kind.usage, "keep names no image"), ("# nothing\n", .usage, "keep names no image"),
        (#"{"version":1,"images":[]}"#, .usage, "keep names no image"),
        ("{", .malformed, "'keep': document is not valid JSON (1 byte); it begins with '{'"),
        ("app --all", .malformed, "keep: line 1: '--all' is not --platform=PLATFORM; each line names one image"),
    ])
    func `a list without an image is refused, because everything would go`(
        text: String, kind: ResolverError.Kind, sentence: String
    ) throws {
        let error = #expect(throws: ResolverError.self) { try StoreKeeping(parsing: Array(text.utf8), name: "keep") }
        #expect(error?.kind == kind)
        #expect(error?.message == sentence)
    }

    @Test func `what is not text is refused`() throws {
        let error = #expect(throws: ResolverError.self) { try StoreKeeping(parsing: [0xFF, 0x41], name: "keep") }
        #expect(error?.message == "keep is not UTF-8 text")
    }
}
