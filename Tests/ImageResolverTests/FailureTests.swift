import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Faults of registries end with the right kind of error, and nothing incomplete is listed.
struct FailureTests {
    private let image = SampleImages.single("linux/amd64", layerSize: 100_000)

    /// The error of a pull of `team/app:1` into the local store.
    private func failure(
        _ scene: Scene, _ change: (inout ResolverOptions) -> Void = { _ in }
    ) async -> ResolverError? {
        await #expect(throws: ResolverError.self) { try await scene.pull([], change) }
    }

    @Test func `a missing image is not found`() async throws {
        let scene = try Scene(image)
        let request = PullRequest(image: scene.registry.reference("team/none:1"))
        let error = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(request, to: .localStore)
        }
        #expect(error?.kind == .notFound)
        #expect(error?.image == request.image)
        #expect(error?.registry == scene.registry.authority)
    }

    @Test(arguments: [
        (PathPattern.containing("/manifests/"), Fault.tooManyRequests(retryAfter: "1"), ResolverError.Kind.rateLimited),
        ("/blobs/", .tooManyRequests(retryAfter: "1"), .rateLimited), ("/manifests/", .html, .malformed),
        ("/manifests/", .status(503), .network), ("/manifests/", .status(403), .credentials),
        ("/manifests/", .flipped(at: 30), .integrity), ("/manifests/", .cut(after: 10), .network),
        ("/manifests/", .reset(after: 10), .network),
    ])
    func `each fault ends with the right kind of error`(pattern: PathPattern, fault: Fault, kind: ResolverError.Kind)
        async throws
    {
        let scene = try Scene(image)
        scene.registry.misbehave(on: pattern, fault)
        let error = await failure(scene)
        #expect(error?.kind == kind)
        #expect(error?.message.isEmpty == false)
    }

    @Test(arguments: [
        (Fault.html, ResolverError.Kind.integrity), (.flipped(at: 50_000), .integrity), (.cut(after: 50_000), .network),
        (.status(404), .notFound), (.padded(by: 3), .integrity), (.truncated(by: 3), .integrity),
    ])
    func `an image with an incomplete layer is never listed`(fault: Fault, kind: ResolverError.Kind) async throws {
        let scene = try Scene(image)
        scene.registry.misbehave(on: .containing(image.layers[1].digest), fault)
        let error = await failure(scene)
        #expect(error?.kind == kind)
        let blob = "store/blobs/" + image.layers[1].digest.split(separator: ":").joined(separator: "/")
        #expect(!FileManager.default.fileExists(atPath: scene.folder.file(blob)))
        #expect(!FileManager.default.fileExists(atPath: scene.folder.file("store/index.json")))
        scene.registry.behave()
        try await scene.pull()
        #expect(try LayoutContents(scene.store).dangling.isEmpty)
    }

    @Test func `a private image without credentials is an error of credentials`() async throws {
        var tokens = TokenServer()
        tokens.isAnonymousAllowed = false
        for access in [AccessControl.basic(["user": "secret"]), .bearer(tokens)] {
            let scene = try Scene(image, access: access)
            let error = await failure(scene)
            #expect(error?.kind == .credentials)
        }
    }

    @Test func `wrong credentials do not prevent the pull of a public image, but cause a warning`() async throws {
        var tokens = TokenServer()
        tokens.accounts = ["user": "right"]
        let scene = try Scene(image, access: .bearer(tokens))
        let key = scene.registry.authority
        try scene.folder.write(
            "docker/config.json", #"{"auths":{"\#(key)":{"auth":"\#(Base64Text(Array("user:wrong".utf8)).text)"}}}"#)
        try await scene.pull { $0.environment["DOCKER_CONFIG"] = scene.folder.file("docker") }
        #expect(scene.reported.warnings.count == 1)
        #expect(scene.reported.warnings.first?.contains("config.json") == true)
        #expect(!scene.reported.warnings.joined().contains("wrong"))
    }

    @Test func `a private image is pulled with the right credentials`() async throws {
        let scene = try Scene(image, access: .basic(["user": "right"]))
        let key = scene.registry.authority
        let file = try scene.folder.write(
            "auth.json", #"{"auths":{"\#(key)":{"auth":"\#(Base64Text(Array("user:right".utf8)).text)"}}}"#)
        try await scene.pull { $0.authFile = file }
        #expect(scene.reported.warnings.isEmpty)
        for case .request(let line) in scene.reported.events {
            #expect(!line().contains(Base64Text(Array("user:right".utf8)).text))
        }
    }

    @Test func `a missing helper program causes a warning, and a public image is pulled`() async throws {
        let scene = try Scene(image, access: .bearer(TokenServer()))
        try scene.folder.write("docker/config.json", #"{"credsStore":"is-not-there"}"#)
        try await scene.pull { $0.environment["DOCKER_CONFIG"] = scene.folder.file("docker") }
        #expect(scene.reported.warnings.contains { $0.contains("is-not-there") })
    }

    @Test func `text from a registry never reaches a terminal unescaped`() async throws {
        let escape = "\u{1b}]0;gotcha\u{7}\u{202e}"
        let scene = try Scene()
        let builder = ImageBuilder()
        var entry = IndexEntry(
            SampleImages.image("linux/s390x", builder),
            declaring: SamplePlatform(os: "linux", architecture: "s390x\(escape)"))
        entry.annotations = ["vnd.docker.reference.digest": escape]
        scene.registry.add(builder.index([entry]), to: "team/app", tags: ["1"])
        scene.registry.misbehave(on: "/team/body/", .status(404, body: "<html>\(escape)"))
        scene.registry.misbehave(
            on: "/team/errors/", .status(403, body: #"{"errors":[{"code":"DENIED","message":"\#(escape)"}]}"#))
        scene.registry.misbehave(on: "/team/type/", .contentType("text/\(escape)"))
        scene.registry.add(image, to: "team/type", tags: ["1"])
        for name in ["app", "body", "errors", "type"] {
            let request = PullRequest(image: scene.registry.reference("team/\(name):1"))
            do {
                _ = try await scene.resolver().pull(request, to: .localStore)
            } catch {
                let texts = [error.description, error.hint ?? "", error.noMatch?.command ?? ""]
                #expect(!texts.joined().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202e }, "\(name)")
            }
        }
        #expect(!scene.reported.warnings.joined().contains("\u{1b}"))
    }

    @Test func `a time limit quickly ends a stalled pull with a network error`() async throws {
        let scene = try Scene(image)
        scene.registry.misbehave(on: .containing(image.layers[1].digest), .stall(after: 1000, seconds: 20))
        let start = ContinuousClock.now
        let error = await failure(scene) { $0.timeoutSeconds = 1 }
        #expect(ContinuousClock.now - start < .seconds(4))
        #expect(error?.kind == .network)
        #expect(error?.retryable == true)
        #expect(error?.message.contains("--timeout") == true)
    }

    @Test(arguments: [nil, 60.0])
    func `a cancelled pull ends as interrupted, and is resumed later`(timeout: Double?) async throws {
        let big = SampleImages.single("linux/amd64", layerSize: 3_000_000)
        let scene = try Scene(big)
        let layer = big.layers[1]
        scene.registry.misbehave(on: .containing(layer.digest), hits: 1...1, .stall(after: 2_000_000, seconds: 30))
        let resolver = scene.resolver { $0.timeoutSeconds = timeout }
        let task = Task { () async -> ResolverError? in
            do {
                _ = try await resolver.pull(PullRequest(image: scene.image), to: .localStore)
                return nil
            } catch {
                return error as? ResolverError
            }
        }
        var tries = 0
        while !scene.registry.requests(to: .containing(layer.digest)).contains(where: { $0.bytesSent >= 2_000_000 }),
            tries < 500
        {
            try await Task.sleep(for: .milliseconds(10))
            tries += 1
        }
        try await Task.sleep(for: .milliseconds(200))
        task.cancel()
        let error = await task.value
        #expect(error?.kind == .interrupted)
        scene.registry.clearLog()
        try await scene.pull()
        let ranges = scene.registry.requests(to: .containing(layer.digest)).compactMap(\.range)
        #expect(ranges.count == 1)
        #expect(ranges.first?.hasPrefix("bytes=0-") == false)
        #expect(try LayoutContents(scene.store).dangling.isEmpty)
    }

    @Test(arguments: [Double.nan, .infinity, 1e300])
    func `an infinite time limit is no limit`(seconds: Double) async throws {
        let scene = try Scene(image)
        #expect(try await scene.pull { $0.timeoutSeconds = seconds }.count == 1)
    }
}
