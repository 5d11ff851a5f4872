import Foundation
import TestSupport

/// A store or a layout as a stranger finds it at any moment: what in it is false, and what does not belong there.
struct StoreInspection {
    /// Its folder.
    let path: String
    /// Every file, by its path in the folder.
    let files: [String]

    /// Looks at the folder as it is now; one that does not exist is empty.
    init(_ path: String) {
        self.path = path
        files = PulledLayout(path: path).files
    }

    /// What breaks the store's promises: a file under a digest's name that is not that content or may be written to, and an
    /// entry of `index.json` that is not whole.
    var lies: [String] {
        falseBlobs + unfinishedEntries
    }

    /// The digests of the entries in `index.json`, in their order.
    var entries: [String] {
        descriptors("manifests", in: object("index.json")).compactMap { $0["digest"] as? String }
    }

    /// The reference of each entry in `index.json`.
    var references: [String] {
        descriptors("manifests", in: object("index.json")).compactMap { entry in
            (entry["annotations"] as? [String: Any])?["io.containerd.image.name"] as? String
        }
    }

    /// The digests of the blobs that are under way: those with a part.
    var parts: [String] {
        files.filter { $0.hasPrefix("ingest/sha") && $0.hasSuffix(".part") }.map { name in
            name.dropFirst("ingest/".count).dropLast(".part".count).replacingOccurrences(of: "-", with: ":")
        }
    }

    /// Files that belong neither to the layout nor to a part that can be resumed.
    ///
    /// The local store, which `resolve-store` tells, keeps besides them what references stood for, and locks: they are never
    /// removed by who holds them.
    var strays: [String] {
        let isLocal = files.contains("resolve-store")
        let stems = Set(parts.map { "ingest/" + $0.replacingOccurrences(of: ":", with: "-") })
        return files.filter { name in
            if name.hasPrefix("blobs/") || ["index.json", "oci-layout", "resolve-store"].contains(name) {
                return false
            }
            if isLocal, name.hasPrefix("resolutions/") || name.hasSuffix(".lock") { return false }
            return !["part", "state", "lock"].contains { kind in stems.contains { $0 + "." + kind == name } }
        }
    }

    /// The ``strays`` besides documents that a process had no time to give their names, when it was killed among others.
    var straysButDocuments: [String] {
        strays.filter {
            $0.range(of: "^ingest/(resolution|frame)([.][0-9a-f]+)?[.]part$", options: .regularExpression) == nil
        }
    }

    private var falseBlobs: [String] {
        files.filter { $0.hasPrefix("blobs/") }.compactMap { name in
            let words = name.split(separator: "/").map(String.init)
            let file = path + "/" + name
            guard words.count == 3, let digest = SampleDigest(rawValue: words[1]),
                let bytes = FileManager.default.contents(atPath: file)
            else { return "\(name) is no blob" }
            guard digest.text(of: [UInt8](bytes)) == "\(words[1]):\(words[2])" else { return "\(name) is false" }
            let mode = (try? FileManager.default.attributesOfItem(atPath: file))?[.posixPermissions] as? Int
            return mode == 0o444 ? nil : "\(name) has the mode \(String(mode ?? 0, radix: 8))"
        }
    }

    private var unfinishedEntries: [String] {
        guard files.contains("index.json") else { return [] }
        guard object("index.json") != nil else { return ["index.json is no JSON"] }
        var missing: [String] = []
        for entry in descriptors("manifests", in: object("index.json")) { walk(entry, &missing) }
        return missing
    }

    private func walk(_ descriptor: [String: Any], _ missing: inout [String]) {
        let digest = descriptor["digest"] as? String ?? ""
        let name = "blobs/" + digest.replacingOccurrences(of: ":", with: "/")
        let size = (try? FileManager.default.attributesOfItem(atPath: path + "/" + name))?[.size] as? Int
        guard let size, size == descriptor["size"] as? Int else {
            missing.append("\(digest) is listed, and not there")
            return
        }
        let type = descriptor["mediaType"] as? String ?? ""
        guard ["manifest", "index"].contains(where: type.contains) else { return }
        let document = object(name)
        for child in descriptors("manifests", in: document) + descriptors("layers", in: document) {
            walk(child, &missing)
        }
        if let config = document?["config"] as? [String: Any] { walk(config, &missing) }
    }

    private func object(_ name: String) -> [String: Any]? {
        FileManager.default.contents(atPath: path + "/" + name)
            .flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
    }

    private func descriptors(_ key: String, in document: [String: Any]?) -> [[String: Any]] {
        document?[key] as? [[String: Any]] ?? []
    }
}
