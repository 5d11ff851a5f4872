import ImageModel
import PlatformModel

/// Entries and manifest lists for tests.
enum ListSample {
    /// The built-in catalog.
    static let catalog = Result { try PlatformCatalog.builtIn() }

    /// `registry.example/team/app:multi`.
    static func name(_ text: String = "registry.example/team/app:multi") throws -> Reference {
        try Reference(parsing: text)
    }

    /// A digest of one repeated digit.
    static func digest(_ digit: Character) throws -> Digest {
        try Digest(parsing: "sha256:" + String(repeating: digit, count: 64))
    }

    /// The image `registry.example/team/app:TAG` for a platform, which its config states too unless another is given.
    static func entry(
        _ tag: String, _ platform: Platform?, digit: Character = "1", mediaType: String = MediaType.dockerManifest,
        configured: Platform?? = nil
    ) throws -> ListEntry {
        let digest = try digest(digit)
        return ListEntry(
            image: try name("registry.example/team/app:\(tag)"), resolved: digest,
            descriptor: Descriptor(mediaType: mediaType, digest: digest, size: 2, platform: platform),
            configured: configured ?? platform, manifest: Array("{}".utf8))
    }

    /// An entry of the list at the registry.
    static func takenOver(
        _ digit: Character, _ platform: Platform?, attests subject: Digest? = nil
    ) throws -> ListEntry {
        let annotations = subject.map { ["vnd.docker.reference.digest": $0.description] } ?? [:]
        return ListEntry(
            of: try name(),
            Descriptor(
                mediaType: MediaType.ociManifest, digest: try digest(digit), size: 2, platform: platform,
                annotations: annotations))
    }

    /// A list of these entries.
    static func list(_ entries: [ListEntry]) throws -> ManifestList {
        var list = ManifestList(name: try name())
        list.take(entries, by: try catalog.get())
        return list
    }
}

extension Platform {
    /// `linux` on an architecture.
    static func linux(_ architecture: String, _ variant: String? = nil) -> Platform {
        Platform(os: "linux", architecture: architecture, variant: variant)
    }
}
