import Foundation
import ImageModel
import Synchronization
import TestSupport
import Testing

@testable import ImageStore

struct ContentionTests {
    @Test func `a process that waits for another's ingest finds the blob`() async throws {
        let bench = try StoreBench()
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 1000)
        let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
        async let second = bench.store.beginIngest(
            digest, size: 1000, source: "second",
            waiting: IngestWaiting { hasStarted.yield() })
        for await _ in started { break }
        try bench.store.calls.write(first.file, bytes, at: 0)
        try await bench.complete(first)
        guard case .alreadyPresent = try await second else { throw Unexpected("fetched twice") }
    }

    @Test func `a process that waits for another's ingest resumes what that leaves`() async throws {
        let bench = try StoreBench()
        let digest = try Digest.of(noise(1000))
        let first = try await bench.begin(digest, size: 1000)
        let (started, hasStarted) = AsyncStream.makeStream(of: Void.self)
        async let second = bench.store.beginIngest(
            digest, size: 1000, source: "second",
            waiting: IngestWaiting { hasStarted.yield() })
        for await _ in started { break }
        try await first.keepForResume(RangeSet(0..<300))
        guard case .ingest(let taken) = try await second else { throw Unexpected("there already") }
        #expect(taken.resumableFrom == 300)
        #expect(taken.isShared)
    }

    @Test func `a cancelled task ends its wait`() async throws {
        let bench = try StoreBench()
        let digest = try Digest.of(noise(10))
        let first = try await bench.begin(digest, size: 10)
        let task = Task { try await bench.store.beginIngest(digest, size: 10, source: "second") }
        task.cancel()
        await #expect(throws: StoreError.cancelled) { try await task.value }
        try await first.discard()
    }

    @Test func `the wait for a holder without progress is limited`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 10)
        let second = try await bench.begin(
            digest, size: 10, waiting: IngestWaiting(patience: .milliseconds(50)))
        #expect(!second.isShared)
        #expect(second.file.path != first.file.path)
        try bench.store.calls.write(second.file, bytes, at: 0)
        try await bench.complete(second)
        #expect(try bench.store.read(digest, limit: 10) == bytes)
        try await first.discard()
    }

    @Test func `the wait for a holder with progress is not limited`() async throws {
        let bench = try StoreBench()
        let bytes = noise(60)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 60)
        let waiter = Task {
            let waiting = IngestWaiting(patience: .seconds(1))
            _ = try await bench.store.beginIngest(digest, size: 60, source: "second", waiting: waiting)
        }
        // A separate thread: other tests may keep Swift's few threads busy for longer than the wait.
        let written = AsyncStream<Void> { done in
            let (calls, file) = (bench.store.calls, first.file)
            Thread.detachNewThread {
                for offset in 0..<60 {
                    try? calls.write(file, [bytes[offset]], at: Int64(offset))
                    Thread.sleep(forTimeInterval: 0.025)
                }
                waiter.cancel()
                done.finish()
            }
        }
        for await _ in written {}
        // A wait that had ended would have created a private part by now.
        await #expect(throws: StoreError.cancelled) { try await waiter.value }
        try await first.discard()
    }

    @Test func `a lock file stays the same file after each owner`() async throws {
        let bench = try StoreBench()
        let bytes = noise(10)
        let digest = try Digest.of(bytes)
        let lock = bench.path("ingest/sha256-\(digest.hex).lock")
        var inodes: Set<UInt64> = []
        for round in 0..<4 {
            let ingest = try await bench.begin(digest, size: 10, existing: .replace)
            try bench.store.calls.write(ingest.file, bytes, at: 0)
            switch round {
            case 0: try await ingest.discard()
            case 1: try await ingest.keepForResume(RangeSet(0..<10))
            default: try await bench.complete(ingest)
            }
            inodes.insert(try #require(try bench.store.calls.status(at: lock)).inode)
        }
        try await bench.store.finishBatch()
        inodes.insert(try #require(try bench.store.calls.status(at: lock)).inode)
        #expect(inodes.count == 1)
    }

    @Test(arguments: [ENOLCK, EOPNOTSUPP, EINVAL])
    func `without locks parts are private, and two ingests do not interfere`(code: Int32) async throws {
        #expect(SystemCode.refusesLocks(code))
        let bench = try StoreBench(through: RecordingFileSystem(locks: .unsupported))
        let bytes = noise(1000)
        let digest = try Digest.of(bytes)
        let first = try await bench.begin(digest, size: 1000)
        let second = try await bench.begin(digest, size: 1000)
        #expect(first.file.path != second.file.path)
        #expect(!first.isShared && !second.isShared)
        try bench.store.calls.write(first.file, bytes, at: 0)
        try bench.store.calls.write(second.file, bytes, at: 0)
        try await first.noteDurable(RangeSet(0..<10))
        try await bench.complete(first)
        try await bench.complete(second)
        let third = try await bench.begin(digest, size: 1000, existing: .replace)
        try await third.keepForResume(RangeSet(0..<500))
        #expect(bench.names("ingest") == ["sha256-\(digest.hex).lock"])
        #expect(try bench.store.read(digest, limit: 1000) == bytes)
    }

    @Test func `a waiter notices that a sweeper has removed the lock file`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("lock")
        let swept = Mutex(false)
        // The file is removed between its opening and its locking, as by a sweeper.
        let recorder = RecordingFileSystem { operation, path in
            if operation == .locking,
                !swept.withLock({ isDone in
                    defer { isDone = true }
                    return isDone
                })
            {
                try? FileManager.default.removeItem(atPath: path)
            }
            return 0
        }
        guard let lock = try FileLock.takenAtOnce(path, through: recorder) else { throw Unexpected("held") }
        #expect(FileManager.default.fileExists(atPath: path))
        var isHeld = false
        if case .held = try FileLock.attempt(path, through: recorder) { isHeld = true }
        #expect(isHeld)
        lock.free()
    }

    @Test func `twenty tasks for ten blobs download each once`() async throws {
        let bench = try StoreBench()
        let blobs = (0..<10).map { noise(2000, seed: UInt64($0)) }
        let fetched = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<20 {
                group.addTask {
                    var fetched = 0
                    let own = try ImageStore.open(at: bench.store.root, as: .local)
                    for step in 0..<10 {
                        let bytes = blobs[(task + step) % 10]
                        let digest = try Digest.of(bytes)
                        guard
                            case .ingest(let ingest) = try await own.beginIngest(digest, size: 2000, source: "\(task)")
                        else { continue }
                        fetched += 1
                        try own.calls.write(ingest.file, bytes, at: 0)
                        try await bench.complete(ingest)
                    }
                    return fetched
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(fetched == 10)
        #expect(bench.names("blobs/sha256").count == 10)
    }
}
