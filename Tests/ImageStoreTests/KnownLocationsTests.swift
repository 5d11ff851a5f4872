import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageStore

struct KnownLocationsTests {
    private let folder: TemporaryFolder
    private let known: KnownLocations
    private let here = BlobLocation(registry: "r.example", repository: "here")
    private let there = BlobLocation(registry: "r.example", repository: "there")

    init() throws {
        folder = try TemporaryFolder()
        known = KnownLocations(storePath: folder.file("store"))
    }

    private func digest(_ number: Int) throws -> Digest { try Digest.of(Array("\(number)".utf8)) }

    private func digests(_ numbers: Range<Int>) throws -> [Digest] { try numbers.map(digest) }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.file("store/locations"))) ?? [])
    }

    @Test(.userCase("L19"))
    func `locations are kept by registry, the latest first, and forgotten one by one`() async throws {
        let (one, two) = (try digest(1), try digest(2))
        #expect(known.repositories(of: [one], at: "r.example").isEmpty)
        await known.note(seen: [here: [one, two]])
        await known.note(seen: [there: [one]])
        await known.note(seen: [BlobLocation(registry: "other.example", repository: "x"): [one]])
        #expect(known.repositories(of: [one, two], at: "r.example") == [one: ["there", "here"], two: ["here"]])
        #expect(known.repositories(of: [one], at: "other.example") == [one: ["x"]])
        #expect(known.repositories(of: [try digest(3)], at: "r.example").isEmpty)
        await known.note(seen: [:], missed: [here: [one], there: [two]])
        #expect(known.repositories(of: [one, two], at: "r.example") == [one: ["there"], two: ["here"]])
    }

    @Test func `the folder is gone with the last location`() async throws {
        await known.note(seen: [here: [try digest(1)]])
        #expect(files.count == 1)
        await known.note(seen: [:], missed: [here: [try digest(1)], there: [try digest(1)]])
        #expect(!FileManager.default.fileExists(atPath: folder.file("store/locations")))
    }

    @Test func `one blob has at most three locations`() async throws {
        for number in 0..<5 {
            await known.note(seen: [BlobLocation(registry: "r.example", repository: "p\(number)"): [try digest(1)]])
        }
        #expect(known.repositories(of: [try digest(1)], at: "r.example") == [try digest(1): ["p4", "p3", "p2"]])
    }

    @Test func `the number of blobs is bounded, and the oldest are dropped`() async throws {
        await known.note(seen: [here: try digests(0..<3000)])
        await known.note(seen: [there: try digests(10_000..<12_000)])
        #expect(known.repositories(of: Set(try digests(0..<3000)), at: "r.example").count == 2096)
        #expect(known.repositories(of: Set(try digests(10_000..<12_000)), at: "r.example").count == 2000)
        await known.note(seen: [here: try digests(20_000..<30_000)])
        #expect(known.repositories(of: Set(try digests(20_000..<30_000)), at: "r.example").count == 4096)
        #expect(known.repositories(of: Set(try digests(10_000..<12_000)), at: "r.example").isEmpty)
    }

    @Test func `what is known already is not written again`() async throws {
        await known.note(seen: [here: try digests(0..<4)])
        let path = folder.file("store/locations/" + (try #require(files.first)))
        let before = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        await known.note(seen: [here: [try digest(2), try digest(0)]])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == before)
        await known.note(seen: [here: [try digest(9)]])
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int != before)
    }

    @Test func `no location is lost when many are noted at the same time`() async throws {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                let location = BlobLocation(registry: "r.example", repository: "p\(number)")
                group.addTask { [known] in
                    // Two values for one store stand for two processes.
                    let other = KnownLocations(storePath: folder.file("store"))
                    await (number % 2 == 0 ? known : other).note(seen: [location: (try? [digest(number)]) ?? []])
                }
            }
        }
        #expect(known.repositories(of: Set(try digests(0..<20)), at: "r.example").count == 20)
    }

    @Test(arguments: ["", "{", "[]", #"{"format":2,"locations":[]}"#, #"{"format":1,"locations":[{"registry":1}]}"#])
    func `a file that cannot be read counts as empty, and is replaced`(text: String) async throws {
        await known.note(seen: [here: [try digest(1)]])
        let path = folder.file("store/locations/" + (try #require(files.first)))
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(known.repositories(of: [try digest(1)], at: "r.example").isEmpty)
        await known.note(seen: [there: [try digest(1)]])
        #expect(known.repositories(of: [try digest(1)], at: "r.example") == [try digest(1): ["there"]])
    }

    @Test func `a store that cannot be written is no error`() async throws {
        let blocked = KnownLocations(storePath: try folder.write("file", []))
        await blocked.note(seen: [here: [try digest(1)]])
        #expect(blocked.repositories(of: [try digest(1)], at: "r.example").isEmpty)
    }

    @Test func `the folder of locations is a part of the store`() async throws {
        await known.note(seen: [here: [try digest(1)]])
        #expect(ImageStore.foreignName(in: folder.file("store")) == nil)
    }

    @Test(.userCase("L19"), .timeLimit(.minutes(1)), arguments: [true, false])
    func `a file of locations that cannot be used is replaced`(isPipe: Bool) async throws {
        let (one, two) = (try digest(1), try digest(2))
        await known.note(seen: [here: [one]])
        let path = folder.file("store/locations/\(try #require(files.first))")
        try FileManager.default.removeItem(atPath: path)
        if isPipe {
            try #require(mkfifo(path, 0o644) == 0)
        } else {
            try Data(count: LocationList.limit + 1).write(to: URL(fileURLWithPath: path))
        }
        #expect(known.repositories(of: [one], at: "r.example").isEmpty)
        await known.note(seen: [there: [two]])
        #expect(known.repositories(of: [one, two], at: "r.example") == [two: ["there"]])
    }
}
