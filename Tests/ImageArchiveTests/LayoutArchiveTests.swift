import Foundation
import ImageModel
import ImageStore
import TestSupport
import Testing

@testable import ImageArchive

/// OCI layouts in tar files.
struct LayoutArchiveTests {
    private let bench: ArchiveBench

    init() throws {
        bench = try ArchiveBench()
    }

    private func expectWhole(_ image: ArchiveImage, _ sample: SampleImage) throws {
        #expect(image.root.digest.description == sample.digest)
        for blob in sample.manifests + sample.blobs {
            let descriptor = try Descriptor(blob)
            #expect(try image.span(of: descriptor)?.bytes(limit: blob.size) == blob.bytes)
            #expect(try image.bytes(of: descriptor) == blob.bytes)
        }
    }

    @Test func `every blob is a range of the archive, and nothing is unpacked`() async throws {
        let sample = SampleImages.sixPlatforms()
        let path = try bench.write(sample.archiveMembers(tag: "1"))
        let image = try await bench.image(path, as: .oci)
        #expect(image.name == "1")
        try expectWhole(image, sample)
        #expect(image.span(of: try Descriptor(sample.root))?.path == path)
        #expect(!FileManager.default.fileExists(atPath: bench.scratch))
    }

    @Test(.userCase("L4"), arguments: [["gzip", "-c"], ["zstd", "-qc"], ["xz", "-c"], ["bzip2", "-c"]])
    func `a compressed archive is unpacked once, to a file without a name`(
        program: [String]
    ) async throws {
        let sample = SampleImages.single(layerSize: 700_000)
        let path = try bench.write(sample.archiveMembers(tag: "1"))
        let packed = try runChecked(program[0], Array(program.dropFirst()) + [path]).stdout
        let image = try await bench.image(try bench.folder.write("packed", packed), as: .oci, tag: "1")
        try expectWhole(image, sample)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.scratch).isEmpty)
    }

    @Test(arguments: ["gnu", "pax", "ustar"])
    func `archives of GNU tar are read in each of its formats`(form: String) async throws {
        let sample = SampleImages.sixPlatforms()
        let layout = try sample.writeLayout(to: bench.folder, tag: "1")
        let path = bench.folder.file("a.tar")
        try runChecked("tar", ["--format=\(form)", "-C", layout, "-cf", path, "."])
        try expectWhole(try await bench.image(path, as: .oci), sample)
    }

    @Test func `a tag selects one of several images by name, reference or the reference's tag`() async throws {
        let samples = [SampleImages.single("linux/amd64"), SampleImages.single("linux/arm64")]
        let names = ["1", "registry.example/team/app:2"]
        let entries = zip(samples, names).map { sample, name in
            JSONText.object([
                ("mediaType", .string(sample.root.mediaType)), ("digest", .string(sample.digest)),
                ("size", .number(sample.root.size)),
                ("annotations", .strings(["org.opencontainers.image.ref.name": name])),
            ])
        }
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))])
        let blobs = samples.flatMap { $0.archiveMembers(tag: "x") }.filter { $0.path.hasPrefix("blobs/sha256/") }
        let path = try bench.write(blobs + [.file("index.json", index.bytes)])
        for (tag, sample) in [("1", samples[0]), (names[1], samples[1]), ("2", samples[1])] {
            #expect(try await bench.image(path, as: .oci, tag: tag).root.digest.description == sample.digest)
        }
        let none = await #expect(throws: ArchiveError.self) { try await bench.image(path, as: .oci) }
        #expect(none?.description == "it contains 2 images, and no tag selects one of them")
        let wrong = await #expect(throws: ArchiveError.self) { try await bench.image(path, as: .oci, tag: "3") }
        #expect(wrong?.description == "it has no image named '3'")
    }
}
