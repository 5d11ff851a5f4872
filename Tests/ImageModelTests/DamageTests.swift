import Foundation
import ImageModel
import TestSupport
import Testing

/// Parsers of damaged documents may refuse them but never trap, and accept what they have accepted before.
@Suite struct DamageTests {
    private static let pieces = [
        "[", "{", "]", "}", "\"", "\\", ",", ":", "null", "-1", "1e999", "9223372036854775808", "\"\\ud800\"",
        "\u{FEFF}", "\0",
        "\"size\":", "\"manifests\":[", "\"layers\":[", "\"schemaVersion\":1,", "\"mediaType\":\"\",", "é", "<",
    ].map { Array($0.utf8) }

    private func documents(_ folders: [String]) throws -> [[UInt8]] {
        try folders.flatMap { folder in
            let path = "\(Fixtures.root)/documents/\(folder)"
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
                try Fixtures.bytes("documents/\(folder)/\($0)")
            }
        }
    }

    /// `bytes` with one to three random changes.
    private func damaged(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let place = Int.random(in: 0...result.count, using: &generator)
            let length = Int.random(in: 0...min(40, result.count - place), using: &generator)
            switch Int.random(in: 0..<7, using: &generator) {
            case 0 where place < result.count: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: result.removeSubrange(place...)
            case 2: result.removeSubrange(place..<(place + length))
            case 3: result.insert(contentsOf: result[place..<(place + length)], at: place)
            case 4: result.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 5:
                let count = [1, 10, 70, 5_000].randomElement(using: &generator) ?? 1
                let open = Bool.random(using: &generator) ? "[" : "{\"a\":"
                result.insert(contentsOf: Array(String(repeating: open, count: count).utf8), at: place)
            default: result.insert(contentsOf: Self.pieces.randomElement(using: &generator) ?? [], at: place)
            }
        }
        return result
    }

    @Test func `no damage to a manifest or an index makes the parser trap`() throws {
        var generator = SeededGenerator.fromEnvironment("damaged manifests")
        let types = [nil, "application/json", MediaType.ociIndex, MediaType.dockerManifest]
        let whole = try documents(["indexes", "manifests", "refused"])
        var accepted = 0
        for round in 0..<4_000 {
            let bytes = damaged(whole[round % whole.count], &generator)
            let type = types.randomElement(using: &generator) ?? nil
            do throws(ManifestError) {
                let document = try ManifestDocument(parsing: bytes, contentType: type)
                accepted += 1
                #expect(try ManifestDocument(parsing: bytes, contentType: type) == document)
            } catch {
                #expect(isPrintable(error.description), "\(error.description)")
            }
        }
        #expect(accepted > 100)
    }

    @Test func `no damage to a lock makes the parser trap, and what it accepts is printed and read back`() throws {
        var generator = SeededGenerator.fromEnvironment("damaged locks")
        let whole = try documents(["locks"])
        var accepted = 0
        for round in 0..<2_000 {
            let bytes = damaged(whole[round % whole.count], &generator)
            do throws(ManifestError) {
                let lock = try ImageLock(parsing: bytes)
                accepted += 1
                let printed = lock.encoded()
                #expect(try ImageLock(parsing: printed) == lock)
                #expect(try ImageLock(parsing: printed).encoded() == printed)
            } catch {
                #expect(isPrintable(error.description), "\(error.description)")
            }
        }
        #expect(accepted > 50)
    }

    @Test func `no damage to a config makes the parser trap`() throws {
        var generator = SeededGenerator.fromEnvironment("damaged configs")
        let whole = try documents(["configs"])
        var accepted = 0
        for round in 0..<2_000 {
            let bytes = damaged(whole[round % whole.count], &generator)
            do throws(ManifestError) {
                let config = try ImageConfig(parsing: bytes)
                accepted += 1
                #expect(try ImageConfig(parsing: bytes) == config)
            } catch {
                #expect(isPrintable(error.description), "\(error.description)")
            }
        }
        #expect(accepted > 100)
    }

    /// Whether a sentence is short and safe for a terminal.
    private func isPrintable(_ sentence: String) -> Bool {
        sentence == Printable.escaped(sentence, limit: 700)
    }
}
