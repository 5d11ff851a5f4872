import ImageModel
import RegistryProtocol
import TestSupport
import Testing

@testable import RegistryClient

struct RedirectTests {
    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect to another host is followed without the registry's credentials`(status: Int) async throws {
        let bench = try TransferBench(access: .basic(["user": "pass-word"]))
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        let session = try bench.session(credentials: [TransferBench.password("pass-word")])
        let storage = try MisbehavingRegistry(address: status == 302 ? "127.0.0.2" : "127.0.0.1")
        storage.put(target: "/x//y?sig=s%2Fs", bytes)
        let host = status == 303 ? "localhost:\(storage.port)" : storage.authority
        bench.server.misbehave(on: "/blobs/", .redirect(status, .to("http://\(host)/x//y?sig=s%2Fs")))
        _ = try await bench.fetch(blob, through: session)
        try await bench.expectHeld(blob, bytes)
        #expect(storage.log.map(\.target) == ["/x//y?sig=s%2Fs"])
        #expect(storage.log[0].authorization == nil && storage.log[0].headers["Cookie"] == nil)
        #expect(bench.server.log.last?.authorization != nil)
        bench.expectHidden("pass-word", "s%2Fs")
    }

    @Test func `a redirected request keeps its range`() async throws {
        let bench = try TransferBench()
        let bytes = noise(100_000)
        let blob = try bench.offer(bytes)
        try await bench.leavePart(blob, bytes[..<60_000])
        let storage = try MisbehavingRegistry(content: bench.server.content)
        bench.server.misbehave(on: "/blobs/", .redirect(307, .samePath(on: storage.url)))
        _ = try await bench.fetch(blob)
        #expect(storage.log.map(\.range) == ["bytes=60000-99999"] && storage.log[0].bytesSent == 40_000)
        try await bench.expectHeld(blob, bytes)
    }

    @Test func `a relative redirect stays at the registry and keeps its authorization`() async throws {
        let bench = try TransferBench(access: .basic(["user": "pass-word"]))
        bench.server.put(target: "/there?a=b", Array("ok".utf8))
        bench.server.misbehave(on: "/manifests/", .redirect(307, .to("/there?a=b")))
        let session = try bench.session(credentials: [TransferBench.password("pass-word")])
        let reply = try await bench.ask(session)
        #expect(reply.head.status == 200 && reply.output?.bytes == Array("ok".utf8) && reply.origin == .registry)
        #expect(bench.server.requests(to: "/there").allSatisfy { $0.authorization != nil })
    }

    @Test func `a redirect loop ends after ten hops`() async throws {
        let bench = try TransferBench()
        bench.server.misbehave(on: "/manifests/", .redirect(302, .itself))
        let error = await #expect(throws: RegistryError.self) { try await bench.status(bench.session()) }
        guard case .transfer(.redirect(.tooManyRedirects(limit: 10))) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bench.server.log.count == 11)
    }

    @Test(arguments: [(10, true), (11, false)])
    func `ten hops are followed, and no more`(hops: Int, isFollowed: Bool) async throws {
        let bench = try TransferBench()
        bench.server.put(target: "/hop/\(hops)", [1])
        for hop in 0..<hops {
            let place: PathPattern = hop == 0 ? "/manifests/" : .matching("/hop/\(hop)$")
            bench.server.misbehave(on: place, .redirect(307, .to("/hop/\(hop + 1)")))
        }
        #expect((try? await bench.status(bench.session())) == (isFollowed ? 200 : nil))
    }

    @Test(arguments: [
        "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "ftp://127.0.0.1/x", "http://", "",
    ])
    func `a forbidden redirect target is refused and not contacted`(location: String) async throws {
        let bench = try TransferBench()
        bench.server.misbehave(on: "/manifests/", .redirect(307, .to(location)))
        let error = await #expect(throws: RegistryError.self) { try await bench.status(bench.session()) }
        guard case .transfer(.redirect) = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.subject == .network && error?.isTransient == false)
        #expect(bench.server.log.count == 1)
    }

    // CVE-2020-15157: credentials sent to a storage host that requests them.
    @Test func `storage that requests credentials receives none`() async throws {
        let bench = try TransferBench(access: .basic(["user": "pass-word"]))
        let blob = try bench.offer(noise(100))
        let storage = try MisbehavingRegistry(access: .basic(["user": "pass-word"]))
        bench.server.misbehave(on: "/blobs/", .redirect(307, .samePath(on: storage.url)))
        let session = try bench.session(credentials: [TransferBench.password("pass-word")])
        await #expect(throws: RegistryError.self) { try await bench.fetch(blob, through: session) }
        #expect(!storage.log.isEmpty && storage.log.allSatisfy { $0.authorization == nil })
        bench.expectNothing()
    }
}
