import ImageModel
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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
