import Foundation
import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing
import Transport

@testable import RegistryClient

/// A registry, one transfer loop, a store, and the log of what happens between them.
struct TransferBench {
    /// The registry; its repository is `team/app`.
    let server: MisbehavingRegistry
    /// One loop, as on a machine with one processor.
    let loops: TransferLoops
    /// The folder that holds the store.
    let folder: TemporaryFolder
    /// The store.
    let store: ImageStore
    /// The events so far.
    let events = EventLog()

    /// An empty registry and an empty store.
    init(
        access: AccessControl = .open, in parent: String? = nil, _ change: (inout TransportOptions) -> Void = { _ in }
    ) throws {
        server = try MisbehavingRegistry(access: access)
        server.add(manifest: Array("{}".utf8), mediaType: MediaType.ociManifest, to: "team/app", tag: "1")
        var options = TransportOptions()
        change(&options)
        loops = try TransferLoops(options: options, processors: 1)
        folder = try TemporaryFolder(in: parent)
        store = try ImageStore.open(at: folder.file("store"), as: .local)
    }

    /// A session with `reference`, or with the bench's own repository, with short waits between retries.
    func session(
        _ reference: String? = nil, credentials: [SourcedCredential] = [], retries: Int = 3,
        access: AuthorizationContext.Purpose = .pull,
        _ change: (inout SessionSettings) -> Void = { _ in }
    ) throws -> RegistrySession {
        var settings = SessionSettings(now: { Date().timeIntervalSince1970 })
        settings.retryPolicy.mostRetries = retries
        settings.retryPolicy.firstWaitMilliseconds = 5
        settings.report = { [events] in events.note($0) }
        settings.findCredentials = { credentials }
        change(&settings)
        let source = try EndpointConfiguration(reference ?? server.reference("team/app:1"))
        return RegistrySession(source, loops: loops, settings: settings, access: access)
    }

    /// Puts a blob into the registry, and returns its descriptor.
    func offer(_ bytes: [UInt8], algorithm: DigestAlgorithm = .sha256) throws -> Descriptor {
        let digest = try Digest.of(bytes, algorithm: algorithm)
        server.content.repositories["team/app"]?.blobs[digest.description] = bytes
        return Descriptor(mediaType: MediaType.ociConfig, digest: digest, size: Int64(bytes.count))
    }

    /// Fetches a blob into the store.
    func fetch(
        _ blob: Descriptor, through session: RegistrySession? = nil, retries: Int = 3, connections: Int = 16
    ) async throws -> BlobArrival {
        let session = try session ?? self.session(retries: retries)
        let budget = ConnectionBudget(mostOfOneBlob: connections)
        return try await BlobFetch(blob, from: [session], into: store, budget: budget) { [events] in events.note($0) }
            .run()
    }

    /// Fetches a blob into the store, and returns the error that is expected.
    func failure(_ blob: Descriptor, retries: Int = 3) async -> RegistryError? {
        await #expect(throws: RegistryError.self) { try await fetch(blob, retries: retries) }
    }

    /// The requests for blobs so far.
    var blobRequests: [LoggedRequest] { server.requests(to: "/blobs/") }

    /// The bytes of blobs sent over the network so far.
    var bytesOnTheWire: Int { blobRequests.reduce(0) { $0 + $1.bytesSent } }

    /// The names in a folder of the store, except for locks.
    func names(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(store.root)/\(folder)")) ?? []
        return names.filter { !$0.hasSuffix(".lock") }.sorted()
    }

    /// The path of an unfinished blob's file: its `part` or its `state`.
    func underWay(_ blob: Descriptor, _ kind: String) -> String {
        "\(store.root)/ingest/\(blob.digest.algorithm.rawValue)-\(blob.digest.hex).\(kind)"
    }

    /// Expects that the store has the blob's exact bytes, and only complete blobs.
    func expectHeld(_ blob: Descriptor, _ bytes: [UInt8]) async throws {
        #expect(try store.read(blob.digest, limit: max(1, bytes.count)) == bytes)
        try await store.finishBatch()
        #expect(names("ingest") == [])
    }

    /// Expects that the store has no blob, neither complete nor partial.
    func expectNothing() {
        #expect(names("blobs/sha256") == [] && names("blobs/sha512") == [] && names("ingest") == [])
    }

    /// Expects that the store has a part of the blob that can be resumed from `offset`, and nothing else.
    func expectPart(_ blob: Descriptor, upTo offset: Int) throws {
        #expect(names("blobs/sha256") == [])
        let stem = "sha256-\(blob.digest.hex)"
        #expect(names("ingest") == ["\(stem).part", "\(stem).state"])
        let state = try String(contentsOfFile: underWay(blob, "state"), encoding: .utf8)
        #expect(state.contains("\"ranges\":[[0,\(offset)]]"), "\(state)")
    }

    /// Leaves a part of the blob in the store, like an interrupted pull.
    func leavePart(_ blob: Descriptor, _ bytes: ArraySlice<UInt8>) async throws {
        guard case .ingest(let ingest) = try await store.beginIngest(blob.digest, size: blob.size, source: "earlier")
        else { return }
        let written = bytes.withUnsafeBytes { pwrite(ingest.writer, $0.baseAddress, $0.count, 0) }
        #expect(written == bytes.count)
        try await ingest.keepForResume(RangeSet(0..<Int64(bytes.count)))
    }
}

/// Pseudorandom bytes that are the same every time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let block = (0..<min(count, 65_521)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count { bytes += block.prefix(count - bytes.count) }
    return bytes
}

/// Waits until a condition is true, at most 20 s.
func wait(until isSo: () async throws -> Bool) async throws {
    for _ in 0..<1000 {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("the condition did not become true")
}
