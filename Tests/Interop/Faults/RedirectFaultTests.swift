import Foundation
import TestSupport
import Testing

/// Redirects, good ones and bad ones: storage is shown no credential, and its signatures are printed nowhere.
@Suite struct RedirectFaultTests {
    private static let query = "X-Amz-Signature=" + FaultBench.secrets[1]

    /// Redirects the layer to storage, on `host` where one is named.
    private static func toStorage(_ bench: FaultBench, _ status: Int = 307, host: String? = nil) {
        let url = host.map { "http://\($0):\(bench.storage.port)" } ?? bench.storage.url
        bench.layer(meets: .redirect(status, .samePath(on: url, query: query)))
    }

    private static let followed: [FaultCase] =
        [301, 302, 303, 307, 308].map { status in
            FaultCase("redirect \(status)") { toStorage($0, status) }
        } + [
            FaultCase("redirect, relative") { bench in
                bench.registry.put(target: "/storage/layer?\(query)", bench.layer.bytes)
                bench.layer(meets: .redirect(307, .to("/storage/layer?\(query)")))
            },
            FaultCase("redirect to a path with //") { bench in
                bench.storage.put(target: "/a//b/../layer?sig=%2F%3D", bench.layer.bytes)
                bench.layer(meets: .redirect(307, .to(bench.storage.url + "/a//b/../layer?sig=%2F%3D")))
            },
            FaultCase("redirect, a chain of ten") { bench in
                toStorage(bench)
                for hop in 1...9 {
                    let next = bench.storage.url + "/hop\(hop)?\(query)"
                    bench.storage.misbehave(
                        on: hop == 1 ? "/blobs/" : .containing("/hop\(hop - 1)?"), .redirect(307, .to(next)))
                }
                bench.storage.put(target: "/hop9?\(query)", bench.layer.bytes)
            },
            FaultCase("redirect, then cut@60%") { bench in
                toStorage(bench)
                bench.storage.misbehave(on: "/blobs/", hits: 1...1, .cut(atFraction: 0.6))
            },
            FaultCase("redirect, then stall@30%", ["--stall-timeout", "1"]) { bench in
                toStorage(bench)
                bench.storage.misbehave(on: "/blobs/", hits: 1...1, .stall(atFraction: 0.3, seconds: 60))
            },
            FaultCase("redirect, then 503×2") { bench in
                toStorage(bench)
                bench.storage.misbehave(on: "/blobs/", hits: 1...2, .status(503))
            },
            FaultCase("redirect of every document") { bench in
                bench.requests(for: "/v2/", meet: .redirect(307, .samePath(on: bench.storage.url, query: query)))
            },
            FaultCase("presign-ttl, over at once") { bench in
                let signature = FaultBench.secrets[1]
                bench.layer(hits: 1...1, meets: .presigned(on: bench.storage.url, seconds: -1, signature: signature))
                bench.layer(hits: 2...99, meets: .presigned(on: bench.storage.url, seconds: 60, signature: signature))
                bench.storage.misbehave(on: "/blobs/", .refusesExpired)
            },
            FaultCase("presign-ttl, over after a cut", seconds: 1...8) { bench in
                let signature = FaultBench.secrets[1]
                bench.layer(meets: .presigned(on: bench.storage.url, seconds: 1, signature: signature))
                bench.storage.misbehave(on: "/blobs/", .refusesExpired)
                bench.storage.misbehave(
                    on: "/blobs/", hits: 1...1, .slow(bytesPerSecond: 200_000), .cut(after: 250_000))
            },
        ]

    @Test(arguments: FaultBatch.all(followed))
    func `a redirect is followed without what the registry alone may see`(batch: FaultBatch) throws {
        try batch.run { bench, fault, result in bench.expectSuccess(fault, result) }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "127.0.0.2"])
    func `storage on another port or under another name is another server`(host: String) throws {
        let bench = try FaultBench()
        let storage = try MisbehavingRegistry(
            content: bench.registry.content, address: host == "127.0.0.2" ? host : "127.0.0.1")
        let url = "http://\(host):\(storage.port)"
        bench.layer(meets: .redirect(307, .samePath(on: url, query: Self.query)))
        let result = try bench.pull()
        #expect(result.status == 0, "\(result.errors)")
        #expect(storage.log.count == 1)
        #expect(storage.log.flatMap { $0.headers.all("Authorization") + $0.headers.all("Cookie") } == [])
        bench.expectWhole()
        bench.expectNoSecret(result)
    }

    private static let refused: [FaultCase] = [
        FaultCase("redirect, a loop", ends: 9, wire: 0...0) { $0.layer(meets: .redirect(307, .itself)) },
        FaultCase("redirect to 169.254.169.254", ends: 9, wire: 0...0, seconds: 0...5) {
            $0.layer(meets: .redirect(307, .to("http://169.254.169.254/latest/meta-data/")))
        },
        FaultCase("redirect to a file", ends: 9, wire: 0...0) {
            $0.layer(meets: .redirect(307, .to("file:///etc/passwd")))
        },
        FaultCase("redirect to nowhere", ends: 9, wire: 0...0) { $0.layer(meets: .redirect(307, .to(""))) },
        FaultCase("storage that requires credentials", ends: 7, wire: 0...0) { bench in
            toStorage(bench)
            let challenge = ("WWW-Authenticate", "Basic realm=\"storage\"")
            bench.storage.misbehave(on: "/blobs/", .status(401, headers: [challenge]))
        },
        FaultCase("storage that refuses", ends: 7, wire: 0...0) { bench in
            toStorage(bench)
            bench.storage.misbehave(on: "/blobs/", .status(403))
        },
        FaultCase("storage whose signatures have always expired", ends: 7, wire: 0...0) { bench in
            let signature = FaultBench.secrets[1]
            bench.layer(meets: .presigned(on: bench.storage.url, seconds: -1, signature: signature))
            bench.storage.misbehave(on: "/blobs/", .refusesExpired)
        },
        FaultCase("storage with a flipped byte", ends: 5, wire: 0.9...2.1) { bench in
            toStorage(bench)
            bench.storage.misbehave(on: "/blobs/", .flipped(at: 200_000))
        },
    ]

    @Test(arguments: FaultBatch.all(refused))
    func `a redirect that must not be followed, or leads to nothing, ends the pull`(batch: FaultBatch) throws {
        try batch.run { bench, fault, result in try bench.expectFailure(fault, result) }
    }

    @Test(.enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
    func `a redirect from HTTPS to HTTP is refused`() throws {
        let bench = try FaultBench()
        let front = try TLSFront(before: bench.registry.authority)
        let authority = "127.0.0.1:\(front.port)"
        bench.registry.access = .basic(["user": FaultBench.secrets[0]])
        try bench.logIn(to: authority)
        Self.toStorage(bench)
        let refused = try bench.pull(["--cacert", front.certificate], from: authority)
        #expect(refused.status == 9, "\(refused.errors)")
        #expect(bench.storage.log.isEmpty)
        bench.expectNothingFalse()
        bench.expectNoSecret(refused)
        let insecure = try bench.pull(["--insecure"], from: authority)
        #expect(insecure.status == 0, "\(insecure.errors)")
        bench.expectWhole()
        bench.expectNoSecret(insecure)
    }
}
