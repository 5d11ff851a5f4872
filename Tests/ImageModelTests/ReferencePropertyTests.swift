import ImageModel
import TestSupport
import Testing

@Suite struct ReferencePropertyTests {
    @Test func `a name is printed as a name of the same image`() {
        var generator = SeededGenerator.fromEnvironment("names of images")
        let pieces = [
            "a", "b9", "A", "docker.io", "localhost", "127.0.0.1", "[::1]", "[", "]", "::", ":", ":", "/", "/", "@",
            ".", "_",
            "__", "-", "5000", "latest", "library", "sha256:", DigestTests.sha256, "é", "\u{301}", "\0", " ", "http://",
        ]
        var accepted = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 1...7, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            guard let reference = try? Reference(parsing: text) else { continue }
            accepted += 1
            #expect((try? Reference(parsing: reference.description)) == reference, "\(text.debugDescription)")
            #expect((try? ImageSource(parsing: reference.description)) == .registry(reference))
        }
        #expect(accepted > 200)
    }
}
