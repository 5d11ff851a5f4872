import ErrorMapping
import ImageModel
import ImageStore
import RegistryClient

/// The blobs of the images that one command pulls into a containerd, until all of them are there.
///
/// The images share the folder, so that a blob that several of them need is fetched once.
actor ContainerdScratch {
    private static let prefix = "containerd."

    /// The folder, in which the same command finds what it had fetched when it was interrupted.
    nonisolated let path: String
    private let folder: String
    private let events: @Sendable (ResolverEvent) -> Void
    private let turn = TransferSlots(count: 1)
    private var layout: ScratchLayout?
    private var users = 0
    private var isKept = false

    /// A folder below `folder` for these images and this containerd; nothing is created yet.
    init(
        in folder: String, of images: [String], for target: ContainerdTarget,
        events: @escaping @Sendable (ResolverEvent) -> Void
    ) {
        let words = [target.address ?? "", target.namespace ?? ""] + images
        let key = (try? Digest.of(Array(words.joined(separator: "\n").utf8)))?.hex.prefix(16)
        self.folder = folder
        path = "\(folder)/\(Self.prefix)\(key ?? "images")"
        self.events = events
    }

    /// Takes the folder for one image, and waits for another process that has it.
    func begin() async throws(ResolverError) {
        guard let result = await turn.run(.normal, { await self.take() }) else { throw .interrupted }
        try mapError(ResolverError.init(store:), try result.get())
    }

    private func take() async -> Result<Void, StoreError> {
        if layout == nil {
            ScratchLayout.removeForgotten(
                Self.prefix, in: folder, since: Int64(ProcessFacts.now()) - ImageStore.partLifetimeSeconds)
            let (events, path) = (events, path)
            let opened = await outcome { () async throws(StoreError) in
                try await ScratchLayout(path) {
                    events(.note("waiting for another process, which pulls the same images"))
                }
            }
            switch opened {
            case .success(let layout): (self.layout, isKept) = (layout, false)
            case .failure(let error): return .failure(error)
            }
        }
        users += 1
        return .success(())
    }

    /// Gives the folder back. The last image removes it, unless one has failed that is likely to succeed later.
    func end(after error: ResolverError? = nil) throws(ResolverError) {
        users -= 1
        if let error, [.network, .rateLimited, .credentials, .interrupted].contains(error.kind) { isKept = true }
        guard users == 0, let layout else { return }
        self.layout = nil
        try mapError(ResolverError.init(store:), isKept ? try layout.keep() : try layout.remove())
    }
}
