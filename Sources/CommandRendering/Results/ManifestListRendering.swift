import ImageModel
import ImageResolver
import PlatformModel
import RegistryProtocol

/// The output of `resolve manifest create`, `annotate` and `ls` for a manifest list on this machine.
package struct ListRendering {
    private let list: ManifestList

    /// Renders one manifest list.
    package init(_ list: ManifestList) {
        self.list = list
    }

    /// The line that `docker manifest create` prints.
    package var created: String { "Created manifest list \(list.name)" }

    /// The list for `--json`.
    package var json: JSONValue { .object(members) }

    fileprivate var members: [String: JSONValue] {
        [
            "list": .text(list.name.description),
            "manifests": .list(
                list.entries.map { entry in
                    .object([
                        "image": .text(entry.image.description),
                        "digest": .digest(entry.descriptor.digest),
                        "mediaType": .text(entry.descriptor.mediaType),
                        "size": .integer(entry.descriptor.size),
                        "platform": .platform(entry.descriptor.platform),
                    ])
                }),
        ]
    }

    /// A table with one line per list; no lines if there are no lists.
    package static func lines(_ lists: [ManifestList]) -> [String] {
        guard !lists.isEmpty else { return [] }
        var table = TextTable(["list", "images", "platforms"], rightAligned: [1])
        for list in lists {
            let platforms = list.entries.map { Shown.platform($0.descriptor.platform) }
            table.add([list.name.description, "\(list.entries.count)", platforms.joined(separator: ", ")])
        }
        return table.lines()
    }
}

/// The output of `resolve manifest push`.
package struct PushedListRendering {
    private let pushed: PushedList

    /// Renders one pushed manifest list.
    package init(_ pushed: PushedList) {
        self.pushed = pushed
    }

    /// The line that `docker manifest create` prints.
    package var created: String { ListRendering(pushed.list).created }

    /// The line that `docker manifest push` prints.
    package var digest: String { pushed.descriptor.digest.description }

    /// The list and its descriptor at the registry, for `--json`.
    package var json: JSONValue {
        var members = ListRendering(pushed.list).members
        members["digest"] = .digest(pushed.descriptor.digest)
        members["mediaType"] = .text(pushed.descriptor.mediaType)
        members["size"] = .integer(pushed.descriptor.size)
        return .object(members)
    }
}

/// The output of `resolve manifest inspect`: JSON in the forms of `docker manifest inspect`.
package struct ListInspectionRendering {
    private let inspection: ListInspection
    private let image: String
    private let isVerbose: Bool

    /// Renders the inspection of `image`; if `isVerbose`, each manifest with its name, descriptor and bytes.
    package init(_ inspection: ListInspection, image: String, isVerbose: Bool) {
        self.inspection = inspection
        self.image = image
        self.isVerbose = isVerbose
    }

    /// The JSON text, indented by four spaces per level.
    package func text() throws(ResolverError) -> String {
        switch inspection {
        case .manifest(let manifest) where isVerbose: return try tree(of: manifest).lines
        case .manifest(let manifest): return try tree(of: manifest.bytes).lines
        case .list(_, let entries) where isVerbose:
            var trees: [JSONTree] = []
            for entry in entries { trees.append(try tree(of: entry)) }
            return JSONTree.list(trees).lines
        case .list(let bytes, _): return try tree(of: bytes).ordered(by: Self.keys).lines
        }
    }

    /// The order in which docker's client and the specifications print the keys of a manifest list.
    private static let keys = [
        "schemaVersion", "mediaType", "artifactType", "size", "digest", "platform", "architecture", "os", "os.version",
        "os.features", "variant", "urls", "data", "manifests", "subject", "annotations",
    ]

    private func tree(of bytes: [UInt8]) throws(ResolverError) -> JSONTree {
        guard let tree = JSONTree(document: bytes) else {
            var error = ResolverError(.malformed, "the document is not JSON")
            error.image = image
            throw error
        }
        return tree
    }

    /// One manifest with its metadata, under the keys that docker uses.
    private func tree(of manifest: InspectedManifest) throws(ResolverError) -> JSONTree {
        var members: [(String, JSONTree)] = [
            ("Ref", .shown(manifest.image.description)),
            ("Descriptor", Self.tree(of: manifest.descriptor)),
            ("Raw", .shown(Base64.encoded(manifest.bytes))),
        ]
        if let key = Self.key(of: manifest.descriptor.mediaType) {
            members.append((key, try tree(of: manifest.bytes)))
        }
        return .members(members)
    }

    private static func key(of mediaType: String) -> String? {
        switch mediaType {
        case MediaType.dockerManifest: "SchemaV2Manifest"
        case MediaType.ociManifest: "OCIManifest"
        default: nil
        }
    }

    private static func tree(of descriptor: Descriptor) -> JSONTree {
        var members: [(String, JSONTree)] = [
            ("mediaType", .shown(descriptor.mediaType)),
            ("digest", .shown(descriptor.digest.description)),
            ("size", .scalar("\(descriptor.size)")),
        ]
        if !descriptor.annotations.isEmpty {
            let notes = descriptor.annotations.sorted { $0.key < $1.key }
            members.append(("annotations", .members(notes.map { ($0.key, .shown($0.value)) })))
        }
        if let platform = descriptor.platform { members.append(("platform", tree(of: platform))) }
        if let type = descriptor.artifactType { members.append(("artifactType", .shown(type))) }
        return .members(members)
    }

    private static func tree(of platform: Platform) -> JSONTree {
        var members: [(String, JSONTree)] = [
            ("architecture", .shown(platform.architecture)), ("os", .shown(platform.os)),
        ]
        if let version = platform.osVersion { members.append(("os.version", .shown(version))) }
        if !platform.osFeatures.isEmpty {
            members.append(("os.features", .list(platform.osFeatures.map { .shown($0) })))
        }
        if let variant = platform.variant { members.append(("variant", .shown(variant))) }
        return .members(members)
    }
}
