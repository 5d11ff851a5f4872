import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ContainerdClient

/// The calls, with Debian's containerd on a socket of its own.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ContainerdConnectionTests {
    private let containerd: Containerd
    private var address: ContainerdAddress { ContainerdAddress(containerd.socket) }

    init() throws {
        containerd = try Containerd()
    }

    /// The blob of a test: random bytes, the same ones again after each MiB, and their digest.
    private struct Blob {
        let bytes: [UInt8]
        let digest: Digest

        init(count: Int, seed: UInt64) throws {
            var generator = SeededGenerator(seed: seed)
            let part = (0..<min(count, 1 << 20) / 8).flatMap { _ in withUnsafeBytes(of: generator.next(), Array.init) }
            var bytes: [UInt8] = []
            while !part.isEmpty, bytes.count < count { bytes += part.prefix(count - bytes.count) }
            self.bytes = bytes
            digest = try Digest(parsing: SampleDigest.sha256(of: bytes))
        }

        var size: Int64 { Int64(bytes.count) }

        func read(_ offset: Int64, _ count: Int) -> [UInt8] { Array(bytes[Int(offset)..<Int(offset) + count]) }
    }

    private struct Interruption: Error {}

    private func open<Value: Sendable>(
        _ namespace: String = "tests", _ body: (ContainerdConnection) async throws -> Value
    ) async throws -> Value {
        try await ContainerdConnection.open(address, namespace: namespace, body)
    }

    @Test func `a blob is sent once, with its labels, and others are added later`() async throws {
        let blob = try Blob(count: 3_000_000, seed: 1)
        try await open { connection in
            #expect(try await connection.content(blob.digest) == nil)
            try await connection.createLease("one", labels: ["containerd.io/gc.expire": "2099-01-01T00:00:00Z"])
            let leased = connection.leased(by: "one")
            let first = try await leased.add(blob.digest, size: blob.size, labels: ["a": "1"]) { blob.read($0, $1) }
            #expect(first == .sent(blob.size))
            let second = try await leased.add(blob.digest, size: blob.size, labels: ["a": "2"]) { blob.read($0, $1) }
            #expect(second == .existed)
            try await leased.label(blob.digest, ["b": "3"])
            #expect(try await connection.content(blob.digest)?.labels == ["a": "1", "b": "3"])
            #expect(try await connection.content(blob.digest)?.size == blob.size)
            try await connection.deleteLease("one")
            try await connection.deleteLease("one")
        }
    }

    @Test func `an empty blob is sent, too`() async throws {
        let digest = try Digest(parsing: SampleDigest.sha256(of: []))
        let outcome = try await open { try await $0.add(digest, size: 0, labels: [:]) { _, _ in [] } }
        #expect(outcome == .sent(0))
    }

    @Test func `an interrupted blob goes on where it ended, on another connection`() async throws {
        let blob = try Blob(count: 5 << 20, seed: 2)
        await #expect(throws: Interruption.self) {
            try await open { connection in
                _ = try await connection.add(blob.digest, size: blob.size, labels: [:]) { offset, count in
                    if offset >= 3 << 20 {
                        // What was sent is on the disk before the stream ends.
                        try await Task.sleep(for: .milliseconds(500))
                        throw Interruption()
                    }
                    return blob.read(offset, count)
                }
            }
        }
        let outcome = try await open {
            try await $0.add(blob.digest, size: blob.size, labels: [:]) { blob.read($0, $1) }
        }
        #expect(outcome == .sent(2 << 20))
    }

    @Test func `bytes with another digest are refused, and do not spoil the next attempt`() async throws {
        let blob = try Blob(count: 2 << 20, seed: 3)
        try await open { connection in
            await #expect(throws: ContainerdError.self) {
                _ = try await connection.add(blob.digest, size: blob.size, labels: [:]) { _, count in
                    Array(repeating: 0, count: count)
                }
            }
            #expect(try await connection.content(blob.digest) == nil)
            let outcome = try await connection.add(blob.digest, size: blob.size, labels: [:]) { blob.read($0, $1) }
            #expect(outcome == .sent(blob.size))
        }
    }

    // Go's server pings hundreds of times meanwhile; see `PingResponder`.
    @Test func `a large blob is sent whole`() async throws {
        let blob = try Blob(count: 256 << 20, seed: 4)
        let outcome = try await open {
            try await $0.add(blob.digest, size: blob.size, labels: [:]) { blob.read($0, $1) }
        }
        #expect(outcome == .sent(blob.size))
    }

    @Test func `namespaces share bytes, which are not sent again, and nothing else`() async throws {
        let blob = try Blob(count: 1 << 20, seed: 5)
        _ = try await open("a") { try await $0.add(blob.digest, size: blob.size, labels: [:]) { blob.read($0, $1) } }
        try await open("b") { connection in
            #expect(try await connection.content(blob.digest) == nil)
            let outcome = try await connection.add(blob.digest, size: blob.size, labels: [:]) { _, _ in
                throw Interruption()
            }
            #expect(outcome == .sent(0))
        }
    }

    @Test func `a snapshot is prepared, written, committed, found and removed`() async throws {
        let snapshotter = "native"
        try await open { connection in
            try await connection.createLease("two", labels: ["containerd.io/gc.expire": "2099-01-01T00:00:00Z"])
            let leased = connection.leased(by: "two")
            let mounts = try await leased.prepareSnapshot("work", above: nil, in: snapshotter)
            let directory = try #require(SnapshotDirectory(mounts))
            try "x".write(toFile: directory.path + "/file", atomically: false, encoding: .utf8)
            #expect(try await leased.hasSnapshot("sha256:1", in: snapshotter) == false)
            try await leased.commitSnapshot("work", as: "sha256:1", in: snapshotter, labels: [:])
            #expect(try await leased.hasSnapshot("sha256:1", in: snapshotter))
            let upper = try await leased.prepareSnapshot("upper", above: "sha256:1", in: snapshotter)
            let copy = try #require(SnapshotDirectory(upper))
            #expect(FileManager.default.fileExists(atPath: copy.path + "/file"))
            await #expect(throws: ContainerdError.self) {
                try await leased.prepareSnapshot("other", above: "sha256:2", in: snapshotter)
            }
            try await leased.hold(.snapshot("sha256:1", in: snapshotter))
            try await leased.removeSnapshot("upper", in: snapshotter)
            try await leased.removeSnapshot("upper", in: snapshotter)
        }
    }

    @Test func `an image is made, then changed, and its other labels stay`() async throws {
        let first = Descriptor(
            mediaType: "application/vnd.oci.image.manifest.v1+json",
            digest: try Digest(parsing: "sha256:" + String(repeating: "1", count: 64)), size: 7)
        var second = first
        second.digest = try Digest(parsing: "sha256:" + String(repeating: "2", count: 64))
        let name = "registry.example/app:v1"
        try await open { [second] connection in
            #expect(try await connection.imageTarget(name) == nil)
            try await connection.put(ContainerdImage(name: name, target: first, labels: ["own": "1"]))
            #expect(try await connection.imageTarget(name) == first.digest.description)
            try await connection.put(ContainerdImage(name: name, target: second, labels: ["other": "2"]))
            #expect(try await connection.imageTarget(name) == second.digest.description)
        }
        let listed = try runChecked(
            "ctr", ["-n", "tests", "images", "ls"], environment: environment, timeoutSeconds: 60)
        #expect(listed.output.contains("other=2,own=1"))
    }

    private var environment: [String: String] {
        TestEnvironment.clean(home: "/nonexistent", adding: ["CONTAINERD_ADDRESS": containerd.socket])
    }

    @Test func `the snapshotters that do not work have a reason, and a namespace its labels`() async throws {
        _ = try runChecked(
            "ctr", ["namespaces", "create", "labelled", "containerd.io/defaults/snapshotter=native"],
            environment: environment, timeoutSeconds: 60)
        let (plugins, labels) = try await open("labelled") { connection in
            let version = try await connection.version()
            #expect(version.contains(/^v?[12]\.[0-9]/), "\(version)")
            return (
                try await connection.plugins(of: ContainerdPlugin.snapshotter), try await connection.namespaceLabels()
            )
        }
        #expect(plugins.contains(ContainerdPlugin(type: ContainerdPlugin.snapshotter, id: "native")))
        #expect(plugins.contains { $0.id == "devmapper" && $0.fault != nil })
        #expect(labels["containerd.io/defaults/snapshotter"] == "native")
        #expect(try await open("absent") { try await $0.namespaceLabels() } == [:])
    }

    @Test func `a containerd that does not answer is an error after the time it has`() async throws {
        let blob = try Blob(count: 64 << 20, seed: 7)
        let containerd = containerd
        defer { containerd.send(signal: SIGCONT) }
        await #expect(throws: ContainerdError.silent(path: address.path, call: "Content.Write", seconds: 2)) {
            try await ContainerdConnection.open(address, namespace: "tests", patienceSeconds: 2) { connection in
                _ = try await connection.add(blob.digest, size: blob.size, labels: [:]) { offset, count in
                    if offset == 4 << 20 { containerd.send(signal: SIGSTOP) }
                    return blob.read(offset, count)
                }
            }
        }
        await #expect(throws: ContainerdError.silent(path: address.path, call: "Version.Version", seconds: 2)) {
            try await ContainerdConnection.open(address, namespace: "tests", patienceSeconds: 2) {
                try await $0.version()
            }
        }
    }

    @Test func `a containerd that ends meanwhile is an error, and no crash`() async throws {
        let blob = try Blob(count: 8 << 20, seed: 6)
        let containerd = containerd
        await #expect(throws: ContainerdError.self) {
            try await open { connection in
                _ = try await connection.add(blob.digest, size: blob.size, labels: [:]) { offset, count in
                    if offset == 4 << 20 { containerd.stop() }
                    return blob.read(offset, count)
                }
            }
        }
        await #expect(throws: ContainerdError.self) { try await open { try await $0.version() } }
    }
}
