import ErrorMapping
import ImageModel
import ImageResolver

extension StoreKeeping {
    /// Reads the list of `cache prune --keep`: a lock, which is a JSON object, or a list of images as for `pull --file`.
    ///
    /// - Throws: An error that names the list as `name`; a list without an image, with which everything would go, is refused.
    package init(parsing bytes: [UInt8], name: String) throws(ResolverError) {
        let shown = Shown.text(name)
        let first = bytes.first { !" \t\r\n".utf8.contains($0) }
        let isEmpty: Bool
        if first == UInt8(ascii: "{") {
            let lock = try mapError(
                { (error: ManifestError) in ResolverError(.malformed, "'\(shown)': \(error)") },
                try ImageLock(parsing: bytes))
            isEmpty = lock.images.isEmpty
            self = .locked(lock)
        } else {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ResolverError(.malformed, "\(shown) is not UTF-8 text")
            }
            let requests = try PullRequest.list(text, name: name)
            isEmpty = requests.isEmpty
            self = .images(requests)
        }
        guard isEmpty else { return }
        throw ResolverError(
            .usage, "\(shown) names no image", hint: "to remove every image, remove the directory of the store")
    }
}
