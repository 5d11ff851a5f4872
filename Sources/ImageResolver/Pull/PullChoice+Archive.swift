import ErrorMapping
import ImageArchive
import ImageModel
import PlatformModel

extension PullChoice {
    /// The image as an archive contains it: a manifest, a whole index, or a new index of the requested platforms.
    ///
    /// The user may have chosen a `name`.
    func archived(_ contents: PullContents, as name: String?) throws(ResolverError) -> ArchivedImage {
        guard !contents.hasArtifact else {
            throw ResolverError(
                .usage, "archives and engines are for images, and this is not one",
                hint: "name a layout with -o oci:DIR, or leave out -o")
        }
        let (root, index) = try mapError(ResolverError.init(store:), try contents.root())
        var documents = contents.allDocuments
        if let index { documents[root.digest] = index }
        let names = ListedNames(chosen: name, fullName: origin.fullName, tag: origin.tag, among: [])
        return ArchivedImage(
            root: root, fullName: names.imageName, tag: names.name, manifest: meant(contents),
            documents: documents, blobs: contents.manifests.flatMap { [$0.config] + $0.layers })
    }

    /// The manifest for programs that know one platform only: the first one requested or, of all, the one for this host.
    private func meant(_ contents: PullContents) -> ImageManifest? {
        let first = contents.images.first?.manifest
        guard case .all = wanted, let host = try? rules.wanted.one([]) else { return first }
        let judgement = rules.matcher(host).judge(contents.images.map { Candidate($0.entry) })
        guard let step = judgement.chosen?.position.first, contents.images.indices.contains(step) else { return first }
        return contents.images[step].manifest
    }
}
