import Foundation
import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

@Suite(.userCase("P9"))
struct ProxyTests {
    // Runs in a process of its own, because all threads share the environment.
    @Test func `libcurl's own reading of the environment decides nothing`() async {
        await #expect(processExitsWith: .success) {
            let (ours, other) = (try MisbehavingRegistry(), try MisbehavingRegistry())
            ours.put(target: "/file", [9])
            for name in ["http_proxy", "all_proxy", "https_proxy"] { setenv(name, other.url, 1) }
            setenv("no_proxy", "registry.test", 1)
            let loop = try makeLoop { $0.proxies = ProxyRules(environment: { $0 == "HTTP_PROXY" ? ours.url : nil }) }
            let body = try await loop.fetch("http://registry.test/file").body
            try #require(body.bytes == [9])
            let direct = try await makeLoop().fetch("http://registry.test/file").report
            guard case .nameResolution = direct.failure else { throw FailureMissing() }
            try #require(other.log.isEmpty && ours.log.map(\.target) == ["http://registry.test/file"])
        }
    }

    @Test func `plain requests go through the proxy, except to this machine and as NO_PROXY says`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", [7])
        let proxy = try ForwardProxy(routes: ["registry.test:80": bench.server.port])
        let variables = ["HTTP_PROXY": proxy.url, "NO_PROXY": "*.corp.test"]
        let loop = try makeLoop { $0.proxies = ProxyRules(environment: { variables[$0] }) }
        #expect(try await loop.fetch("http://127.0.0.1:\(bench.server.port)/file").body.bytes == [7])
        #expect(try await loop.fetch("http://a.corp.test/file").report.head == nil)
        #expect(proxy.log.isEmpty)
        #expect(try await loop.fetch("http://registry.test/file").body.bytes == [7])
        #expect(proxy.log.map(\.line) == ["GET http://registry.test/file"])
    }

    @Test(.enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
    func `requests over TLS are tunnelled, and the proxy is told its password`() async throws {
        let bench = try LoopBench()
        bench.server.put(target: "/file", [7])
        let front = try TLSFront(before: bench.server.authority)
        let proxy = try ForwardProxy(routes: ["registry.test:443": front.port])
        let address = "http://user:pass-word@127.0.0.1:\(proxy.port)"
        let loop = try makeLoop {
            $0.proxies = ProxyRules(environment: { $0 == "HTTPS_PROXY" ? address : nil })
            $0.skipsCertificateCheck = true
        }
        #expect(try await loop.fetch("https://registry.test/file").body.bytes == [7])
        let credential = Data("user:pass-word".utf8).base64EncodedString()
        #expect(proxy.log.map(\.line) == ["CONNECT registry.test:443"])
        #expect(proxy.log.map(\.authorization) == ["Basic \(credential)"])
    }
}

/// A request that succeeded where it must fail.
private struct FailureMissing: Error {}
