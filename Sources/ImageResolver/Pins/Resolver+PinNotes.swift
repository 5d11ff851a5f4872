import ImageModel
import PinModel
import PlatformModel

extension Resolver {
    /// Notes that the digest in the name of an image is that of one platform's image; returns the list that holds it.
    ///
    /// Only with `asksTag` is the tag beside the digest requested, for the list. Otherwise what was received tells whether
    /// the tag names the same image, which is then one without a list.
    func noteSingleManifest(
        _ image: String, _ root: Document, of origin: any ImageOrigin, platform: Platform?, asksTag: Bool
    ) async -> Digest? {
        guard case .manifest = root.content, let reference = origin.reference, let digest = reference.digest else {
            return nil
        }
        let subject = "the digest in its name is that of one platform's image"
        let name = platform.map { " (\(Printable.escaped($0.short)))" } ?? ""
        let other = "\(subject)\(name), not of a list: other platforms cannot use it"
        guard asksTag, let tag = reference.tag, let endpoints = origin.endpoints else {
            // Without an answer about the tag, it may name the same image.
            let current = await origin.currentDigest ?? digest
            if reference.tag == nil || current != digest { noting(image)(other) }
            return nil
        }
        let reader = PinReader(reference: reference, endpoints: endpoints, note: { _ in })
        // A tag that cannot be read says nothing about the digest, which decides.
        switch (try? await reader.tag(beside: digest))?.name {
        case .list(let list, holdsPin: true):
            noting(image)(
                "\(subject)\(name) in the list \(list), which the tag '\(tag)' names; pin \(reference.entry(list))")
            return list
        case .same: break
        case .list(_, holdsPin: false), .manifest, .missing, nil: noting(image)(other)
        }
        return nil
    }
}
