import Foundation
import ImageModel
import ImageStore
import TestSupport
import Testing

@testable import ImageArchive

/// Archives that are split into parts.
struct SplitArchiveTests {
    private let bench: ArchiveBench
    private let image = SampleImages.single(layerSize: 70_000)
    private let archive: [UInt8]

    init() throws {
        bench = try ArchiveBench()
        archive = Tar.archive(image.archiveMembers(tag: "1"))
    }

    /// Writes the archive in parts of this size, and returns their number.
    private func split(_ bytes: [UInt8], size: Int, as name: String = "a.tar") throws -> Int {
        let starts = stride(from: 0, to: bytes.count, by: size)
        for (index, start) in starts.enumerated() {
            try bench.folder.write(
                SplitFile.part(index + 1, of: name), Array(bytes[start..<min(start + size, bytes.count)]))
        }
        return Array(starts).count
    }

    /// The error's sentence for the archive; `nil` if its image is whole.
    private func refusal(_ name: String = "a.tar") async throws -> String? {
        do throws(ArchiveError) {
            let read = try await bench.image(bench.folder.file(name), as: .oci)
            for blob in image.manifests + image.blobs {
                guard let span = read.span(of: try Self.descriptor(blob)) else { return "no blob" }
                guard (try? span.bytes(limit: blob.size)) == blob.bytes else { return "another blob" }
            }
            return nil
        } catch {
            return error.description.replacingOccurrences(of: bench.folder.path + "/", with: "")
        }
    }

    private static func descriptor(_ blob: SampleBlob) throws(ArchiveError) -> Descriptor {
        do { return try Descriptor(blob) } catch { throw .missing }
    }

    @Test(arguments: [200, 511, 512, 1000, 10_240, 65_536, 1 << 20])
    func `the parts are read as the whole, by its name and by that of the first part`(size: Int) async throws {
        let count = try split(archive, size: size)
        try #require(count <= SplitFile.mostParts)
        #expect(try await refusal() == nil)
        #expect(try await refusal("a.tar.001") == nil)
    }

    @Test(arguments: ["gzip", "xz", "zstd", "bzip2"])
    func `a compressed archive may be split`(program: String) async throws {
        let path = try bench.folder.write("whole.tar", archive)
        let packed = try runChecked(program, ["-c", path]).stdout
        _ = try split(packed, size: packed.count / 3 + 1)
        #expect(try await refusal() == nil)
        try FileManager.default.removeItem(atPath: bench.folder.file("a.tar.003"))
        #expect(try await refusal() == "the part after 'a.tar.002' is missing: the archive does not end there")
    }

    @Test func `the whole file comes before parts of the same name`() async throws {
        _ = try split(Array(archive.dropLast(20_000)), size: 10_000)
        try bench.folder.write("a.tar", archive)
        #expect(try await refusal() == nil)
    }

    @Test func `a part that is missing is named`() async throws {
        let count = try split(archive, size: 10_000)
        try #require(count > 4)
        for number in [1, 3, 4] {
            let part = SplitFile.part(number, of: "a.tar")
            let bytes = try bench.folder.read(part)
            try FileManager.default.removeItem(atPath: bench.folder.file(part))
            #expect(try await refusal() == "its part '\(part)' is missing")
            #expect(try await refusal("a.tar.001") == "its part '\(part)' is missing")
            try bench.folder.write(part, bytes)
        }
        #expect(try await refusal() == nil)
    }

    // In whatever place the archive is cut, also between two members.
    @Test(arguments: [1024, 3000, 10_240])
    func `parts that are missing at the end are noticed`(size: Int) async throws {
        let count = try split(archive, size: size)
        // One block of zeros behind the last member counts as the end.
        let end = archive.count - archive.reversed().prefix { $0 == 0 }.count + 512
        for number in stride(from: count, to: 1, by: -1) {
            try FileManager.default.removeItem(atPath: bench.folder.file(SplitFile.part(number, of: "a.tar")))
            // GNU tar pads an archive with more zeros than it needs.
            let kept = (number - 1) * size
            guard kept < end else { continue }
            let refusal = try await refusal()
            let last = SplitFile.part(number - 1, of: "a.tar")
            #expect(refusal == "the part after '\(last)' is missing: the archive does not end there")
        }
    }

    @Test func `a part of another size is named`() async throws {
        let count = try split(archive, size: 10_000)
        let whole = try bench.folder.read("a.tar.002")
        try bench.folder.write("a.tar.002", Array(whole.dropLast()))
        #expect(try await refusal() == "its part 'a.tar.002' has 9999 bytes, and the first one has 10000")
        try bench.folder.write("a.tar.002", whole)
        let last = SplitFile.part(count, of: "a.tar")
        let end = try bench.folder.read(last)
        try bench.folder.write(last, Array(end.dropLast(1500)))
        #expect(try await refusal() == "its last part '\(last)' is cut: the archive does not end there")
        try bench.folder.write(last, [UInt8](repeating: 0, count: 10_001))
        #expect(try await refusal() == "its part '\(last)' has 10001 bytes, and the first one has 10000")
    }

    @Test func `what is no archive says so, though it has the name of a part`() async throws {
        try bench.folder.write("a.tar.001", noise(3000))
        #expect(try await refusal()?.hasPrefix("it cannot be read as a tar archive") == true)
        #expect(try await refusal("none.tar.001") == "no such file")
        try bench.folder.write("empty.001", [])
        #expect(try await refusal("empty") != nil)
    }

    private func noise(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 7)
        return (0..<count).map { _ in UInt8.random(in: 1...255, using: &generator) }
    }
}
