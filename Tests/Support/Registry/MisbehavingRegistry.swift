/// A registry on loopback that does as it is told, wrong as well as right, and remembers every request.
///
/// HTTP/1.1 on raw sockets and threads of its own: nothing between a test and the bytes on the wire.
public final class MisbehavingRegistry: Sendable {
    /// The port it was given.
    public let port: Int
    /// The numeric address it listens on.
    public let address: String
    private let core: RegistryCore

    /// Starts a registry on a free port of `address`, unless one is named: 127.0.0.1, another loopback address, or `::1`.
    public init(
        content: RegistryContent = RegistryContent(), access: AccessControl = .open, address: String = "127.0.0.1",
        port: Int = 0
    ) throws {
        let (listener, port) = try Sockets.listen(on: address, port: port)
        self.port = port
        self.address = address
        Sockets.limitUnsent(listener)
        core = RegistryCore(listener: listener, url: "http://" + Self.authority(address, port))
        core.state.withLock { state in
            state.content = content
            state.access = access
        }
        core.start()
    }

    deinit { core.stop() }

    /// Host and port, as they stand in a reference: `127.0.0.1:5000`.
    public var authority: String { Self.authority(address, port) }

    /// The server's address: `http://127.0.0.1:5000`.
    public var url: String { core.url }

    /// A reference to `name` (`team/app:1`) here.
    public func reference(_ name: String) -> String { authority + "/" + name }

    /// What it holds; may be changed while it runs.
    public var content: RegistryContent {
        get { core.state.withLock { $0.content } }
        set { core.state.withLock { $0.content = newValue } }
    }

    /// Whom it lets in; may be changed while it runs.
    public var access: AccessControl {
        get { core.state.withLock { $0.access } }
        set { core.state.withLock { $0.access = newValue } }
    }

    /// Puts all of `image` into `repository`, under these tags.
    public func add(_ image: SampleImage, to repository: String, tags: [String]) {
        core.state.withLock { $0.content.add(image, to: repository, tags: tags) }
    }

    /// Puts `bytes` into `repository` as a manifest, whatever they are, and gives their digest.
    @discardableResult
    public func add(manifest bytes: [UInt8], mediaType: String, to repository: String, tag: String) -> String {
        core.state.withLock { $0.content.add(manifest: bytes, mediaType: mediaType, to: repository, tag: tag) }
    }

    /// Serves `bytes` at `target`, a path with its query.
    public func put(target: String, _ bytes: [UInt8], mediaType: String = "application/octet-stream") {
        core.state.withLock {
            $0.content.files[target] = RegistryContent.Document(mediaType: mediaType, bytes: bytes)
        }
    }

    /// Makes the requests that `pattern` is about meet `faults`; every rule that fits applies, in order.
    ///
    /// - Parameters:
    ///   - hits: which of those requests, counted from 1.
    ///   - counting: what the hits are counted over.
    public func misbehave(
        on pattern: PathPattern,
        method: String? = nil,
        hits: ClosedRange<Int> = 1...Int.max,
        counting: HitCounting = .together,
        _ faults: Fault...
    ) {
        let rule = FaultRule(pattern: pattern, method: method, hits: hits, counting: counting, faults: faults)
        core.state.withLock { $0.rules.append(rule) }
    }

    /// Reads so many bytes of the body of those requests, and resets their connection; what becomes of these bytes say
    /// the content's ``UploadSettings``. Hits count requests that are answered with a challenge, too.
    public func cutRequests(
        on pattern: PathPattern, method: String? = nil, hits: ClosedRange<Int> = 1...Int.max, after bytes: Int
    ) {
        let cut = RequestCut(pattern: pattern, method: method, hits: hits, bytes: bytes)
        core.state.withLock { $0.cuts.append(cut) }
    }

    /// Forgets every rule.
    public func behave() {
        core.state.withLock { state in
            state.rules = []
            state.cuts = []
        }
    }

    /// Makes every token given so far worthless.
    public func expireTokens() {
        core.state.withLock { $0.expireTokens() }
    }

    /// Every request so far, in order.
    public var log: [LoggedRequest] { core.state.withLock { $0.log } }

    /// The requests so far that `pattern` is about.
    public func requests(to pattern: PathPattern) -> [LoggedRequest] {
        log.filter { pattern.isAbout($0.target) }
    }

    /// The number of connections so far.
    public var connectionCount: Int { core.state.withLock { $0.connectionCount } }

    /// Waits, five seconds at most, until no connection is left: then the log tells how much of each answer was received.
    ///
    /// It is for clients that have ended.
    public func waitUntilIdle() {
        core.waitUntilIdle()
    }

    /// Forgets the requests so far; their numbers go on.
    public func clearLog() {
        core.state.withLock { $0.log = [] }
    }

    /// Ends every connection and refuses new ones.
    public func stop() {
        core.stop()
    }

    private static func authority(_ address: String, _ port: Int) -> String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}
