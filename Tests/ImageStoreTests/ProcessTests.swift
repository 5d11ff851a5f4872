#if os(Linux)
    import Foundation
    import ImageModel
    import TestSupport
    import Testing

    @testable import ImageStore

    /// The work of processes started by ``ChildProcess``; skipped in the test process.
    struct ChildWork {
        /// The blob that child processes download.
        static let blob = noise(300_000, seed: 11)

        @Test(.enabled(if: ChildProcess.own != nil, "runs in the processes that ProcessTests starts"))
        func `a child does its work`() async throws {
            let own = try #require(ChildProcess.own)
            let store = try ImageStore.open(at: own.root, as: .local)
            switch own.work {
            case .list(let number):
                let bytes = Array("\(number)".utf8)
                try await store.write(bytes, as: Digest.of(bytes))
                try await list(bytes, name: "image-\(number)", in: store)
            case .fetch:
                try await fetch(into: store)
                try await list(Self.blob, name: "blob", in: store)
            }
        }

        private func list(_ bytes: [UInt8], name: String, in store: ImageStore) async throws {
            try await store.finishBatch()
            let descriptor = Descriptor(
                mediaType: MediaType.ociManifest, digest: try Digest.of(bytes), size: Int64(bytes.count))
            try await store.addEntries([LayoutEntry(descriptor, name: name)])
        }

        private func fetch(into store: ImageStore) async throws {
            let outcome = try await store.beginIngest(
                Digest.of(Self.blob), size: Int64(Self.blob.count), source: "a child")
            guard case .ingest(let ingest) = outcome else { return }
            let hasher = try ingest.makeHasher()
            for gap in ingest.resumed.gaps(of: ingest.size) {
                for start in stride(from: gap.lowerBound, to: gap.upperBound, by: 10_000) {
                    let range = start..<min(start + 10_000, gap.upperBound)
                    try store.calls.write(
                        ingest.file, Array(Self.blob[Int(range.lowerBound)..<Int(range.upperBound)]), at: start)
                    hasher.advance(to: range.upperBound)
                    try await ingest.noteDurable(RangeSet(range))
                    // Slow enough for a kill at any point.
                    try await Task.sleep(for: .milliseconds(3))
                }
            }
            guard case .matches(let verified) = try await hasher.finish() else { throw Unexpected("differs") }
            try await ingest.commit(verified)
        }
    }

    struct ProcessTests {
        @Test func `a process killed at any time leaves a part that the next one resumes`() async throws {
            var generator = SeededGenerator.fromEnvironment("moments to kill")
            let bench = try StoreBench()
            let digest = try Digest.of(ChildWork.blob)
            var resumed: [Int64] = [0]
            for _ in 0..<12 {
                let state = "ingest/sha256-\(digest.hex).state"
                let before = try? bench.bytes(state)
                let child = try ChildProcess(.fetch, root: bench.store.root)
                while child.isRunning, (try? bench.bytes(state)) == before { pause(1) }
                pause(Int.random(in: 0...20, using: &generator))
                child.kill()

                if let bytes = try bench.store.read(digest, limit: ChildWork.blob.count) {
                    #expect(bytes == ChildWork.blob)
                }
                let endings = [".lock", ".part", ".state", ".state.new"].map { "sha256-\(digest.hex)\($0)" }
                let index = ["index.json.lock", "index.json.part"]
                #expect(Set(bench.names("ingest")).isSubset(of: endings + index))
                if !bench.store.contains(digest, size: Int64(ChildWork.blob.count)) {
                    let ingest = try await bench.begin(digest, size: ChildWork.blob.count)
                    resumed.append(ingest.resumableFrom)
                    try await ingest.keepForResume()
                }
            }
            #expect(resumed == resumed.sorted())
            #expect(resumed.count > 2, "the kills came too late: \(resumed)")
            #expect(try ChildProcess(.fetch, root: bench.store.root).succeeds())
            #expect(try bench.store.read(digest, limit: ChildWork.blob.count) == ChildWork.blob)
            #expect(try bench.store.entries().map(\.name) == ["blob"])
            #expect(bench.names("ingest") == ["index.json.lock", "sha256-\(digest.hex).lock"])
        }

        @Test func `a lock ends with the process that holds it`() async throws {
            let bench = try StoreBench()
            let digest = try Digest.of(ChildWork.blob)
            let child = try ChildProcess(.fetch, root: bench.store.root)
            while child.isRunning, !bench.names("ingest").contains("sha256-\(digest.hex).state") { pause(1) }
            async let outcome = bench.store.beginIngest(digest, size: Int64(ChildWork.blob.count), source: "parent")
            child.kill()
            guard case .ingest(let ingest) = try await outcome else { return }
            #expect(ingest.resumableFrom > 0)
            try await ingest.discard()
        }

        @Test func `twenty processes that add twenty images leave twenty entries`() throws {
            let bench = try StoreBench()
            let children = try (0..<20).map { try ChildProcess(.list($0), root: bench.store.root) }
            for child in children { #expect(child.succeeds()) }
            let entries = try bench.store.entries()
            #expect(Set(entries.compactMap(\.name)) == Set((0..<20).map { "image-\($0)" }))
            #expect(entries.count == 20)
            #expect(bench.names("blobs/sha256").count == 20)
        }

        private func pause(_ milliseconds: Int) {
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
        }
    }
#endif
