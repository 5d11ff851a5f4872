import Foundation
import ImageModel
import PlatformModel
import TestSupport
import Testing

@testable import ImageStore

struct IndexTests {
    private static func descriptor(_ seed: UInt8, _ platform: Platform? = nil) throws -> Descriptor {
        Descriptor(mediaType: MediaType.ociManifest, digest: try Digest.of([seed]), size: 1, platform: platform)
    }

    private static let amd64 = Platform(os: "linux", architecture: "amd64")
    private static let arm64 = Platform(os: "linux", architecture: "arm64")

    @Test func `an entry is listed with its names, and read as it was written`() async throws {
        let bench = try StoreBench()
        #expect(try bench.store.entries().isEmpty)
        var descriptor = try Self.descriptor(1, Platform(os: "linux", architecture: "arm", variant: "v7"))
        descriptor.annotations["a"] = "b"
        descriptor.urls = ["https://example.org/a?b=c"]
        descriptor.data = [1]
        descriptor.artifactType = "application/x"
        let entry = LayoutEntry(descriptor, name: "1.0", imageName: "docker.io/library/a:1.0")
        try await bench.store.addEntries([entry])
        #expect(try bench.store.entries() == [entry])
        #expect(entry.name == "1.0" && entry.imageName == "docker.io/library/a:1.0")
        let text = String(decoding: try bench.bytes("index.json"), as: UTF8.self)
        #expect(text.contains(#""org.opencontainers.image.ref.name":"1.0""#))
        #expect(text.contains(#""io.containerd.image.name":"docker.io/library/a:1.0""#))
        #expect(text.contains(#""schemaVersion":2"#))
        #expect(text.contains(#""urls":["https://example.org/a?b=c"]"#))
        #expect(try mode(bench.path("index.json")) == 0o644)
        #expect(bench.names("ingest") == ["index.json.lock"])
    }

    @Test func `an entry replaces the same one, and no other`() throws {
        let (a1, a2) = (try Self.descriptor(1, Self.amd64), try Self.descriptor(2, Self.amd64))
        let (b1, other) = (try Self.descriptor(3, Self.arm64), try Self.descriptor(4))
        var index = LayoutIndex()
        index.add(LayoutEntry(other), replacing: .nameAndPlatform)
        index.add(LayoutEntry(a1, name: "x"), replacing: .nameAndPlatform)
        index.add(LayoutEntry(b1, name: "x"), replacing: .nameAndPlatform)
        index.add(LayoutEntry(a1, name: "y"), replacing: .nameAndPlatform)
        index.add(LayoutEntry(other), replacing: .name)
        #expect(index.entries.map(\.name) == [nil, "x", "x", "y"])

        index.add(LayoutEntry(a2, name: "x"), replacing: .nameAndPlatform)
        #expect(index.entries.map(\.descriptor.digest) == [other, a2, b1, a1].map(\.digest))
        index.add(LayoutEntry(a1, name: "x"), replacing: .name)
        #expect(index.entries.map(\.descriptor.digest) == [other, a1, a1].map(\.digest))
        #expect(index.entries.map(\.name) == [nil, "x", "y"])
    }

    @Test func `an index without images is valid`() async throws {
        let bench = try StoreBench(.output)
        try await bench.store.addEntries([])
        #expect(
            try bench.bytes("index.json")
                == Array(
                    #"{"manifests":[],"mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}"#.utf8))
    }

    @Test func `a listed entry is not written again`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let entry = LayoutEntry(try Self.descriptor(1), name: "x")
        try await bench.store.addEntries([entry])
        let before = recorder.trace.count
        try await bench.store.addEntries([entry])
        #expect(recorder.trace[before...].allSatisfy { if case .rename = $0 { false } else { true } })
    }

    @Test(arguments: ["", "{", "[]", #"{"schemaVersion":2}"#, #"{"schemaVersion":2,"manifests":[{"size":-1}]}"#])
    func `a malformed index is refused and unchanged`(text: String) async throws {
        let bench = try StoreBench(.output)
        try bench.put("index.json", text)
        let entry = LayoutEntry(try Self.descriptor(1), name: "x")
        let error = await #expect(throws: StoreError.self) { try await bench.store.addEntries([entry]) }
        #expect(error?.description.hasPrefix("'\(bench.path("index.json"))' cannot be read as an index: ") == true)
        #expect(try bench.bytes("index.json") == Array(text.utf8))
    }

    @Test func `entries of other tools are kept`() async throws {
        let bench = try StoreBench(.output)
        let digest = try Digest.of([7])
        try bench.put(
            "index.json",
            """
            {"schemaVersion":2,"annotations":{"k":"v"},"manifests":[{"mediaType":"m","digest":"\(digest)","size":1,
            "annotations":{"org.opencontainers.image.ref.name":"old","x":"y"}}]}
            """)
        try await bench.store.addEntries([LayoutEntry(try Self.descriptor(1), name: "new")])
        let entries = try bench.store.entries()
        #expect(entries.map(\.name) == ["old", "new"])
        #expect(entries.first?.descriptor.annotations["x"] == "y")
        #expect(String(decoding: try bench.bytes("index.json"), as: UTF8.self).contains(#""annotations":{"k":"v"}"#))
    }

    @Test(arguments: [nil, LockAnswer.unsupported])
    func `twenty tasks that add twenty images leave twenty entries, where locks work`(locks: LockAnswer?) async throws {
        let bench = try StoreBench()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let calls = RecordingFileSystem(locks: locks)
                    let own = try ImageStore.open(at: bench.store.root, as: .local, through: calls)
                    try await own.addEntries([LayoutEntry(try Self.descriptor(UInt8(number)), name: "image-\(number)")])
                }
            }
            try await group.waitForAll()
        }
        let names = try bench.store.entries().compactMap(\.name)
        if locks == nil {
            #expect(Set(names) == Set((0..<20).map { "image-\($0)" }))
            #expect(names.count == 20)
        } else {
            // Without locks an entry may be lost, but the file is always whole.
            #expect(!names.isEmpty)
        }
        #expect(bench.names("ingest").allSatisfy { !$0.hasSuffix(".part") })
    }

    @Test func `an index that cannot be replaced is unchanged`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        try await bench.store.addEntries([LayoutEntry(try Self.descriptor(1), name: "x")])
        let before = try bench.bytes("index.json")
        for operation in [FileOperation.writing, .syncing, .renaming, .closing] {
            recorder.refuse { made, path in made == operation && path.hasSuffix("index.json.part") ? ENOSPC : 0 }
            let error = await #expect(throws: StoreError.self) {
                try await bench.store.addEntries([LayoutEntry(try Self.descriptor(2), name: "y")])
            }
            #expect(error?.isFull == true)
            #expect(try bench.bytes("index.json") == before)
            #expect(bench.names("ingest") == ["index.json.lock"])
        }
    }

    @Test func `a name that depends on the present entries is chosen under the lock`() async throws {
        let bench = try StoreBench(.output)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let own = try ImageStore.open(at: bench.store.root, as: .output)
                    let descriptor = try Self.descriptor(UInt8(number))
                    try await own.addEntries(replacing: .name) { present in
                        let isTaken = present.contains { $0.name == "1" && $0.imageName != "image-\(number)" }
                        return [
                            LayoutEntry(
                                descriptor, name: isTaken ? "image-\(number)" : "1", imageName: "image-\(number)")
                        ]
                    }
                }
            }
            try await group.waitForAll()
        }
        let entries = try bench.store.entries()
        #expect(Set(entries.compactMap(\.imageName)).count == 20)
        #expect(entries.count { $0.name == "1" } == 1)
    }
}
