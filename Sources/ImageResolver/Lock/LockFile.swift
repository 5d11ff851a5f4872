import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel
import SystemFiles

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file of an `ImageLock`, which is only ever replaced as a whole.
public struct LockFile: Sendable {
    /// The path of the file.
    public let path: String

    /// The file at `path`, which need not exist.
    public init(_ path: String = ImageLock.fileName) {
        self.path = path
    }

    /// The lock; `nil` if there is no file.
    public func lockIfPresent() throws(ResolverError) -> ImageLock? {
        let bytes: [UInt8]?
        do throws(SystemError) {
            bytes = try SmallFile.bytes(of: path, limit: Limits.manifestBytes)
        } catch {
            guard error.code != ENOENT, error.code != ENOTDIR else { return nil }
            throw ResolverError(.disk, "\(shown) cannot be read: \(error)")
        }
        guard let bytes else {
            throw ResolverError(.malformed, "\(shown) has more than \(Limits.manifestBytes) bytes")
        }
        return try mapError(malformed, try ImageLock(parsing: bytes))
    }

    /// The lock that images are added to; `nil` if there is no file, or an empty one, as mktemp(1) makes.
    public func former() throws(ResolverError) -> ImageLock? {
        if let bytes = try? SmallFile.bytes(of: path, limit: 0), bytes.isEmpty { return nil }
        return try lockIfPresent()
    }

    /// The lock in a file that must exist.
    public func lock() throws(ResolverError) -> ImageLock {
        if let lock = try lockIfPresent() { return lock }
        throw ResolverError(.notFound, "there is no file \(shown)", hint: "`resolve lock IMAGE` writes one")
    }

    /// Adds images to the lock, which is created if it is missing, each in place of the one with the same name.
    ///
    /// Nothing is written if the file has the same bytes already. A reader sees either the old lock or the new one.
    public func add(_ images: [LockedImage]) throws(ResolverError) {
        var lock = try former() ?? ImageLock()
        for image in images { lock.put(image) }
        let bytes = lock.encoded()
        guard bytes.count <= Limits.manifestBytes else {
            throw ResolverError(
                .malformed, "\(shown) would have \(bytes.count) bytes; a lock has at most \(Limits.manifestBytes)")
        }
        let present = try? SmallFile.bytes(of: path, limit: Limits.manifestBytes)
        guard let present else { return try create(bytes) }
        guard present != bytes else { return }
        try requireRegularFile()
        try mapError(
            { (error: SystemError) in ResolverError(.disk, "\(shown) cannot be replaced: \(error)") },
            try SmallFile.replace(path, with: bytes))
    }

    private func create(_ bytes: [UInt8]) throws(ResolverError) {
        try requireRegularFile()
        let end = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = end.map { String(path[...$0]) } ?? "."
        try mapError(notCreated, try write(bytes, in: folder))
    }

    private func requireRegularFile() throws(ResolverError) {
        guard NewFile.canReplace(path) else {
            throw ResolverError(.disk, "\(shown) is not a regular file, and a lock would replace it")
        }
    }

    private func write(_ bytes: [UInt8], in folder: String) throws(StoreError) {
        let file = try NewFile(in: folder)
        try bytes.withUnsafeBufferPointer { (buffer) throws(StoreError) in
            try file.write(UnsafeRawBufferPointer(buffer), at: 0)
        }
        try file.commit(as: path)
    }

    private func malformed(_ error: ManifestError) -> ResolverError {
        let isOther = if case .lockVersion = error { true } else { false }
        let remedy = isOther ? "use a version of resolve that reads the file" : "correct the file"
        return ResolverError(
            .malformed, "\(shown): \(error)",
            hint: "\(remedy), or remove it, and lock the images again with `resolve lock`")
    }

    /// The error of a new file, which is written under another name first.
    private func notCreated(_ error: StoreError) -> ResolverError {
        guard let code = error.systemCode, !error.isFull else { return ResolverError(store: error) }
        return ResolverError(
            .disk, "\(shown) cannot be created: \(SystemError(code: code))",
            hint: code == ENOENT ? "create its directory first" : nil)
    }

    private var shown: String { "'\(Printable.escaped(path, limit: .max))'" }
}

extension ImageLock {
    /// The request for an image with the digest that this lock has for it.
    ///
    /// - Throws: If the lock has no such image, an error of ``ResolverError/Kind/notFound`` that names `file`.
    public func locking(_ request: PullRequest, file: LockFile) throws(ResolverError) -> PullRequest {
        if let locked = try lockingIfPresent(request) { return locked }
        let name = Printable.escaped(file.path, limit: .max)
        let option = file.path == ImageLock.fileName ? "" : "-o \(Suggestion.shellWord(file.path)) "
        throw ResolverError(
            .notFound, "it is not in '\(name)'",
            hint: "`resolve lock \(option)\(Suggestion.shellWord(request.image))` adds it"
        ).concerning(image: request.image)
    }

    /// The request for an image with the digest that this lock has for it; `nil` without one.
    public func lockingIfPresent(_ request: PullRequest) throws(ResolverError) -> PullRequest? {
        let source = try mapError(
            { (error: ReferenceError) in ResolverError.malformed(error).concerning(image: request.image) },
            try ImageSource(parsing: request.image))
        guard case .registry(let name) = source, let image = self[name] else { return nil }
        var request = request
        request.locked = image
        return request
    }
}

extension LockedImage {
    /// Refuses images that an index has, and that were not locked.
    func check(_ contents: PullContents) throws(ResolverError) {
        let strangers = contents.images.filter { !contains($0.document.digest) }
        guard let stranger = strangers.first else { return }
        let names = manifests.map { $0.platform.map { Printable.escaped($0.full) } ?? "an unnamed platform" }
        let shown = names.prefix(Limits.offeredNames).joined(separator: ", ")
        let more = names.count > Limits.offeredNames ? " and \(names.count - Limits.offeredNames) more" : ""
        let platform = stranger.platform.map { Printable.escaped($0.full) } ?? "an unnamed platform"
        throw ResolverError(
            .notFound,
            "\(stranger.document.digest) for \(platform) is not locked; the lock has \(shown)\(more)",
            hint: "without --platform, `resolve lock` locks all platforms of an image")
    }
}
