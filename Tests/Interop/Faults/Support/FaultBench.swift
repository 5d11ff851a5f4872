import Foundation
import TestSupport
import Testing

/// A registry that wants tokens, a storage service that it may redirect to, and a `resolve` that knows the password.
struct FaultBench {
    /// What must never be printed, besides the tokens: the password, and the signature of addresses.
    static let secrets = ["pass-5f1e77", "signature-c0ffee"]
    /// The registry; it holds `image` as `team/app:1`.
    let registry: MisbehavingRegistry
    /// A second server with the same content, which asks for nothing.
    let storage: MisbehavingRegistry
    /// The image: its second layer is the one that things happen to.
    let image: SampleImage
    /// That layer.
    let layer: SampleBlob
    /// The program under test.
    var resolve: Resolve
    /// What is tried here, for the messages.
    var label = ""

    /// A bench with `image`, or with one whose last layer has 400 000 bytes.
    init(_ image: SampleImage = SampleImages.single("linux/amd64", layerSize: 400_000)) throws {
        self.image = image
        layer = try #require(image.layers.last)
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        storage = try MisbehavingRegistry(content: registry.content, address: "127.0.0.2")
        registry.access = .bearer(Self.tokens)
        resolve = try Resolve()
        resolve.environment["DOCKER_CONFIG"] = resolve.home.file("docker")
        try logIn(to: registry.authority)
    }

    /// A token server that gives tokens to the stored account alone.
    static var tokens: TokenServer {
        var tokens = TokenServer()
        tokens.accounts = ["user": secrets[0]]
        tokens.isAnonymousAllowed = false
        return tokens
    }

    /// Stores the password for `registry`, and for no other.
    func logIn(to registry: String) throws {
        let account = Data("user:\(Self.secrets[0])".utf8).base64EncodedString()
        try resolve.home.write("docker/config.json", "{\"auths\":{\"\(registry)\":{\"auth\":\"\(account)\"}}}")
    }

    /// Makes requests for the layer meet faults.
    func layer(hits: ClosedRange<Int> = 1...Int.max, meets faults: Fault...) {
        for fault in faults { registry.misbehave(on: .containing(layer.digest), hits: hits, fault) }
    }

    /// Makes requests for `path` meet faults.
    func requests(for path: PathPattern, hits: ClosedRange<Int> = 1...Int.max, meet faults: Fault...) {
        for fault in faults { registry.misbehave(on: path, hits: hits, fault) }
    }

    /// Pulls `team/app:1`, telling each request.
    func pull(_ options: [String] = [], from authority: String? = nil) throws -> ProgramResult {
        try resolve.run(arguments(options, from: authority ?? registry.authority))
    }

    /// Starts what ``pull(_:from:)`` runs.
    func start(_ options: [String] = []) throws -> BackgroundProgram {
        try resolve.start(arguments(options, from: registry.authority))
    }

    private func arguments(_ options: [String], from authority: String) -> [String] {
        ["pull", "-v", "\(authority)/team/app:1", "--platform", "linux/amd64", "-o", "out"] + options
    }

    /// The bytes of a blob, of the layer unless another is named, that were received from the servers by pulls that have
    /// ended.
    func bytesOnTheWire(_ blob: SampleBlob? = nil) -> Int {
        registry.waitUntilIdle()
        storage.waitUntilIdle()
        return (registry.log + storage.log).reduce(0) { sum, request in
            guard request.method == "GET", [200, 206].contains(request.status) else { return sum }
            // What a redirect names otherwise is the layer.
            let isElsewhere = blob == nil && !["/v2/", "/token"].contains { request.target.hasPrefix($0) }
            return request.target.contains((blob ?? layer).digest) || isElsewhere ? sum + request.bytesSent : sum
        }
    }

    /// Forgets the faults and the requests so far.
    func mend() {
        for server in [registry, storage] {
            server.behave()
            server.clearLog()
        }
        registry.access = .bearer(Self.tokens)
    }
}
