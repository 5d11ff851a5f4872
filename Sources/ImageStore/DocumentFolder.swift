import ImageModel

/// A folder of small documents, each in a file of its own that is only ever replaced as a whole.
///
/// Many processes may use one folder at a time: changes of one document happen one after the other, and none is lost. The
/// folder is there as long as there is a document in it.
package struct DocumentFolder: Sendable {
    /// The folder.
    package let path: String
    /// The longest document that is read, in bytes.
    private let limit: Int
    private let calls: any FileSystemCalls

    private static let ending = ".json"
    /// How long another process may hold the lock of a document, which it does for one small write.
    private static let patience = Duration.seconds(60)

    /// The folder at `path`, which may not be there yet.
    package init(at path: String, limit: Int) {
        self.init(at: path, limit: limit, through: PosixFileSystem())
    }

    /// ``init(at:limit:)``, with the system calls that the caller wants.
    init(at path: String, limit: Int, through calls: any FileSystemCalls) {
        self.path = path
        self.limit = limit
        self.calls = calls
    }

    /// The document of that name; `nil` where there is none.
    package func document(_ name: String) throws(StoreError) -> [UInt8]? {
        try calls.contents(of: try file(of: name), limit: limit)
    }

    /// Every document, in the order of their files.
    package func documents() throws(StoreError) -> [[UInt8]] {
        let files = try calls.names(in: path).filter { $0.hasSuffix(Self.ending) }.sorted()
        var documents: [[UInt8]] = []
        for file in files {
            // One that is removed meanwhile is one that is not there.
            if let bytes = try calls.contents(of: "\(path)/\(file)", limit: limit) { documents.append(bytes) }
        }
        return documents
    }

    /// Changes a document, with all others who do so kept waiting; `nil` stands for none, before and after.
    ///
    /// Whoever looks meanwhile sees the old one or the new one.
    package func change<Answer: Sendable>(
        _ name: String, _ change: (inout [UInt8]?) -> Answer
    ) async throws(StoreError) -> Answer {
        try await DiskExecutor.run { () async throws(StoreError) in
            let file = try file(of: name)
            let paths = IngestPaths(stem: try stem(of: name), in: path)
            let wait = LockWait(patience: Self.patience, watched: paths.part, started: nil)
            switch try await wait.take(paths, through: calls) {
            case .taken(let lock):
                let answer = outcome { () throws(StoreError) in try apply(change, to: file, through: paths.part) }
                // While it is held: who waits for it finds it gone, and looks again.
                try? calls.remove(paths.lock)
                lock.free()
                try? calls.removeFolder(path)
                return try answer.get()
            case .unsupported:
                // Of two processes at once one may then lose its change; each leaves a whole file.
                let temporary = "\(file).\(RandomSuffix.make())\(IngestPaths.partEnding)"
                let answer = outcome { () throws(StoreError) in try apply(change, to: file, through: temporary) }
                try? calls.remove(paths.lock)
                try? calls.removeFolder(path)
                return try answer.get()
            case .held:
                throw .locked(path: paths.lock, seconds: Self.patience.components.seconds)
            }
        }
    }

    private func outcome<Answer>(_ work: () throws(StoreError) -> Answer) -> Result<Answer, StoreError> {
        do throws(StoreError) {
            return .success(try work())
        } catch {
            return .failure(error)
        }
    }

    private func apply<Answer>(
        _ change: (inout [UInt8]?) -> Answer, to file: String, through temporary: String
    ) throws(StoreError) -> Answer {
        let present = try calls.contents(of: file, limit: limit)
        var wanted = present
        let answer = change(&wanted)
        guard wanted != present else { return answer }
        if let wanted {
            try calls.replace(file, with: wanted, through: temporary)
        } else {
            try calls.remove(file)
        }
        try calls.syncFolder(path)
        return answer
    }

    private func file(of name: String) throws(StoreError) -> String {
        "\(path)/\(try stem(of: name))\(Self.ending)"
    }

    /// The file's name is the hash of the document's: that may be long, and hold characters that file names may not.
    private func stem(of name: String) throws(StoreError) -> String {
        try Digest.of(Array(name.utf8)).hex
    }
}
