import Foundation
import ImageModel
import TestSupport

@testable import ImageStore

/// A store in a temporary folder, and common steps of tests.
struct StoreBench {
    /// The folder that holds the store.
    let folder: TemporaryFolder
    /// The store.
    let store: ImageStore

    /// Creates a store with the system calls `calls`, in `parent` or the system's folder for temporary files.
    init(
        _ kind: ImageStore.Kind = .local, in parent: String? = nil,
        through calls: any FileSystemCalls = PosixFileSystem()
    ) throws {
        folder = try TemporaryFolder(in: parent)
        store = try ImageStore.open(at: folder.file("store"), as: kind, through: calls)
    }

    /// A file of the store, by its relative path.
    func path(_ name: String) -> String { "\(store.root)/\(name)" }

    /// The sorted names in a folder of the store; empty if it does not exist.
    func names(_ name: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path(name))) ?? []).sorted()
    }

    /// The bytes of a file of the store.
    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// Begins an ingest of an absent blob.
    func begin(
        _ digest: Digest, size: Int, waiting: IngestWaiting = .standard, existing: ExistingBlob = .keep
    ) async throws -> Ingest {
        let outcome = try await store.beginIngest(
            digest, size: Int64(size), source: "test", waiting: waiting, existing: existing)
        guard case .ingest(let ingest) = outcome else { throw Unexpected("\(digest) is there already") }
        return ingest
    }

    /// Adds a complete blob, as a pull does.
    func ingest(_ bytes: [UInt8], as digest: Digest? = nil) async throws {
        let digest = try digest ?? Digest.of(bytes)
        guard
            case .ingest(let ingest) = try await store.beginIngest(digest, size: Int64(bytes.count), source: "test")
        else { return }
        try store.calls.write(ingest.file, bytes, at: 0)
        try await complete(ingest)
    }

    /// Hashes and commits a completely written ingest.
    func complete(_ ingest: Ingest) async throws {
        let hasher = try ingest.makeHasher()
        guard case .matches(let verified) = try await hasher.finish() else { throw Unexpected("the hash differs") }
        try await ingest.commit(verified)
    }
}

/// A failed assumption of a test.
struct Unexpected: Error, CustomStringConvertible {
    /// The assumption.
    let description: String

    /// A failed assumption with this description.
    init(_ description: String) {
        self.description = description
    }
}

/// Bytes that look random and are the same every time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

/// The permission bits of a file.
func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
}

/// Sets a file's modification time, in seconds since 1970.
func setModified(_ path: String, _ seconds: Int64) throws {
    let date = Date(timeIntervalSince1970: TimeInterval(seconds))
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
}
