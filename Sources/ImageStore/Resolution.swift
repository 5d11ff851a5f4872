import ImageModel
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a reference stood for on one platform, when its registry was last asked.
///
/// The key is reference and platform together, so one platform's answer is never given for another.
package struct Resolution: Hashable, Sendable {
    /// The reference.
    package var reference: Reference
    /// The platform that was asked for, normalised.
    package var platform: Platform
    /// The digest of the list; `nil` where the reference names a lone manifest.
    package var index: Digest?
    /// The digest of the manifest that was chosen.
    package var manifest: Digest
    /// Where the manifest stands in the list.
    package var position: Position

    /// States what a reference stands for.
    package init(reference: Reference, platform: Platform, index: Digest?, manifest: Digest, position: Position) {
        self.reference = reference
        self.platform = platform
        self.index = index
        self.manifest = manifest
        self.position = position
    }
}

extension ImageStore {
    /// What `reference` stood for on `platform`, which must be normalised; `nil` where that is not known.
    ///
    /// A file that cannot be read, for whatever reason, is one that knows nothing.
    package func resolution(of reference: Reference, platform: Platform) -> Resolution? {
        guard let path = try? resolutionPath(reference, platform),
            let bytes = try? calls.contents(of: path, limit: ResolutionDocument.limit)
        else { return nil }
        return ResolutionDocument(parsing: bytes)?.resolution(of: reference, platform: platform)
    }

    /// Notes what a reference stands for on one platform.
    package func save(_ resolution: Resolution) async throws(StoreError) {
        guard self.resolution(of: resolution.reference, platform: resolution.platform) != resolution else { return }
        try await DiskExecutor.run { () async throws(StoreError) in
            let path = try resolutionPath(resolution.reference, resolution.platform)
            try calls.makeFolders(paths.resolutions)
            try replaceShared(
                path, with: ResolutionDocument(resolution).encoded(), stem: IngestPaths.resolutionStem)
        }
    }

    /// The file's name is the hash of its key: references may be long, and hold characters that file names may not.
    private func resolutionPath(_ reference: Reference, _ platform: Platform) throws(StoreError) -> String {
        let features = platform.osFeatures.sorted()
        let parts = [
            reference.description, platform.os, platform.architecture, platform.variant ?? "", platform.osVersion ?? "",
        ]
        let key = (parts + features).joined(separator: "\n")
        return "\(paths.resolutions)/\(try Digest.of(Array(key.utf8)).hex).json"
    }
}

/// A ``Resolution`` as its file has it.
struct ResolutionDocument: Codable {
    /// The longest file that is read as one, in bytes.
    static let limit = 64 << 10

    private var format = 1
    private var reference: String
    private var platform: Platform
    private var index: String?
    private var manifest: String
    private var position: [Int]

    /// The document of `resolution`.
    init(_ resolution: Resolution) {
        reference = resolution.reference.description
        platform = resolution.platform
        index = resolution.index?.description
        manifest = resolution.manifest.description
        position = resolution.position
    }

    /// Reads a file; `nil` where it is something else.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)), value.format == 1 else { return nil }
        self = value
    }

    /// The file's bytes.
    func encoded() -> [UInt8] {
        steadyJSON
    }

    /// What the document says, if that is about `reference` and `platform`, and well formed.
    func resolution(of reference: Reference, platform: Platform) -> Resolution? {
        guard self.reference == reference.description, self.platform == platform else { return nil }
        guard let manifest = try? Digest(parsing: manifest) else { return nil }
        var index: Digest?
        if let text = self.index {
            guard let digest = try? Digest(parsing: text) else { return nil }
            index = digest
        }
        return Resolution(
            reference: reference, platform: platform, index: index, manifest: manifest, position: position)
    }
}
