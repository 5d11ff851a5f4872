import Foundation
import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct ProxyTests {
    // Runs in a process of its own, because all threads share the environment.
    @Test func `the environment's proxy is used, except for loopback addresses`() async {
        await #expect(processExitsWith: .success) {
            let bench = try LoopBench()
            let proxy = try MisbehavingRegistry()
            proxy.put(target: "/file", [9])
            bench.server.put(target: "/file", [7])
            for name in ["http_proxy", "all_proxy"] { setenv(name, proxy.url, 1) }
            for host in ["127.0.0.1", "localhost"] {
                let body = try await bench.loop.fetch("http://\(host):\(bench.server.port)/file").body
                try #require(body.bytes == [7])
            }
            try #require(proxy.log.isEmpty)
            let body = try await bench.loop.fetch("http://registry.test/file").body
            try #require(body.bytes == [9])
            try #require(proxy.log.map(\.target) == ["http://registry.test/file"])
        }
    }

    // libcurl ignores HTTP_PROXY in capitals, because CGI programs receive it from clients.
    @Test func `a proxy for plain HTTP is used, except for loopback addresses`() async throws {
        let proxy = try MisbehavingRegistry()
        proxy.put(target: "/file", [9])
        let bench = try LoopBench { $0.plainProxy = proxy.url }
        bench.server.put(target: "/file", [7])
        #expect(try await bench.fetch("/file").body.bytes == [7])
        #expect(try await bench.loop.fetch("http://registry.test/file").body.bytes == [9])
        #expect(proxy.log.map(\.target) == ["http://registry.test/file"])
    }
}
