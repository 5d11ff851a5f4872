import Foundation
import TestSupport

/// The content of an OCI layout, read independently of the library by following every digest.
struct LayoutContents {
    /// One entry of `index.json`.
    struct Entry: Equatable {
        /// The digest of the manifest or index.
        let digest: String
        /// Its media type.
        let mediaType: String
        /// The fields of its platform.
        let platform: [String: String]?
        /// Its annotations.
        let annotations: [String: String]

        /// The annotation with the name in the layout.
        var name: String? { annotations["org.opencontainers.image.ref.name"] }
        /// The full reference, for containerd.
        var imageName: String? { annotations["io.containerd.image.name"] }
    }

    /// The entries of `index.json`.
    let entries: [Entry]
    /// The sorted names of the files in the folder.
    let names: [String]
    /// The digests in file names.
    let files: Set<String>
    /// The digests reachable from `index.json`.
    private(set) var reached: Set<String> = []
    /// The reachable digests without a file of the right size and digest.
    private(set) var dangling: [String] = []
    private let path: String

    /// Reads the layout in the folder `path`.
    init(_ path: String) throws {
        self.path = path
        names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        var files: Set<String> = []
        for algorithm in try FileManager.default.contentsOfDirectory(atPath: path + "/blobs") {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(path)/blobs/\(algorithm)")
            files.formUnion(names.map { "\(algorithm):\($0)" })
        }
        self.files = files
        let index = try Self.object(at: path + "/index.json")
        let manifests = index["manifests"] as? [[String: Any]] ?? []
        entries = manifests.map { entry in
            let platform = entry["platform"] as? [String: Any]
            return Entry(
                digest: entry["digest"] as? String ?? "", mediaType: entry["mediaType"] as? String ?? "",
                platform: platform?.compactMapValues { $0 as? String },
                annotations: entry["annotations"] as? [String: String] ?? [:])
        }
        for entry in manifests { walk(entry) }
    }

    /// A JSON document of the layout, by its digest.
    func document(_ digest: String) throws -> [String: Any] {
        try Self.object(at: file(digest))
    }

    /// The digests of an index's entries.
    func children(of digest: String) throws -> [String] {
        (try document(digest)["manifests"] as? [[String: Any]] ?? []).compactMap { $0["digest"] as? String }
    }

    private func file(_ digest: String) -> String {
        path + "/blobs/" + digest.split(separator: ":").joined(separator: "/")
    }

    private mutating func walk(_ descriptor: [String: Any]) {
        guard let digest = descriptor["digest"] as? String, reached.insert(digest).inserted else { return }
        guard let data = FileManager.default.contents(atPath: file(digest)), data.count == descriptor["size"] as? Int,
            SampleDigest.sha256(of: [UInt8](data)) == digest
        else {
            dangling.append(digest)
            return
        }
        let object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
        let configs = [object["config"] as? [String: Any]].compactMap(\.self).filter { $0["digest"] != nil }
        let others = ["manifests", "layers"].flatMap { object[$0] as? [[String: Any]] ?? [] }
        for child in configs + others { walk(child) }
    }

    private static func object(at path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }
}
