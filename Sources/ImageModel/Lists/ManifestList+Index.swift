import PlatformModel

extension ManifestList {
    /// The list as it is pushed: Docker's where all entries are Docker's manifests, else OCI's.
    ///
    /// - Throws: The first of ``faults(by:)``.
    package func index(by catalog: PlatformCatalog) throws(ListError) -> ImageIndex {
        if let fault = faults(by: catalog).first { throw fault }
        return draft
    }

    /// The list as it would be pushed, were nothing wrong with it.
    package var draft: ImageIndex {
        ImageIndex(mediaType: mediaType, manifests: entries.map(\.descriptor))
    }

    /// What keeps the list from being pushed, in the order of its entries.
    ///
    /// Entries that are taken over from the registry's list are no fault among themselves: what stood there may stand.
    package func faults(by catalog: PlatformCatalog) -> [ListError] {
        var faults: [ListError] = []
        for entry in entries where !entry.isTakenOver {
            let platform = entry.descriptor.platform
            if (platform?.os ?? "").isEmpty || (platform?.architecture ?? "").isEmpty {
                faults.append(.incomplete(entry.image, list: name))
            }
            do throws(ListError) {
                try entry.check(by: catalog)
            } catch {
                faults.append(error)
            }
        }
        return faults + duplicates(by: catalog)
    }

    private func duplicates(by catalog: PlatformCatalog) -> [ListError] {
        var faults: [ListError] = []
        var firsts: [Platform: ListEntry] = [:]
        for second in entries {
            guard let platform = second.comparedPlatform(by: catalog) else { continue }
            guard let first = firsts[platform] else {
                firsts[platform] = second
                continue
            }
            guard !(first.isTakenOver && second.isTakenOver) else { continue }
            faults.append(
                first.descriptor.digest == second.descriptor.digest
                    ? .twice(first.image, second.image, digest: first.descriptor.digest)
                    : .duplicate(first.image, second.image, platform: platform, list: name))
        }
        return faults
    }

    /// A Docker list has no room for annotations and the like.
    private var mediaType: String {
        let isDocker = entries.allSatisfy { entry in
            let descriptor = entry.descriptor
            return descriptor.mediaType == MediaType.dockerManifest && descriptor.annotations.isEmpty
                && descriptor.artifactType == nil && descriptor.data == nil
        }
        return isDocker ? MediaType.dockerList : MediaType.ociIndex
    }
}
