import Foundation
import TestSupport
import Testing

/// Compares texts with the files in `Tests/Fixtures/golden`.
///
/// With `RESOLVE_GOLDEN=write` the files are written instead; review the difference before you commit it.
enum Golden {
    /// Compares lines with the file `name`.
    static func expect(_ lines: [String], _ name: String, location: SourceLocation = #_sourceLocation) throws {
        try expect(lines.map { $0 + "\n" }.joined(), name, location: location)
    }

    /// Compares a text with the file `name`.
    static func expect(_ text: String, _ name: String, location: SourceLocation = #_sourceLocation) throws {
        let path = "golden/" + name
        if ProcessInfo.processInfo.environment["RESOLVE_GOLDEN"] == "write" {
            let url = URL(fileURLWithPath: Fixtures.root).appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        #expect(text == (try Fixtures.text(path)), sourceLocation: location)
    }
}
