import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageArchive

/// Damaged and malicious archives.
struct NastyArchiveTests {
    private let bench: ArchiveBench
    private let sample = SampleImages.single()

    init() throws {
        bench = try ArchiveBench()
    }

    private var members: [LayerFile] { sample.archiveMembers(tag: "1") }
    private var rootName: String { "blobs/" + sample.digest.split(separator: ":").joined(separator: "/") }
    private var withoutRoot: [LayerFile] { members.filter { $0.path != rootName } }

    @Test(arguments: ["../x", "blobs/../../etc/passwd", "/etc/passwd", "./../x"])
    func `a name that leads out of the archive is refused`(name: String) async throws {
        let sentence = try await bench.refusal(members + [.file(name, "x")], as: .oci)
        #expect(sentence == "its member '\(name)' leads out of the archive")
    }

    @Test(arguments: ["index.json", "oci-layout", "./index.json", "manifest.json"])
    func `a repeated list of images is refused`(name: String) async throws {
        let twice = members + [.file(name, "{}"), .file(name, "{}")]
        let plain = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
        #expect(try await bench.refusal(twice, as: .oci) == "it has '\(plain)' twice")
    }

    @Test func `of a repeated blob the later one counts, and is verified`() async throws {
        #expect(try await bench.refusal(members + [.file(rootName, sample.root.bytes)], as: .oci) == nil)
        let other = Array("{}".utf8)
        let sentence = try await bench.refusal(members + [.file(rootName, other)], as: .oci)
        #expect(
            sentence == "its '\(rootName)' has digest \(SampleDigest.sha256(of: other)), not \(sample.digest)")
    }

    @Test func `only a file is a blob, also behind a link`() async throws {
        let blob = members.filter { $0.path.hasPrefix("blobs/sha256/") && $0.path != rootName }.map(\.path)[1]
        let digest = SampleDigest.sha256(of: members.first { $0.path == blob }?.bytes ?? [])
        for (member, sentence) in [
            (LayerFile.folder(rootName), "its member '\(rootName)' is a directory, not a file"),
            (
                .symbolicLink(rootName, to: "/etc/passwd"),
                "its member '\(rootName)' is a link to '/etc/passwd', which is outside the archive"
            ),
            (.hardLink(rootName, to: blob), "its '\(rootName)' has digest \(digest), not \(sample.digest)"),
        ] {
            #expect(try await bench.refusal(withoutRoot + [member], as: .oci) == sentence)
        }
        #expect(try await bench.refusal(withoutRoot, as: .oci) == "no root")
    }

    @Test func `a document with another size than in its descriptor is refused`() async throws {
        let bytes = sample.root.bytes + Array(" ".utf8)
        let blob = SampleBlob(mediaType: sample.root.mediaType, bytes: bytes)
        let text = String(decoding: members.last?.bytes ?? [], as: UTF8.self)
            .replacingOccurrences(of: sample.digest, with: blob.digest)
        let name = "blobs/" + blob.digest.split(separator: ":").joined(separator: "/")
        let changed = Array(members.dropLast()) + [.file(name, bytes), .file("index.json", text)]
        #expect(
            try await bench.refusal(changed, as: .oci)
                == "its blob \(blob.digest) has \(bytes.count) bytes; its descriptor says \(sample.root.size)")
    }

    @Test func `a size beyond the archive is refused before anything is read`() async throws {
        let huge = LayerFile.file("blobs/sha256/huge", "x").claiming(size: 8_589_934_591)
        let sentence = try await bench.refusal(members + [huge], as: .oci)
        #expect(sentence == "it ends within 'blobs/sha256/huge', after 1536 of its 8589934591 bytes")
    }

    @Test func `a document that is too large is not read`() async throws {
        let large = [LayerFile.file("index.json", [UInt8](repeating: 0x20, count: Limits.manifestBytes + 1))]
        #expect(
            try await bench.refusal(Array(members.dropLast()) + large, as: .oci)
                == "its member 'index.json' has 8388609 bytes, more than the limit of 8388608")
    }

    @Test func `a truncated archive is refused, or lacks the missing members`() async throws {
        let whole = Tar.archive(members)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<60 {
            let end = Int.random(in: 0..<whole.count - 1024, using: &generator)
            let path = try bench.folder.write("cut.tar", Array(whole[..<end]))
            await #expect(throws: ArchiveError.self, "cut after \(end)") {
                // The index comes last, so every truncated archive lacks it.
                try await bench.image(path, as: .oci)
            }
        }
    }

    @Test func `damage results in an error or in the same image, never in another one`() async throws {
        let whole = Tar.archive(members)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<120 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let path = try bench.folder.write("damaged.tar", bytes)
            guard let image = try? await bench.image(path, as: .oci), let root = try? image.bytes(of: image.root) else {
                continue
            }
            #expect(SampleDigest.sha256(of: root) == image.root.digest.description)
        }
    }

    @Test(arguments: [
        ([UInt8](), "it cannot be read as a tar archive"),
        (Array("no tar at all".utf8), "it cannot be read as a tar archive"),
        ([0x1F, 0x8B, 8, 0, 0], "it cannot be read as a tar archive"),
        ([0x28, 0xB5, 0x2F, 0xFD, 0], "it cannot be read as a tar archive"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 1], "it cannot be read as a tar archive"),
        ([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0, 0], "it cannot be read as a tar archive"),
        ([UInt8](repeating: 0, count: 10240), "it has no index.json"),
    ])
    func `other files are refused`(bytes: [UInt8], beginning: String) async throws {
        let path = try bench.folder.write("a.tar", bytes)
        let error = await #expect(throws: ArchiveError.self) { try await bench.image(path, as: .oci) }
        #expect(error?.description.hasPrefix(beginning) == true, "\(String(describing: error))")
    }

    @Test func `a folder and a missing file have their own errors`() async throws {
        let missing = await #expect(throws: ArchiveError.self) {
            try await bench.image(bench.folder.file("none.tar"), as: .oci)
        }
        #expect(missing?.description == "no such file")
        let folder = await #expect(throws: ArchiveError.self) { try await bench.image(bench.folder.path, as: .oci) }
        #expect(folder?.description == "'\(bench.folder.path)' is not a regular file")
    }

    @Test func `ten thousand equal names are one sentence, in bounded time`() async throws {
        let entries = (0..<10_000).map { number in
            JSONText.object([
                ("mediaType", .string(MediaType.ociManifest)), ("size", .number(2)),
                ("digest", .string(SampleDigest.sha256(of: Array("\(number)".utf8)))),
                ("annotations", .strings(["org.opencontainers.image.ref.name": "v1"])),
            ])
        }
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))]).bytes
        let changed = Array(members.dropLast()) + [.file("index.json", index)]
        let start = ContinuousClock.now
        #expect(
            try await bench.refusal(changed, as: .oci) == "it contains 10000 images, and no tag selects one of them")
        #expect(try await bench.refusal(changed, as: .oci, tag: "v1") == "it contains 10000 images named 'v1'")
        #expect(try await bench.refusal(changed, as: .oci, tag: "v2") == "it has no image named 'v2'")
        // Of a saved image, the index is searched for the manifest.
        let saved = sample.dockerArchiveMembers(names: ["v1"]) + [.file("index.json", index)]
        #expect(try await bench.refusal(saved, as: .docker) == nil)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func `the search for a saved image's manifest reads no document ten thousand times`() async throws {
        var levels = [
            SampleBlob(mediaType: MediaType.ociIndex, bytes: Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8))
        ]
        for _ in 0..<3 {
            let child = levels[levels.count - 1]
            let entry = JSONText.object([
                ("mediaType", .string(child.mediaType)), ("digest", .string(child.digest)),
                ("size", .number(child.bytes.count)),
            ])
            let entries = Array(repeating: entry, count: 10_000)
            let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))])
            levels.append(SampleBlob(mediaType: MediaType.ociIndex, bytes: index.bytes))
        }
        let files = levels.map { level in
            LayerFile.file("blobs/" + level.digest.split(separator: ":").joined(separator: "/"), level.bytes)
        }
        let saved = sample.dockerArchiveMembers(names: ["v1"]) + files + [.file("index.json", levels[3].bytes)]
        let start = ContinuousClock.now
        #expect(try await bench.refusal(saved, as: .docker) == nil)
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func `too many members are refused`() async throws {
        let many = (0...Limits.archiveMembers).map { LayerFile.file("\($0)", []) }
        #expect(try await bench.refusal(many, as: .oci) == "it has more than \(Limits.archiveMembers) members")
    }
}
