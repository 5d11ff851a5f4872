import Foundation
import TestSupport

/// An OCI layout on disk, read as plain files.
struct PulledLayout {
    /// Its folder.
    let path: String

    /// Every file under `blobs`, by digest; none where there is no such folder.
    var blobs: [String: [UInt8]] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path + "/blobs")) ?? []
        let pairs = names.compactMap { name -> (String, [UInt8])? in
            let parts = name.split(separator: "/")
            guard parts.count == 2, let bytes = FileManager.default.contents(atPath: "\(path)/blobs/\(name)") else {
                return nil
            }
            return (parts.joined(separator: ":"), [UInt8](bytes))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// The digests of files under `blobs` whose bytes are others than their names say.
    var falseNames: [String] {
        blobs.filter { SampleDigest.sha256.text(of: $0.value) != $0.key }.map(\.key).sorted()
    }

    /// Every file of the layout, by its path in it.
    var files: [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// The text of `index.json`.
    var index: String {
        String(decoding: FileManager.default.contents(atPath: path + "/index.json") ?? Data(), as: UTF8.self)
    }

    /// Whether it holds all of `image`, byte for byte, and no blob besides.
    func holdsExactly(_ image: SampleImage) -> Bool {
        let wanted = (image.manifests + image.blobs).map { ($0.digest, $0.bytes) }
        return blobs == Dictionary(wanted) { first, _ in first }
    }
}
