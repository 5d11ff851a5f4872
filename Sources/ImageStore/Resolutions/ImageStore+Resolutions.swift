import ImageModel
import PlatformModel

extension ImageStore {
    /// What `reference` stood for on `platform`, which must be normalised; `nil` where that is not known.
    ///
    /// A file that cannot be read, for whatever reason, is one that knows nothing.
    package func resolution(of reference: Reference, platform: Platform) -> Resolution? {
        guard let path = try? resolutionPath(reference, platform),
            let bytes = try? calls.contents(of: path, limit: ResolutionDocument.limit)
        else { return nil }
        return ResolutionDocument(parsing: bytes)?.resolution(of: reference, platform: platform)
    }

    /// Notes what a reference stands for on one platform.
    package func save(_ resolution: Resolution) async throws(StoreError) {
        guard self.resolution(of: resolution.reference, platform: resolution.platform) != resolution else { return }
        try await DiskExecutor.run { () async throws(StoreError) in
            let path = try resolutionPath(resolution.reference, resolution.platform)
            try calls.makeFolders(paths.resolutions)
            try replaceShared(
                path, with: ResolutionDocument(resolution).encoded(), stem: IngestListing.resolutionStem)
        }
    }

    /// The file's name is the hash of its key: references may be long, and hold characters that file names may not.
    private func resolutionPath(_ reference: Reference, _ platform: Platform) throws(StoreError) -> String {
        let features = platform.osFeatures.sorted()
        let parts = [
            reference.description, platform.os, platform.architecture, platform.variant ?? "", platform.osVersion ?? "",
        ]
        let key = (parts + features).joined(separator: "\n")
        return "\(paths.resolutions)/\(try Digest.of(Array(key.utf8)).hex).json"
    }
}
