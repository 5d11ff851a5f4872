import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

@Suite struct BlobSinkTests {
    // A request may have two responses: a session sends it again when it learns that the registry uses TLS.
    @Test func `a second response to a request never overwrites the bytes of the first`() async throws {
        let folder = try TemporaryFolder()
        let bytes = [UInt8](repeating: 7, count: 300_000)
        let store = try ImageStore.open(at: folder.path, as: .output)
        let digest = try Digest.of(bytes)
        guard
            case .ingest(let ingest) = try await store.beginIngest(digest, size: Int64(bytes.count), source: "a test")
        else {
            Issue.record("the blob is there before it came")
            return
        }
        let open = try OpenBlob(ingest, traffic: TrafficCount(), growing: nil) { _ in }
        let transfer = BlobTransfer(expectedSize: Int64(bytes.count), resumingAt: 0)
        let head = HTTPHead(status: 200, headers: ["Content-Length": "\(bytes.count)"])

        let first = BlobSink(open, transfer: transfer, start: 0)
        #expect(first.receive(head: head))
        #expect(bytes.withUnsafeBytes { first.receive(body: UnsafeRawBufferPointer(rebasing: $0[..<280_000])) })
        _ = first.finish()

        let second = BlobSink(open, transfer: transfer, start: 0)
        #expect(!second.receive(head: head))
        #expect(second.finish().outcome == .requestWhole)
        await open.keep()
    }
}
