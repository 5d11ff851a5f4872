import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

/// Uploads to registries that differ in how they take a Content-Range and a mount.
struct UploadRangeTests {
    private static let large = 2 << 20
    private static let ways: [UploadSettings.WrongRange] = [.refused, .refusedBarely, .appended]

    @Test(.userCase("L20"), arguments: ways, [UploadSettings.Partial.kept, .dropped, .lost])
    func `a cut upload ends whole, however a Content-Range is taken`(
        way: UploadSettings.WrongRange, partial: UploadSettings.Partial
    ) async throws {
        let bench = try UploadBench(Self.large) { ($0.wrongRange, $0.partial) = (way, partial) }
        bench.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...1, after: 100_000)
        try await bench.upload()
        bench.expectHeld()
        #expect(!bench.steps.contains("PATCH 416"))
    }

    // A registry may still be storing the bytes of a broken request when it is asked, and report too few.
    @Test(.userCase("L20"), arguments: ways)
    func `an upload whose offset was reported wrongly ends whole, within one more upload`(
        way: UploadSettings.WrongRange
    ) async throws {
        let bench = try UploadBench(Self.large) { $0.wrongRange = way }
        bench.server.cutRequests(on: "/uploads/", method: "PATCH", hits: 1...1, after: 200_000)
        bench.server.misbehave(on: "/uploads/", method: "GET", hits: 1...1, .header("Range", "0-99999"))
        try await bench.upload()
        bench.expectHeld()
        let refused = bench.steps.filter { $0 == "PATCH 416" }.count
        let opened = bench.steps.filter { $0 == "POST 202" }.count
        #expect(way == .appended ? (refused == 0 && opened == 2) : (refused == 1 && opened == 1), "\(bench.steps)")
    }

    @Test(.userCase("L20"), arguments: ways)
    func `a blob that is not mounted is sent`(way: UploadSettings.WrongRange) async throws {
        let bench = try UploadBench(Self.large) { ($0.wrongRange, $0.mounts) = (way, false) }
        let outcome = try await bench.upload(mountingFrom: "team/app")
        #expect(outcome == .sent)
        bench.expectHeld()
        #expect(!bench.steps.contains { $0.hasSuffix(" 416") })
    }
}
