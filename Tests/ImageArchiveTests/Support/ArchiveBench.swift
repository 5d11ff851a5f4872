import ImageModel
import TestSupport

@testable import ImageArchive

/// A folder for archives, and common steps of tests.
struct ArchiveBench {
    /// The folder of the archives.
    let folder: TemporaryFolder

    /// An empty folder.
    init() throws {
        folder = try TemporaryFolder()
    }

    /// The folder of scratch files.
    var scratch: String { folder.file("store/ingest") }

    /// Writes a tar file of `members`, and returns its path.
    func write(_ members: [LayerFile], to name: String = "a.tar") throws -> String {
        try folder.write(name, Tar.archive(members))
    }

    /// Opens the image in the archive at `path`.
    func image(_ path: String, as form: ArchiveForm, tag: String? = nil) async throws(ArchiveError) -> ArchiveImage {
        try await ImageArchive(path, as: form, scratchFolder: scratch).image(tag, jobs: 2)
    }

    /// The error's sentence for the image in a tar file of `members`; `nil` if it is accepted.
    func refusal(_ members: [LayerFile], as form: ArchiveForm, tag: String? = nil) async throws -> String? {
        let path = try write(members)
        do throws(ArchiveError) {
            let image = try await image(path, as: form, tag: tag)
            guard try image.bytes(of: image.root) == nil else { return nil }
            return "no root"
        } catch {
            return error.description
        }
    }
}

extension Descriptor {
    /// The descriptor of a sample's blob.
    init(_ blob: SampleBlob) throws {
        self.init(mediaType: blob.mediaType, digest: try Digest(parsing: blob.digest), size: Int64(blob.size))
    }
}
