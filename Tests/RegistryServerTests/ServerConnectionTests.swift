import Foundation
import RegistryServer
import Testing

/// The server with one connection, and with many.
struct ServerConnectionTests {
    @Test func `one connection carries many requests`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            let address = base + "/v2/demo/app/blobs/\(layout.layer)"
            let many = try await Program.run(
                "/usr/bin/curl",
                [
                    "-sS", "--max-time", "50", "--noproxy", "*", "-o", "/dev/null", "-w",
                    "%{num_connects} %{http_code}\n",
                ]
                    + Array(repeating: address, count: 5).flatMap { [$0, "-o", "/dev/null"] }.dropLast(2)
            )
            #expect(many.output.split(separator: "\n") == ["1 200", "0 200", "0 200", "0 200", "0 200"])
        }
    }

    @Test func `pipelined requests are answered in order`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            let answers = try await raw(
                base,
                "GET /v2/demo/app/tags/list HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /v2/demo/app/blobs/uploads/ HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
                    + "HEAD /v2/demo/app/blobs/\(layout.layer) HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /v2/other/tags/list HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            )
            let lines = answers.split(whereSeparator: \.isNewline).filter { $0.contains("HTTP/1.1 ") }
            #expect(
                lines.map { String($0.drop { $0 != "H" }) } == [
                    "HTTP/1.1 200 OK", "HTTP/1.1 405 Method Not Allowed", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found",
                ])
        }
    }

    @Test func `the connection of an old client ends after the response, as after an invalid request`() async throws {
        try await serving(try SmallLayout()) { base in
            let old = try await raw(base, "GET /v2/ HTTP/1.0\r\n\r\n")
            #expect(old.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(old.hasSuffix("\r\n\r\n{}"))
            let nonsense = try await raw(base, "nonsense\r\n\r\n")
            #expect(nonsense.hasPrefix("HTTP/1.0 400 ") || nonsense.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func `fifty requests at once each get the whole blob`() async throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let layout = try SmallLayout()
        let blob = try layout.put(bytes)
        try await serving(layout) { base in
            let many = try await Program.run(
                "/usr/bin/curl",
                [
                    "-sS", "--max-time", "50", "--noproxy", "*", "--parallel", "--parallel-max", "50",
                    "--parallel-immediate",
                    "-w", "%{http_code} %{size_download}\n", base + "/v2/demo/app/blobs/\(blob)?[1-50]", "-o",
                    layout.folder.file("copy-#1"),
                ]
            )
            #expect(many.output.split(separator: "\n") == Array(repeating: "200 3000000", count: 50))
            for number in [1, 25, 50] { #expect(try layout.bytes("copy-\(number)") == bytes) }
        }
    }

    @Test func `a connection that ends after the response does not end before it`() async throws {
        let bytes = Array(repeating: UInt8(7), count: 20_000_000)
        let layout = try SmallLayout()
        let blob = try layout.put(bytes)
        try await serving(layout) { base in
            let copy = layout.folder.file("copy")
            let address = base + "/v2/demo/app/blobs/\(blob)"
            let exit = try await slowDownload(address, to: copy, options: ["-H", "Connection: close"])
            let received = try layout.bytes("copy")
            #expect(exit == 0)
            #expect(received == bytes)
        }
    }

    @Test func `a file that becomes shorter ends the connection before the end of the response`() async throws {
        let layout = try SmallLayout()
        let blob = try layout.put(Array(repeating: 7, count: 50_000_000))
        try await serving(layout) { base in
            async let exit = slowDownload(base + "/v2/demo/app/blobs/\(blob)", to: layout.folder.file("copy"))
            try await begin(of: layout.folder.file("copy"))
            let file = try #require(FileHandle(forWritingAtPath: layout.path(blob)))
            try file.truncate(atOffset: 10_000)
            try file.close()
            // 18: the transfer ended with bytes outstanding.
            #expect(try await exit == 18)
        }
    }
}
