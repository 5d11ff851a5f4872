import ImageModel
import PlatformModel

/// Checks the platforms of one image.
struct ImageCheck: Sendable {
    let image: String
    let rules: HostRules
    let depth: ImageCheckReport.Depth

    /// Checks these entries of `root`.
    func report(
        on entries: [CheckEntry], skipping skipped: [ImageCheckReport.Skipped], of root: Document
    ) -> ImageCheckReport {
        let documentRules = rules.documentRules
        let platforms = zip(entries, documentRules.twins(among: entries)).map { entry, twins in
            var checked = CheckedPlatform(
                position: entry.position, digest: entry.digest, platform: entry.platform,
                isDeclared: entry.declared != nil)
            switch entry.image {
            case .failure(let error): checked.error = error
            case .success(let image):
                checked.layers = image.manifest.layers.map {
                    CheckedPlatform.Layer(digest: $0.digest, size: $0.size, mediaType: $0.mediaType)
                }
                checked.add(documentRules.findings(about: image, declared: entry.declared))
                checked.add([documentRules.finding(about: image, twins: twins)].compactMap(\.self))
            }
            return checked
        }
        let isIndex = if case .index = root.content { true } else { false }
        return ImageCheckReport(
            image: image, indexDigest: isIndex ? root.digest : nil, indexMediaType: isIndex ? root.mediaType : nil,
            depth: depth, platforms: platforms, skipped: skipped)
    }
}
