import Foundation
import PlatformModel
import TestSupport
import Testing

/// Recordings of emulated and real machines, each with its expected report.
///
/// `RESOLVE_GOLDEN=write` rewrites the reports; read them before committing.
@Suite struct GoldenRecordingTests {
    private static let folder = Fixtures.root + "/recordings"

    private static var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    @Test func `there are recordings of several systems`() {
        #expect(Self.names.count >= 10)
    }

    @Test(arguments: names)
    func `a recording gives the expected report`(name: String) throws {
        let recording = try Recording(parsing: Fixtures.bytes("recordings/\(name).json"))
        let report = HostDetection(catalog: try PlatformCatalog.builtIn()).report(on: recording)
        let text = Self.text(of: report)
        if ProcessInfo.processInfo.environment["RESOLVE_GOLDEN"] == "write" {
            try text.write(toFile: "\(Self.folder)/\(name).report.txt", atomically: true, encoding: .utf8)
        }
        #expect(try Fixtures.text("recordings/\(name).report.txt") == text)
    }

    private static func text(of report: HostReport) -> String {
        let facts = report.facts.map { "\($0.name) = \($0.value) [\($0.status.rawValue); \($0.source): \($0.raw)]" }
        let notes = report.notes.map { "note: \($0)" }
        return ([report.host.platform.full] + facts + notes).joined(separator: "\n") + "\n"
    }
}
