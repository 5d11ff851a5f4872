import ImageModel
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The manifest that a reference resolved to on one platform, when its registry was last contacted.
///
/// The key is reference and platform together, so the result for one platform is never used for another.
package struct Resolution: Hashable, Sendable {
    /// The reference.
    package var reference: Reference
    /// The requested platform, normalized.
    package var platform: Platform
    /// The digest of the index; `nil` if the reference names a single manifest.
    package var index: Digest?
    /// The digest of the selected manifest.
    package var manifest: Digest
    /// The position of the manifest in the index.
    package var position: Position

    /// A resolution of `reference` on `platform`.
    package init(reference: Reference, platform: Platform, index: Digest?, manifest: Digest, position: Position) {
        self.reference = reference
        self.platform = platform
        self.index = index
        self.manifest = manifest
        self.position = position
    }

    /// The platform of the resolution of a pull for all platforms.
    package static let allPlatforms = Platform(os: "all", architecture: "all")

    /// Whether it is that of a pull for all platforms.
    var isOfAllPlatforms: Bool { platform == Self.allPlatforms }
}

extension ImageStore {
    /// The recorded resolution of `reference` on `platform`, which must be normalized; `nil` without one.
    ///
    /// A file that cannot be read, for whatever reason, counts as absent.
    package func resolution(of reference: Reference, platform: Platform) -> Resolution? {
        guard let path = try? resolutionPath(reference, platform),
            let bytes = try? calls.contents(of: path, limit: ResolutionDocument.limit)
        else { return nil }
        return ResolutionDocument(parsing: bytes)?.resolution(of: reference, platform: platform)
    }

    /// Every recorded resolution; what cannot be read is left out.
    package func resolutions() throws(StoreError) -> [Resolution] { try recordedResolutions().map(\.resolution) }

    /// Every recorded resolution, each with its file. What cannot be read is left out.
    func recordedResolutions() throws(StoreError) -> [(path: String, resolution: Resolution)] {
        var found: [(path: String, resolution: Resolution)] = []
        for name in try calls.names(in: paths.resolutions).sorted() {
            let path = "\(paths.resolutions)/\(name)"
            guard let bytes = try? calls.contents(of: path, limit: ResolutionDocument.limit),
                let resolution = ResolutionDocument(parsing: bytes)?.resolution
            else { continue }
            found.append((path, resolution))
        }
        return found
    }

    /// Records a resolution.
    package func save(_ resolution: Resolution) async throws(StoreError) {
        guard self.resolution(of: resolution.reference, platform: resolution.platform) != resolution else { return }
        try await DiskExecutor.run { () async throws(StoreError) in
            let path = try resolutionPath(resolution.reference, resolution.platform)
            try calls.makeFolders(paths.resolutions)
            try replaceShared(
                path, with: ResolutionDocument(resolution).encoded(), stem: IngestPaths.resolutionStem)
        }
    }

    /// The file is named by the hash of its key: references may be long or hold characters that file names may not.
    private func resolutionPath(_ reference: Reference, _ platform: Platform) throws(StoreError) -> String {
        let features = platform.osFeatures.sorted()
        let parts = [
            reference.description, platform.os, platform.architecture, platform.variant ?? "", platform.osVersion ?? "",
        ]
        let key = (parts + features).joined(separator: "\n")
        return "\(paths.resolutions)/\(try Digest.of(Array(key.utf8)).hex).json"
    }
}

/// The file format of a ``Resolution``.
struct ResolutionDocument: Codable {
    /// The length of the longest file that is read, in bytes.
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

    /// Reads a file's bytes; `nil` if they are not valid.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)), value.format == 1 else { return nil }
        self = value
    }

    /// The file's bytes.
    func encoded() -> [UInt8] {
        canonicalJSON
    }

    /// The resolution, if the document is valid and belongs to `reference` and `platform`.
    func resolution(of reference: Reference, platform: Platform) -> Resolution? {
        guard self.reference == reference.description, self.platform == platform else { return nil }
        return resolution
    }

    /// The resolution, if the document is valid.
    var resolution: Resolution? {
        guard let reference = try? Reference(parsing: reference) else { return nil }
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
