import ImageModel
import TestSupport
import Testing

@testable import ImageArchive

/// The compressions of archives and of layers in them.
struct CompressionTests {
    private let bench: ArchiveBench

    init() throws {
        bench = try ArchiveBench()
    }

    private static let beginnings: [([UInt8], Compression)] = [
        ([0x1F, 0x8B, 8], .gzip), ([0x28, 0xB5, 0x2F, 0xFD, 0], .zstd), ([0x5A, 0x2A, 0x4D, 0x18], .zstd),
        ([0x5A, 0x2A, 0x4D], .none), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 1], .none),
        (Array("BZh91AY&SY".utf8), .bzip2), ([0x42, 0x5A, 0x68, 0x31, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90], .bzip2),
        (Array("BZh01AY&SY".utf8), .none), (Array("BZh9/file.txt".utf8), .none), (Array("BZh9".utf8), .none),
        (Array("LZIP".utf8), .none), ([], .none),
    ]

    @Test(arguments: beginnings)
    func `a compression is known by its first bytes`(bytes: [UInt8], compression: Compression) {
        #expect(Compression(beginning: Array(bytes.prefix(10))) == compression)
    }

    /// As in an archive of FreeBSD's base images, and as a build's `ADD` leaves a layer for `docker save`.
    @Test(.userCase("L4"), arguments: [["xz", "-c"], ["bzip2", "-c"]])
    func `a layer that no registry knows as compressed is compressed anew`(program: [String]) async throws {
        let builder = ImageBuilder(format: .docker)
        let layers = [builder.layer([.random("f", size: 300_000)], compression: .none)]
        var members = builder.image("linux/amd64", layers: layers).dockerArchiveMembers(names: [])
        let plain = try await bench.image(try bench.write(members), as: .docker)
        let packed = try runChecked(program[0], Array(program.dropFirst()), stdin: members[1].bytes).stdout
        members[1] = .file(members[1].path, packed)
        let image = try await bench.image(try bench.write(members, to: "packed.tar"), as: .docker)
        #expect(image.root == plain.root)
        members[1] = .file(members[1].path, Array(packed.dropLast(20)))
        #expect(try await bench.refusal(members, as: .docker)?.hasPrefix("it cannot be read") == true)
    }

    @Test(arguments: [["gzip", "-c"], ["zstd", "-qc"], ["xz", "-c"], ["bzip2", "-c"]])
    func `an archive in several compressed pieces is read whole, and one that is cut is refused`(
        program: [String]
    ) async throws {
        let sample = SampleImages.single(layerSize: 200_000)
        let whole = Tar.archive(sample.archiveMembers(tag: "1"))
        let pack = { (bytes: ArraySlice<UInt8>) in
            try runChecked(program[0], Array(program.dropFirst()), stdin: Array(bytes)).stdout
        }
        let packed = try pack(whole[..<100_000]) + pack(whole[100_000...])
        let path = try bench.folder.write("packed", packed)
        #expect(try await bench.image(path, as: .oci).root.digest.description == sample.digest)
        let cut = try bench.folder.write("cut", Array(packed.prefix(packed.count / 3)))
        await #expect(throws: ArchiveError.self) { try await bench.image(cut, as: .oci) }
    }
}
