import ImageModel

/// A folder of small documents, each in its own file, which is only ever replaced as a whole.
///
/// Many processes may use one folder at a time: changes to one document are serialized, and none is lost. The folder exists
/// as long as it holds a document.
package struct DocumentFolder: Sendable {
    /// The path of the folder.
    package let path: String
    /// The length of the longest document that is read, in bytes.
    private let limit: Int
    private let calls: any FileSystemCalls

    private static let ending = ".json"
    /// How long another process may hold the lock of a document, which covers one small write.
    private static let patience = Duration.seconds(60)

    /// The folder at `path`, which need not exist yet.
    package init(at path: String, limit: Int) {
        self.init(at: path, limit: limit, through: PosixFileSystem())
    }

    /// ``init(at:limit:)`` with the given system calls.
    init(at path: String, limit: Int, through calls: any FileSystemCalls) {
        self.path = path
        self.limit = limit
        self.calls = calls
    }

    /// The document with this name; `nil` if it does not exist.
    package func document(_ name: String) throws(StoreError) -> [UInt8]? {
        try calls.contents(of: try file(of: name), limit: limit)
    }

    /// Every document, sorted by file name. What cannot be used is left out.
    package func documents() throws(StoreError) -> [[UInt8]] {
        let files = try calls.names(in: path).filter { $0.hasSuffix(Self.ending) }.sorted()
        var documents: [[UInt8]] = []
        for file in files {
            // A document that was removed after the listing counts as absent.
            if let bytes = try present("\(path)/\(file)", .replaced).bytes { documents.append(bytes) }
        }
        return documents
    }

    /// What a change does with a file that is no document: one over the limit, or a folder, pipe or device.
    package enum Unusable: Sendable {
        /// It throws the error of reading it.
        case refused
        /// It puts the new document in its place, or removes it if there is none.
        case replaced
    }

    /// Whether anything has the name of this document, be it usable or not.
    package func hasFile(_ name: String) throws(StoreError) -> Bool {
        try calls.status(at: try file(of: name)) != nil
    }

    /// Changes a document under its lock; `nil` stands for an absent document, before and after.
    ///
    /// A concurrent reader sees either the old document or the new one.
    package func change<Answer: Sendable>(
        _ name: String, unusable: Unusable = .refused, _ change: (inout [UInt8]?) -> Answer
    ) async throws(StoreError) -> Answer {
        try await DiskExecutor.run { () async throws(StoreError) in
            let file = try file(of: name)
            let paths = IngestPaths(stem: try stem(of: name), in: path)
            let wait = LockWait(patience: Self.patience, watched: paths.part, started: nil)
            switch try await wait.take(paths, through: calls) {
            case .taken(let lock):
                let answer = Result { () throws(StoreError) in
                    try apply(change, unusable, to: file, through: paths.part)
                }
                // Removed while the lock is held: a process that waits for it notices, and opens the new file.
                try? calls.remove(paths.lock)
                lock.free()
                try? calls.removeFolder(path)
                return try answer.get()
            case .unsupported:
                // Without locks, one of two concurrent changes may be lost, but the file is always whole.
                let temporary = "\(file).\(RandomSuffix.make())\(IngestPaths.partEnding)"
                let answer = Result { () throws(StoreError) in
                    try apply(change, unusable, to: file, through: temporary)
                }
                try? calls.remove(paths.lock)
                try? calls.removeFolder(path)
                return try answer.get()
            case .held:
                throw .locked(path: paths.lock, seconds: Self.patience.components.seconds)
            }
        }
    }

    private func apply<Answer>(
        _ change: (inout [UInt8]?) -> Answer, _ unusable: Unusable, to file: String, through temporary: String
    ) throws(StoreError) -> Answer {
        let (present, isUnusable) = try present(file, unusable)
        var wanted = present
        let answer = change(&wanted)
        guard wanted != present || isUnusable else { return answer }
        // A file takes the place of anything but a folder.
        if isUnusable { try calls.removeAny(file) }
        if let wanted {
            try calls.replace(file, with: wanted, through: temporary)
        } else {
            try calls.remove(file)
        }
        try calls.syncFolder(path)
        return answer
    }

    /// The document, and whether something that cannot be used stands in its place.
    private func present(
        _ file: String, _ unusable: Unusable
    ) throws(StoreError) -> (bytes: [UInt8]?, isUnusable: Bool) {
        do throws(StoreError) {
            return (try calls.contents(of: file, limit: limit), false)
        } catch {
            switch (unusable, error) {
            case (.replaced, .tooLarge), (.replaced, .malformed): return (nil, true)
            default: throw error
            }
        }
    }

    private func file(of name: String) throws(StoreError) -> String {
        "\(path)/\(try stem(of: name))\(Self.ending)"
    }

    /// The file is named by the hash of the document's name, which may be long or hold characters that file names may not.
    private func stem(of name: String) throws(StoreError) -> String {
        try Digest.of(Array(name.utf8)).hex
    }
}
