import ErrorMapping
import ImageArchive
import ImageModel
import ImageStore

/// What one pull does for an archive that contains its image.
struct ArchiveStep: Sendable {
    /// The archive, perhaps of several images.
    let build: ArchiveBuild
    /// When the archive is written.
    let moment: Moment

    /// When an archive is written.
    enum Moment: Hashable, Sendable {
        /// While the blobs of its only image arrive.
        case meanwhile
        /// When its only image is complete and was checked, since what has been sent cannot be taken back.
        case afterwards
        /// With other images, at the end.
        case withOthers
    }

    /// Performs `fetch`, and writes the archive if it has this image only.
    ///
    /// `fetch` reports the digest of each blob that has arrived, and may fail behind the last one, as a check does. The
    /// first failure of the two ends both.
    func write<Value: Sendable>(
        _ image: ArchivedImage, from store: ImageStore,
        while fetch: @escaping @Sendable (@escaping @Sendable (Digest) -> Void) async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        switch moment {
        case .withOthers: return try await fetch { _ in }
        case .afterwards:
            let value = try await fetch { _ in }
            try await build.write(image, from: store)
            return value
        case .meanwhile: return try await writeMeanwhile(image, from: store, fetch)
        }
    }

    private func writeMeanwhile<Value: Sendable>(
        _ image: ArchivedImage, from store: ImageStore,
        _ fetch: @escaping @Sendable (@escaping @Sendable (Digest) -> Void) async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        let (arrived, arrivals) = AsyncStream.makeStream(of: Digest.self)
        let (fetched, written) = await withTaskGroup(of: Part<Value>.self) { group in
            group.addTask {
                let result = await outcome { () async throws(ResolverError) in
                    try await fetch { arrivals.yield($0) }
                }
                // The archive gets its name when the stream ends: after a failure, only a cancellation ends it.
                if case .success = result { arrivals.finish() }
                return .fetched(result)
            }
            group.addTask {
                .written(
                    await outcome { () async throws(ResolverError) in
                        try await build.write(image, from: store, arrived: arrived)
                    })
            }
            var fetched: Result<Value, ResolverError> = .failure(.interrupted)
            var written: Result<Void, ResolverError> = .failure(.interrupted)
            for await part in group {
                switch part {
                case .fetched(let result): fetched = result
                case .written(let result): written = result
                }
                if part.hasFailed { group.cancelAll() }
            }
            return (fetched, written)
        }
        // The part that was cancelled because the other one failed is only interrupted.
        if case .failure(let error) = fetched, error.kind != .interrupted { throw error }
        try written.get()
        return try fetched.get()
    }

    /// The end of one of the two.
    private enum Part<Value: Sendable>: Sendable {
        case fetched(Result<Value, ResolverError>)
        case written(Result<Void, ResolverError>)

        var hasFailed: Bool {
            switch self {
            case .fetched(.failure), .written(.failure): true
            case .fetched(.success), .written(.success): false
            }
        }
    }
}
