import Foundation
import RegistryServer
import Synchronization
import Testing

/// The start and the end of a server, and its log.
struct ServerLifecycleTests {
    @Test func `the log has the method, path, status and bytes of each request`() async throws {
        let layout = try SmallLayout()
        let seen = SeenRequests()
        try await serving(layout, requestLog: seen.append) { base in
            _ = try await HTTPAnswer.get(base + "/v2/demo/app/blobs/\(layout.layer)", ["-r", "0-9"])
            _ = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/1", ["-I"])
            _ = try await HTTPAnswer.get(base + "/none?x")
        }
        #expect(
            seen.lines.dropLast() == [
                "GET /v2/demo/app/blobs/\(layout.layer) 206 10", "HEAD /v2/demo/app/manifests/1 200 0",
            ]
        )
        #expect(seen.lines.last?.hasPrefix("GET /none?x 404 ") == true)
    }

    @Test func `a stopped server no longer responds`() async throws {
        let layout = try SmallLayout()
        let running = try await RegistryServer(layout: layout.folder.path, repository: "only/here", port: 0).start()
        #expect(running.repositories == ["only/here"])
        let address = "http://127.0.0.1:\(running.port)/v2/only/here/tags/list"
        #expect(try await HTTPAnswer.get(address).status == 200)
        await running.stop()
        // The server of another test may use the port by now, but it does not serve this name.
        #expect(try await HTTPAnswer.get(address).status != 200)
    }

    @Test func `a cancelled wait stops the server, in the middle of a transfer`() async throws {
        let layout = try SmallLayout()
        let blob = try layout.put(Array(repeating: 7, count: 50_000_000))
        let running = try await RegistryServer(layout: layout.folder.path, port: 0).start()
        let address = "http://127.0.0.1:\(running.port)/v2/demo/app/blobs/\(blob)"
        async let exit = slowDownload(address, to: layout.folder.file("copy"))
        try await begin(of: layout.folder.file("copy"))
        let wait = Task { try await running.untilCancelled() }
        wait.cancel()
        try await wait.value
        #expect(try await exit == 18)
    }

    #if os(Linux)
        @Test func `a server that loses its port ends with an error`() async throws {
            let layout = try SmallLayout()
            let running = try await RegistryServer(layout: layout.folder.path, port: 0).start()
            for number: Int32 in 3..<1024 where Self.localPort(of: number) == running.port {
                shutdown(number, Int32(SHUT_RDWR))
            }
            let error = await #expect(throws: ServerError.self) { try await running.untilCancelled() }
            guard case .ended = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }

        private static func localPort(of socket: Int32) -> Int? {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
            }
            guard result == 0, address.sin_family == AF_INET else { return nil }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    #endif

    @Test func `invalid settings are errors when the server starts`() async throws {
        let layout = try SmallLayout()
        let path = layout.folder.path
        await #expect(throws: ServerError.unreadable(file: "/nowhere/index.json", reason: "No such file or directory"))
        {
            try await RegistryServer(layout: "/nowhere", port: 0).start()
        }
        await #expect(throws: ServerError.repositoryName("Mine")) {
            try await RegistryServer(layout: path, repository: "Mine", port: 0).start()
        }
        await #expect(throws: ServerError.listen(host: "127.0.0.1", port: 70000, reason: "no such port")) {
            try await RegistryServer(layout: path, port: 70000).start()
        }
        let running = try await RegistryServer(layout: path, port: 0).start()
        await #expect(
            throws: ServerError.listen(host: "127.0.0.1", port: running.port, reason: "Address already in use")
        ) {
            try await RegistryServer(layout: path, port: running.port).start()
        }
        await running.stop()
        try layout.folder.write("index.json", "{")
        await #expect(throws: ServerError.self) { try await RegistryServer(layout: path, port: 0).start() }
    }
}

/// The lines of a log, from any thread.
private final class SeenRequests: Sendable {
    private let seen = Mutex<[String]>([])

    var lines: [String] { seen.withLock { $0 } }

    func append(_ request: ServedRequest) {
        seen.withLock { $0.append("\(request)") }
    }
}
