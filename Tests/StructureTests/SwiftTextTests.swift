import Testing

/// The reading of Swift that the other tests here rest on.
struct SwiftTextTests {
    @Test func `comments and texts are blanked, interpolations are code`() {
        let source = """
            let a = "x // y" // import Foundation
            /* one /* two */ try! */ let b = "\\(call("in") + 1) out"
            let c = #"raw "quoted" \\(no)"#
            """
        let swift = SwiftText(source)
        #expect(!swift.code.contains("import"))
        #expect(!swift.code.contains("try!"))
        #expect(swift.code.contains("(call("))
        #expect(swift.code.split(separator: "\n").count == 3)
        #expect(swift.literals.map(\.text) == ["x // y", "in", " out", #"raw "quoted" \(no)"#])
        #expect(swift.literals.map(\.line) == [1, 2, 2, 3])
    }
}
