import ImageModel
import RegistryClient

extension ListPush {
    /// Brings the images of other repositories into that of the list, as they are: within a registry their blobs are mounted,
    /// from another one they are sent.
    func bring() async throws(ResolverError) {
        for (name, entries) in elsewhere {
            guard let image = entries.first?.image, let places = places[name] else { continue }
            let source = CopyOrigin(image, at: places.digests, to: list.name)
            let roots = entries.map { entry in
                var descriptor = entry.descriptor
                descriptor.platform = nil
                return CopyRoot(descriptor, bytes: entry.manifest)
            }
            let (events, subject) = (events, "\(image)")
            let copier = ImageCopier(to: target, slots: slots) { $0.tell(events, image: subject) }
            do throws(CopyError) {
                _ = try await copier.copy(roots, from: source)
            } catch {
                throw ResolverError(copy: error, to: list.name)
                    .concerning(image: image.description, registry: image.registry)
            }
        }
    }

    /// The images of other repositories, by repository, in the order of the list.
    private var elsewhere: [(String, [ListEntry])] {
        let others = list.entries.filter { !$0.isTakenOver && $0.image.name != list.name.name }
        let names = others.map(\.image.name)
        let unique = names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { names[$0] }
        return unique.map { name in (name, others.filter { $0.image.name == name }) }
    }
}
