import Foundation
import TestSupport
import Testing

/// Blobs of a store whose bytes have changed while their sizes have not.
struct CacheCommandTests {
    private let registry: MisbehavingRegistry
    private let home: TemporaryFolder
    private let image = SampleImages.sixPlatforms()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        home = try TemporaryFolder()
    }

    private var name: String { registry.reference("team/app:1") }

    private func run(_ arguments: String...) throws -> ProgramResult {
        try Command.run(arguments, environment: ["RESOLVE_HOME": home.file("store")])
    }

    private func path(_ blob: SampleBlob, in store: String = "store") -> String {
        home.file("\(store)/blobs/" + blob.digest.replacingOccurrences(of: ":", with: "/"))
    }

    /// Overwrites a blob with zeros.
    private func zero(_ blob: SampleBlob, in store: String = "store") throws {
        let path = path(blob, in: store)
        try FileManager.default.removeItem(atPath: path)
        try Data(count: blob.size).write(to: URL(fileURLWithPath: path))
    }

    private func bytes(_ blob: SampleBlob, in store: String = "store") throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(blob, in: store))))
    }

    @Test(.userCase("L32"), arguments: [["--platform", "linux/arm64"], ["--platform", "all"]])
    func `a zeroed blob passes by its size, and pull --verify fetches it again`(platforms: [String]) throws {
        let pull = ["pull", name] + platforms
        let environment = ["RESOLVE_HOME": home.file("store")]
        #expect(try Command.run(pull, environment: environment).status == 0)
        let layer = image.child(1).layers[1]
        try zero(layer)
        registry.clearLog()
        let again = try Command.run(pull, environment: environment)
        #expect(again.status == 0)
        #expect(again.errors.contains("already present (by size)"))
        #expect(try bytes(layer) != layer.bytes)
        let verified = try Command.run(pull + ["--verify"], environment: environment)
        #expect(verified.status == 0)
        #expect(verified.errors.contains("warning: \(name): blob \(layer.digest) in '"))
        #expect(verified.errors.contains("it is removed and fetched again"))
        #expect(verified.errors.contains("already present (hashed)"))
        #expect(try bytes(layer) == layer.bytes)
        #expect(registry.requests(to: .matching("/blobs/")).map(\.path).filter { !$0.contains(layer.digest) }.isEmpty)
        let printed = try Command.run(pull + ["--verify", "--json"], environment: environment).output
        let json = try JSONObject(printed.split(separator: "\n")[0])
        #expect(json.members["cacheVerified"] as? Bool == true)
    }

    @Test(.userCase("L32"))
    func `cache verify names the damaged blobs and their images, and changes nothing`() throws {
        #expect(try run("pull", "-q", name, "--platform", "linux/arm64").status == 0)
        let sound = try run("cache", "verify")
        #expect(sound.status == 0)
        // The index, the manifest, the config and two layers.
        #expect(sound.output.hasPrefix("5 blobs, ") && sound.output.hasSuffix(", 5 intact\n"))
        let layer = image.child(1).layers[1]
        try zero(layer)
        for _ in 0..<2 {
            let damaged = try run("cache", "verify")
            #expect(damaged.status == 5)
            #expect(damaged.output.contains("damaged  \(layer.digest)  "))
            #expect(damaged.output.contains(name))
            #expect(damaged.output.hasSuffix(", 4 intact\n"))
            #expect(damaged.errors.contains("1 of 5 blobs in '\(home.file("store"))' is damaged"))
            #expect(damaged.errors.contains("`resolve cache verify --repair`"))
        }
        let json = try run("cache", "verify", "--json")
        let blob = try #require(try JSONObject(json.output).objects("damaged").first)
        #expect(blob.text("digest") == layer.digest)
        #expect(blob.members["images"] as? [String] == [name])
        #expect(try run("pull", "-q", "--verify", name, "--platform", "linux/arm64").status == 0)
        #expect(try run("cache", "verify").status == 0)
    }

    @Test(.userCase("L32")) func `a layout is verified and repaired, too`() throws {
        let out = home.file("out")
        #expect(try run("pull", "-q", name, "--platform", "linux/arm64", "-o", out).status == 0)
        try zero(image.child(1).layers[0], in: "out")
        #expect(try run("cache", "verify", out).status == 5)
        #expect(try run("pull", "-q", "--verify", name, "--platform", "linux/arm64", "-o", out).status == 0)
        #expect(try run("cache", "verify", out).status == 0)
    }

    @Test func `an empty store is sound, and a directory that is no layout is an error`() throws {
        let empty = try run("cache", "verify")
        #expect(empty.status == 0 && empty.output == "0 blobs, 0 B, 0 intact\n")
        #expect(!FileManager.default.fileExists(atPath: home.file("store")))
        try home.write("other/file", "")
        for (name, sentence) in [
            ("none", "there is no directory '\(home.file("none"))'"),
            ("other", "'\(home.file("other"))' is not an OCI layout"),
        ] {
            let result = try run("cache", "verify", home.file(name))
            #expect(result.status == 6)
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }
    }

    @Test(.userCase("L32")) func `without a registry, a damaged blob is an error, and stays`() throws {
        #expect(try run("pull", "-q", name, "--platform", "linux/arm64").status == 0)
        let layer = image.child(1).layers[1]
        try zero(layer)
        let offline = try run("pull", "--offline", "--verify", name, "--platform", "linux/arm64")
        #expect(offline.status == 5)
        #expect(offline.errors.contains("blob \(layer.digest) in '\(home.file("store"))' is damaged"))
        #expect(!offline.errors.contains("removed"))
        #expect(offline.errors.contains("without --offline"))
        #expect(try bytes(layer) == [UInt8](repeating: 0, count: layer.size))
    }

    @Test func `without a registry, a damaged blob of a layout is copied again from the local store`() throws {
        let out = home.file("out")
        let pull = ["pull", "--verify", name, "--platform", "linux/arm64"]
        let environment = ["RESOLVE_HOME": home.file("store")]
        #expect(try Command.run(pull, environment: environment).status == 0)
        #expect(try Command.run(pull + ["-o", out], environment: environment).status == 0)
        let layer = image.child(1).layers[1]
        try zero(layer, in: "out")
        let offline = try Command.run(pull + ["--offline", "-o", out], environment: environment)
        #expect(offline.status == 0, "\(offline.errors)")
        #expect(offline.errors.contains("it is removed and copied again"))
        #expect(try bytes(layer, in: "out") == layer.bytes)
    }
}
