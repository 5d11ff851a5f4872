import Foundation
import ImageModel
import PlatformModel
import TestSupport
import Testing

@testable import ImageStore

struct ResolutionTests {
    private static func resolution(
        _ reference: String, _ platform: Platform, manifest: UInt8, index: UInt8? = 0
    ) throws -> Resolution {
        Resolution(
            reference: try Reference(parsing: reference), platform: platform,
            index: try index.map { try Digest.of([$0]) }, manifest: try Digest.of([manifest]), position: [1, 2])
    }

    private static let platforms = [
        Platform(os: "linux", architecture: "amd64"),
        Platform(os: "linux", architecture: "amd64", variant: "v3"),
        Platform(os: "linux", architecture: "arm64"),
        Platform(os: "linux", architecture: "arm", variant: "v7"),
        Platform(os: "linux", architecture: "arm", variant: "v6"),
        Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763.1"),
        Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348.1"),
        Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348.1", osFeatures: ["win32k"]),
    ]

    // In engines that use only the tag as the key, a cached amd64 image satisfied a request for arm64.
    @Test func `each platform has its own resolution`() async throws {
        let bench = try StoreBench()
        let references = ["alpine", "alpine:3", "registry.example/alpine"]
        var number: UInt8 = 0
        for reference in references {
            for platform in Self.platforms {
                let name = try Reference(parsing: reference)
                #expect(bench.store.resolution(of: name, platform: platform) == nil)
                number += 1
                try await bench.store.save(Self.resolution(reference, platform, manifest: number))
            }
        }
        number = 0
        for reference in references {
            for platform in Self.platforms {
                number += 1
                let expected = try Self.resolution(reference, platform, manifest: number)
                #expect(bench.store.resolution(of: expected.reference, platform: platform) == expected)
            }
        }
        #expect(bench.names("resolutions").count == 24)
        #expect(bench.names("ingest").isEmpty)
    }

    @Test func `a moved tag replaces its resolution`() async throws {
        let bench = try StoreBench()
        let platform = Self.platforms[0]
        try await bench.store.save(Self.resolution("a", platform, manifest: 1))
        let moved = try Self.resolution("a", platform, manifest: 2, index: nil)
        try await bench.store.save(moved)
        #expect(bench.store.resolution(of: moved.reference, platform: platform) == moved)
        #expect(bench.names("resolutions").count == 1)
    }

    @Test func `a recorded resolution is not written again`() async throws {
        let recorder = RecordingFileSystem()
        let bench = try StoreBench(through: recorder)
        let resolution = try Self.resolution("a", Self.platforms[0], manifest: 1)
        try await bench.store.save(resolution)
        recorder.refuse { operation, _ in operation == .writing ? EROFS : 0 }
        try await bench.store.save(resolution)
    }

    @Test func `a damaged file, or one with another key, is ignored`() async throws {
        let bench = try StoreBench()
        let platform = Self.platforms[0]
        let (a, b) = (try Self.resolution("a", platform, manifest: 1), try Self.resolution("b", platform, manifest: 2))
        try await bench.store.save(a)
        let aName = try #require(bench.names("resolutions").first)
        try await bench.store.save(b)
        let bName = try #require(bench.names("resolutions").first { $0 != aName })
        let good = String(decoding: try bench.bytes("resolutions/\(aName)"), as: UTF8.self)
        try bench.put("resolutions/\(bName)", good)
        #expect(bench.store.resolution(of: b.reference, platform: platform) == nil)

        let manifest = a.manifest.description
        for text in [
            "", "{}", String(good.dropLast()), good.replacing(manifest, with: "sha256:00"),
            good.replacing(#""format":1"#, with: #""format":2"#), good + String(repeating: " ", count: 1 << 17),
        ] {
            try bench.put("resolutions/\(aName)", text)
            #expect(bench.store.resolution(of: a.reference, platform: platform) == nil, "\(text.prefix(200))")
        }
        try await bench.store.save(a)
        #expect(bench.store.resolution(of: a.reference, platform: platform) == a)
    }
}
