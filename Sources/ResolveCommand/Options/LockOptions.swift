import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// The options of a pull, or of its plan, that obeys a lock.
struct LockOptions: ParsableArguments, Sendable {
    @Flag(
        name: .customLong("locked"),
        help: """
            Take exactly the digests in resolve.lock, without asking for tags; refuse images that it does not have. Without \
            images, take all of it.
            """)
    var isStrict = false

    @Option(
        name: .customLong("lock-file"),
        help: .value("file", "The lock to obey instead of resolve.lock; implies --locked."))
    var file: FilePath?

    /// Whether a lock must be obeyed.
    var isLocked: Bool { isStrict || file != nil }

    /// The images with the digests that the lock has for them; without any, all images of the lock.
    ///
    /// With `--offline`, an image is taken as locked wherever the current directory has a lock with it.
    func locking(
        _ requests: [PullRequest], isOffline: Bool, _ report: (ResolverEvent) -> Void
    ) throws(ResolverError) -> [PullRequest] {
        let lockFile = LockFile(file?.text ?? ImageLock.fileName)
        guard isLocked else { return try isOffline ? locking(requests, ifIn: lockFile, report) : requests }
        let lock = try lockFile.lock()
        guard !requests.isEmpty else {
            let images = lock.images.map { PullRequest(image: $0.name.description) }
            guard !images.isEmpty else {
                throw ResolverError(.usage, "'\(Shown.text(lockFile.path))' has no image")
            }
            return try locking(images, by: lock, lockFile)
        }
        return try locking(requests, by: lock, lockFile)
    }

    private func locking(
        _ requests: [PullRequest], by lock: ImageLock, _ file: LockFile
    ) throws(ResolverError) -> [PullRequest] {
        var locked: [PullRequest] = []
        for request in requests { locked.append(try lock.locking(request, file: file)) }
        return locked
    }

    private func locking(
        _ requests: [PullRequest], ifIn file: LockFile, _ report: (ResolverEvent) -> Void
    ) throws(ResolverError) -> [PullRequest] {
        guard let lock = try file.lockIfPresent() else { return requests }
        var taken: [PullRequest] = []
        for request in requests {
            let locked = try lock.lockingIfPresent(request)
            if let digest = locked?.locked?.root.digest {
                report(.note("\(request.image): it is taken as \(file.path) has it, \(digest)"))
            }
            taken.append(locked ?? request)
        }
        return taken
    }
}
