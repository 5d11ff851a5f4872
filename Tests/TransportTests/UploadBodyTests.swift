import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

/// Streamed request bodies.
struct UploadBodyTests {
    /// A body that provides its bytes in pieces, and waits for a resume before each second one.
    private final class HaltingBody: UploadBody {
        let length: Int64
        private var rest: ArraySlice<UInt8>
        private let halts: Bool
        private let refusesAt: Int?
        private var isHalted = false
        private var resumeHandle: ResumeHandle?

        init(_ bytes: [UInt8], halts: Bool = false, refusesAt: Int? = nil) {
            rest = bytes[...]
            length = Int64(bytes.count)
            self.halts = halts
            self.refusesAt = refusesAt
        }

        func begin(resumeHandle: ResumeHandle) { self.resumeHandle = resumeHandle }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead {
            if let refusesAt, Int(length) - rest.count >= refusesAt { return .refuse }
            if halts {
                isHalted.toggle()
                if isHalted {
                    let resumeHandle = resumeHandle
                    Task { resumeHandle?.resume() }
                    return .wait
                }
            }
            let piece = rest.prefix(min(buffer.count, 50_000))
            buffer.copyBytes(from: piece)
            rest = rest.dropFirst(piece.count)
            return .bytes(piece.count)
        }
    }

    private func send(
        _ bench: LoopBench, _ method: HTTPMethod, _ makeBody: @escaping @Sendable () -> any UploadBody
    ) async throws -> TransferReport {
        let request = HTTPRequest(method, try WebAddress(parsing: bench.server.url + "/v2/a/blobs/uploads/x"))
        return await bench.loop.perform(request, body: makeBody) { BodyCollector(limit: 1 << 20) }.report
    }

    @Test(arguments: [HTTPMethod.put, .patch, .post], [false, true])
    func `a body arrives byte for byte, with its length announced`(method: HTTPMethod, halts: Bool) async throws {
        let bench = try LoopBench()
        let bytes = noise(1_000_000)
        let report = try await send(bench, method) { HaltingBody(bytes, halts: halts) }
        #expect(report.failure == nil && report.sent == 1_000_000)
        let request = try #require(bench.server.log.first)
        #expect(request.method == method.rawValue && request.body == bytes)
        #expect(request.headers["Content-Length"] == "1000000")
        #expect(request.headers["Expect"] == nil && request.headers["Transfer-Encoding"] == nil)
    }

    @Test func `a failed body ends the transfer, and the request may be retried`() async throws {
        let bench = try LoopBench()
        let report = try await send(bench, .put) { HaltingBody(noise(1_000_000), refusesAt: 200_000) }
        #expect(report.failure?.isTransient == true)
        #expect(report.head == nil)
    }

    @Test func `a connection cut during an upload is a transient failure`() async throws {
        let bench = try LoopBench()
        bench.server.cutRequests(on: "/uploads/", after: 100_000)
        let report = try await send(bench, .patch) { HaltingBody(noise(3_000_000)) }
        #expect(report.failure?.isTransient == true)
    }

    @Test func `a dead reused connection is a transient failure for a streamed body`() async throws {
        let bench = try LoopBench()
        #expect(try await bench.fetch("/v2/").report.failure == nil)
        bench.server.cutRequests(on: "/uploads/", after: 0)
        let report = try await send(bench, .patch) { HaltingBody(noise(3_000_000)) }
        #expect(report.failure?.isTransient == true, "\(String(describing: report.failure))")
    }

    @Test func `a response before the end of the body is accepted`() async throws {
        let bench = try LoopBench()
        bench.server.misbehave(on: "/uploads/", .status(413))
        #expect(try await send(bench, .put) { HaltingBody(noise(100_000)) }.head?.status == 413)
    }

    @Test func `a transfer that waits for its own body is not stalled`() async throws {
        let bench = try LoopBench { $0.stallSeconds = 1 }
        let late = try await send(bench, .put) { LateBody(seconds: 3) }
        #expect(late.failure == nil)
        #expect(bench.server.log.first?.body == [7])
    }

    /// A body with a slow byte.
    private final class LateBody: UploadBody {
        let length: Int64 = 1
        private let seconds: Int
        private var resumeHandle: ResumeHandle?
        private var isReady = false

        init(seconds: Int) { self.seconds = seconds }

        func begin(resumeHandle: ResumeHandle) { self.resumeHandle = resumeHandle }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> UploadRead {
            guard isReady else {
                isReady = true
                let (resumeHandle, seconds) = (resumeHandle, seconds)
                Task {
                    try await Task.sleep(for: .seconds(seconds))
                    resumeHandle?.resume()
                }
                return .wait
            }
            buffer.copyBytes(from: [7])
            return .bytes(1)
        }
    }

    /// A sink that accepts a piece and then waits for a resume.
    private final class HaltingSink: TransferSink {
        private var bytes: [UInt8] = []
        private var isHalted = false
        private var resumeHandle: ResumeHandle?

        func begin(resumeHandle: ResumeHandle) { self.resumeHandle = resumeHandle }

        func hasRoom(for count: Int) -> Bool {
            isHalted.toggle()
            guard isHalted else { return true }
            let resumeHandle = resumeHandle
            Task { resumeHandle?.resume() }
            return false
        }

        func receive(head: HTTPHead) -> Bool { true }

        func receive(body: UnsafeRawBufferPointer) -> Bool {
            bytes.append(contentsOf: body)
            return true
        }

        func finish() -> [UInt8] { bytes }
    }

    @Test func `a sink that pauses gets every byte once, in order`() async throws {
        let bench = try LoopBench()
        let bytes = noise(2_000_000)
        bench.server.put(target: "/big", bytes)
        let request = HTTPRequest(.get, try WebAddress(parsing: bench.server.url + "/big"))
        let (report, output) = await bench.loop.perform(request) { HaltingSink() }
        #expect(report.failure == nil)
        #expect(output == bytes)
    }

    @Test func `small bodies arrive byte for byte, whatever they contain`() async throws {
        let bench = try LoopBench()
        let bytes: [UInt8] = [0, 0xFF, 0xC3, 0x28, 0, 10]
        for method in [HTTPMethod.put, .patch, .post] {
            _ = try await bench.fetch("/x", method, headers: ["Content-Type": "a/b"], body: bytes)
            let request = try #require(bench.server.log.last)
            #expect(request.body == bytes && request.method == method.rawValue)
        }
        _ = try await bench.fetch("/x", .post)
        #expect(bench.server.log.last?.headers["Content-Length"] == "0")
        #expect(bench.server.log.last?.headers["Content-Type"] == nil)
        _ = try await bench.fetch("/x", .delete)
        #expect(bench.server.log.last?.method == "DELETE")
    }
}
