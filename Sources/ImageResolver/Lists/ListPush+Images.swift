import ImageModel
import ImageTransfer

extension ListPush {
    /// Brings the images of other repositories into that of the list: their blobs are mounted, their manifests put as they are.
    func bring() async throws(ResolverError) {
        for entry in list.entries where entry.image.name != list.name.name {
            guard let manifest = entry.manifest else { continue }
            do throws(ResolverError) {
                try await bring(entry, manifest)
            } catch {
                throw error.concerning(image: entry.image.description, registry: entry.image.registry)
            }
        }
    }

    private func bring(_ entry: ListEntry, _ manifest: [UInt8]) async throws(ResolverError) {
        let descriptor = entry.descriptor
        let document = try Document(manifest, digest: descriptor.digest, sentAs: descriptor.mediaType)
        guard case .manifest(let content) = document.content, entry.image.registry == list.name.registry else {
            throw ResolverError(
                .malformed, "it is at another registry than the list", hint: "push it to the registry of the list first"
            )
        }
        for blob in [content.config] + content.layers { try await bring(blob, of: entry) }
        do throws(PushError) {
            try await target.put(manifest: manifest, mediaType: descriptor.mediaType, as: descriptor.digest.description)
        } catch {
            throw ResolverError(push: error)
        }
    }

    private func bring(_ blob: Descriptor, of entry: ListEntry) async throws(ResolverError) {
        do throws(PushError) {
            if try await target.has(blob: blob.digest, size: blob.size) { return }
            if try await target.mount(blob: blob.digest, from: entry.image.repository) { return }
        } catch {
            throw ResolverError(push: error)
        }
        // Who made it says where else it is to be had.
        guard blob.urls.isEmpty else { return }
        throw ResolverError(
            .notFound, "the registry does not mount its blob \(blob.digest) into '\(list.name.name)'",
            hint: "push it to the repository of the list first")
    }
}
