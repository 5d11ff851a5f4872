import ImageModel
import ImageResolver
import PlatformModel
import RegistryProtocol

/// What `resolve manifest inspect` prints: JSON with four spaces a level, in the forms of `docker manifest inspect`.
package struct ListInspectionRendering {
    private let inspection: ListInspection
    private let isVerbose: Bool

    /// A rendering of what was looked at; a verbose one has each manifest with its name, descriptor and bytes.
    package init(_ inspection: ListInspection, isVerbose: Bool) {
        self.inspection = inspection
        self.isVerbose = isVerbose
    }

    /// The JSON text.
    package func text() throws(JSONReadingError) -> String {
        switch inspection {
        case .manifest(let manifest) where isVerbose: return try Self.tree(of: manifest).lines
        case .manifest(let manifest): return try JSONTreeReader.tree(of: manifest.bytes).lines
        case .list(_, let entries) where isVerbose:
            var trees: [JSONTree] = []
            for entry in entries { trees.append(try Self.tree(of: entry)) }
            return JSONTree.list(trees).lines
        case .list(let bytes, _): return try JSONTreeReader.tree(of: bytes).ordered(by: Self.keys).lines
        }
    }

    /// The order in which docker's client and the specifications print the keys of a list.
    private static let keys = [
        "schemaVersion", "mediaType", "artifactType", "size", "digest", "platform", "architecture", "os", "os.version",
        "os.features", "variant", "urls", "data", "manifests", "subject", "annotations",
    ]

    /// One manifest with all that is known of it, under docker's own names.
    private static func tree(of manifest: InspectedManifest) throws(JSONReadingError) -> JSONTree {
        var members: [(String, JSONTree)] = [
            ("Ref", .text(manifest.image.description)),
            ("Descriptor", tree(of: manifest.descriptor)),
            ("Raw", .text(Base64.encoded(manifest.bytes))),
        ]
        if let name = name(of: manifest.descriptor.mediaType) {
            members.append((name, try JSONTreeReader.tree(of: manifest.bytes)))
        }
        return .members(members)
    }

    private static func name(of mediaType: String) -> String? {
        switch mediaType {
        case MediaType.dockerManifest: "SchemaV2Manifest"
        case MediaType.ociManifest: "OCIManifest"
        default: nil
        }
    }

    private static func tree(of descriptor: Descriptor) -> JSONTree {
        var members: [(String, JSONTree)] = [
            ("mediaType", .text(descriptor.mediaType)),
            ("digest", .text(descriptor.digest.description)),
            ("size", .plain("\(descriptor.size)")),
        ]
        if !descriptor.annotations.isEmpty {
            let notes = descriptor.annotations.sorted { $0.key < $1.key }
            members.append(("annotations", .members(notes.map { ($0.key, .text($0.value)) })))
        }
        if let platform = descriptor.platform { members.append(("platform", tree(of: platform))) }
        if let type = descriptor.artifactType { members.append(("artifactType", .text(type))) }
        return .members(members)
    }

    private static func tree(of platform: Platform) -> JSONTree {
        var members: [(String, JSONTree)] = [
            ("architecture", .text(platform.architecture)), ("os", .text(platform.os)),
        ]
        if let version = platform.osVersion { members.append(("os.version", .text(version))) }
        if !platform.osFeatures.isEmpty {
            members.append(("os.features", .list(platform.osFeatures.map { .text($0) })))
        }
        if let variant = platform.variant { members.append(("variant", .text(variant))) }
        return .members(members)
    }
}
