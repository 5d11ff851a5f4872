import Foundation
import TestSupport
import Testing

/// What `cache verify` finds in broken stores, and whether its hints repair them.
struct CacheRepairTests {
    private let registry: MisbehavingRegistry
    private let home: TemporaryFolder
    private let image = SampleImages.sixPlatforms()

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        home = try TemporaryFolder()
    }

    private var name: String { registry.reference("team/app:1") }

    /// The blobs of the image that is pulled, with the digests of their roles.
    private var child: SampleImage { image.child(1) }

    private func run(_ arguments: [String]) throws -> ProgramResult {
        try Command.run(arguments, environment: ["RESOLVE_HOME": home.file("store")])
    }

    /// Pulls the image into the local store, or into the layout `out`.
    private func pull(into place: Place, platform: String = "linux/arm64") throws {
        let output = place == .out ? ["-o", folder(.out)] : []
        let result = try run(["pull", "-q", name, "--platform", platform] + output)
        try #require(result.status == 0, "\(result.errors)")
    }

    /// A store that is verified.
    enum Place: String, CaseIterable { case store, out }

    private func folder(_ place: Place) -> String { home.file(place.rawValue) }

    private func verify(_ place: Place) throws -> ProgramResult {
        try run(["cache", "verify"] + (place == .out ? [folder(.out)] : []))
    }

    private func path(_ digest: String, in place: Place) -> String {
        "\(folder(place))/blobs/" + digest.replacingOccurrences(of: ":", with: "/")
    }

    /// Runs the `resolve` command that the hint of `result` quotes.
    private func followHint(_ result: ProgramResult) throws -> ProgramResult {
        let start = try #require(result.errors.range(of: "`resolve "), "\(result.errors)")
        let rest = result.errors[start.upperBound...]
        return try run(rest.prefix { $0 != "`" }.split(separator: " ").map(String.init))
    }

    /// What is done to a blob.
    enum Damage: String, CaseIterable {
        case missing, pipe, folder, bytes

        /// The first word of the line.
        var word: String {
            switch self {
            case .missing: "missing"
            case .pipe, .folder: "not-a-file"
            case .bytes: "damaged"
            }
        }

        func apply(to path: String) throws {
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
            try FileManager.default.removeItem(atPath: path)
            switch self {
            case .missing: break
            case .pipe: try runChecked("mkfifo", [path])
            case .folder: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            case .bytes: try Data(count: size).write(to: URL(fileURLWithPath: path))
            }
        }
    }

    @Test(.userCase("L32"), arguments: Place.allCases, Damage.allCases)
    func `a broken layer is found with its image, and the hint repairs it`(place: Place, damage: Damage) throws {
        try pull(into: place)
        let count = try verify(place).output.prefix { $0 != " " }
        let layer = child.layers[1]
        try damage.apply(to: path(layer.digest, in: place))
        let found = try verify(place)
        #expect(found.status == 5)
        #expect(found.output.contains("\(damage.word)  \(layer.digest)  "), "\(found.output)")
        // A layout lists the image by its tag.
        #expect(found.output.contains(place == .out ? "B  1\n" : "B  \(name)\n"), "\(found.output)")
        #expect(found.output.hasPrefix(damage.word) && found.output.contains("\n\(count) blobs, "))
        let state = damage == .missing ? "missing" : "damaged"
        #expect(found.errors.contains("1 of \(count) blobs in '\(folder(place))' is \(state)"), "\(found.errors)")
        let repaired = try followHint(found)
        #expect(repaired.status == 0, "\(repaired.errors)")
        let sound = try verify(place)
        #expect(sound.status == 0, "\(sound.output)")
        #expect(sound.output.hasPrefix("\(count) blobs, "))
    }

    @Test(.userCase("L32"), arguments: Place.allCases, [Damage.missing, .bytes])
    func `a broken manifest or config is found, and the hint repairs it`(place: Place, damage: Damage) throws {
        for digest in [child.digest, try #require(child.config).digest] {
            try pull(into: place)
            try damage.apply(to: path(digest, in: place))
            let found = try verify(place)
            #expect(found.status == 5)
            #expect(found.output.contains("\(damage.word)  \(digest)  "), "\(found.output)")
            let repaired = try run(
                ["pull", "--verify", name, "--platform", "linux/arm64"] + (place == .out ? ["-o", folder(.out)] : []))
            #expect(repaired.status == 0, "\(repaired.errors)")
            #expect(try verify(place).status == 0)
        }
    }

    @Test func `a layout of all platforms is repaired for all, and manifests left out are only counted`() throws {
        try pull(into: .out, platform: "all")
        #expect(try verify(.out).status == 0)
        try FileManager.default.removeItem(atPath: path(child.layers[0].digest, in: .out))
        let found = try verify(.out)
        #expect(found.status == 5)
        #expect(try followHint(found).status == 0)
        #expect(try verify(.out).status == 0)
        try FileManager.default.removeItem(atPath: path(child.digest, in: .out))
        let partial = try verify(.out)
        #expect(partial.status == 0)
        #expect(partial.output.hasSuffix("\nleft out: 1 manifest of other platforms\n"), "\(partial.output)")
    }

    @Test(.userCase("L32"), arguments: Place.allCases, ["", "{", "[]"])
    func `a damaged index is malformed, and its removal repairs the store`(place: Place, text: String) throws {
        try pull(into: place)
        let index = "\(folder(place))/index.json"
        try Data(text.utf8).write(to: URL(fileURLWithPath: index))
        let found = try verify(place)
        #expect(found.status == 11)
        #expect(found.errors.contains("`rm \(index)`"), "\(found.errors)")
        #expect(found.output.isEmpty)
        try FileManager.default.removeItem(atPath: index)
        try pull(into: place)
        #expect(try verify(place).status == 0)
    }

    @Test(arguments: ["index.json", "oci-layout", "resolve-store"], ["", "pipe"])
    func `the error for a damaged file of the local store names the file to remove`(file: String, text: String) throws {
        try pull(into: .store)
        let path = "\(folder(.store))/\(file)"
        try FileManager.default.removeItem(atPath: path)
        if text == "pipe" { try runChecked("mkfifo", [path]) } else { try Data().write(to: URL(fileURLWithPath: path)) }
        let refused = try run(["pull", name, "--platform", "linux/arm64"])
        #expect(refused.status == 11, "\(refused.errors)")
        #expect(refused.errors.contains("`rm \(path)`"), "\(refused.errors)")
        #expect(refused.errors.contains("the blobs stay"))
        try runChecked("rm", [path])
        registry.clearLog()
        try pull(into: .store)
        #expect(child.layers.allSatisfy { registry.requests(to: .containing($0.digest)).isEmpty })
        #expect(try verify(.store).status == 0)
    }

    @Test(.userCase("L32")) func `a local store without oci-layout is no empty store`() throws {
        try pull(into: .store)
        try FileManager.default.removeItem(atPath: "\(folder(.store))/oci-layout")
        let found = try verify(.store)
        #expect(found.status == 6)
        #expect(found.output.isEmpty)
        #expect(found.errors.contains("'\(folder(.store))' is not an OCI layout: it has no oci-layout file"))
        #expect(found.errors.contains("`resolve pull IMAGE` writes the file again"))
        try pull(into: .store)
        #expect(try verify(.store).status == 0)
    }

    @Test(.userCase("K5"), arguments: Place.allCases)
    func `blobs of an image whose tag has moved are repaired by digest`(place: Place) throws {
        try pull(into: place)
        registry.add(SampleImages.single("linux/arm64"), to: "team/app", tags: ["1"])
        // The manifest, and a layer that is known only when the manifest is there again.
        try Damage.bytes.apply(to: path(child.digest, in: place))
        try Damage.missing.apply(to: path(child.layers[0].digest, in: place))
        try Damage.folder.apply(to: path(child.layers[1].digest, in: place))
        let repaired = try run(["cache", "verify", "--repair", "--json"] + (place == .out ? [folder(.out)] : []))
        #expect(repaired.status == 0, "\(repaired.errors)")
        let damaged = try JSONObject(repaired.output).objects("damaged")
        #expect(damaged.allSatisfy { $0.members["repaired"] as? Bool == true })
        #expect(
            Set(damaged.compactMap { $0.text("digest") })
                == [child.digest, child.layers[0].digest, child.layers[1].digest])
        #expect(try verify(place).status == 0)
        // What was repaired is the same image, not the one that the tag refers to now.
        let offline = try run(["pull", "--offline", "-q", name, "--platform", "linux/arm64", "-o", home.file("copy")])
        #expect(place == .out || offline.output.contains(child.digest), "\(offline.errors)")
    }

    @Test(.userCase("K5"))
    func `what cannot be repaired is named with the reason, and stays as it is`() throws {
        try pull(into: .store)
        let layer = path(child.layers[1].digest, in: .store)
        try Damage.bytes.apply(to: layer)
        let zeros = try Data(contentsOf: URL(fileURLWithPath: layer))
        let offline = try run(["cache", "verify", "--repair", "--offline"])
        #expect(offline.status == 5)
        #expect(offline.errors.contains("blob \(child.layers[1].digest) is not repaired"), "\(offline.errors)")
        #expect(offline.errors.contains("without --offline, it is fetched again"), "\(offline.errors)")
        registry.misbehave(on: .containing(child.layers[1].digest), .flipped(at: 3))
        let wrong = try run(["cache", "verify", "--repair", "--retries", "0"])
        #expect(wrong.status == 5)
        #expect(wrong.output.contains("damaged  \(child.layers[1].digest)"), "\(wrong.output)")
        #expect(zeros == (try Data(contentsOf: URL(fileURLWithPath: layer))))
        registry.behave()
        let repaired = try run(["cache", "verify", "--repair"])
        #expect(repaired.status == 0)
        #expect(repaired.output.contains("repaired  \(child.layers[1].digest)"), "\(repaired.output)")
    }

    @Test(.userCase("K5")) func `a layout is repaired from the local store without a network`() throws {
        try pull(into: .store)
        try pull(into: .out)
        let layer = path(child.layers[1].digest, in: .out)
        try FileManager.default.removeItem(atPath: layer)
        try Data(count: child.layers[1].size).write(to: URL(fileURLWithPath: layer))
        registry.clearLog()
        let repaired = try run(["cache", "verify", "--repair", "--offline", folder(.out)])
        #expect(repaired.status == 0, "\(repaired.errors)")
        #expect(registry.log.isEmpty)
        #expect(try verify(.out).status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder(.out)).sorted()
                == ["blobs", "index.json", "oci-layout"])
    }

    @Test func `a layer that its own repository has no more comes from another one, where it was seen`() throws {
        try pull(into: .store)
        let other = registry.reference("other/app:1")
        try #require(try run(["copy", name, other, "--platform", "linux/arm64"]).status == 0)
        let layer = child.layers[1]
        try Damage.bytes.apply(to: path(layer.digest, in: .store))
        registry.misbehave(on: .containing("team/app/blobs/\(layer.digest)"), .status(404))
        let repaired = try run(["cache", "verify", "--repair"])
        #expect(repaired.status == 0, "\(repaired.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path(layer.digest, in: .store))) == Data(layer.bytes))
    }

    @Test func `a damaged blob that no image needs is not repaired, and prune removes it`() throws {
        try pull(into: .store)
        let stray = "sha256:" + String(repeating: "5", count: 64)
        try Data("stray".utf8).write(to: URL(fileURLWithPath: path(stray, in: .store)))
        let found = try run(["cache", "verify", "--repair"])
        #expect(found.status == 5)
        #expect(found.errors.contains("no image needs it; `resolve cache prune` removes such blobs"), "\(found.errors)")
        #expect(try followHint(found).status == 0)
        #expect(try verify(.store).status == 0)
    }

    @Test func `a blob of another length in a layout is damaged, not missing`() throws {
        try pull(into: .out)
        let layer = child.layers[1]
        let path = path(layer.digest, in: .out)
        try FileManager.default.removeItem(atPath: path)
        try Data(layer.bytes.dropLast(15)).write(to: URL(fileURLWithPath: path))
        let sentence = "'\(path)' has \(layer.size - 15) bytes, not \(layer.size)"
        for arguments in [
            ["pull", "oci:\(folder(.out))", "--platform", "linux/arm64", "-o", home.file("other")],
            ["push", "oci:\(folder(.out))", registry.reference("team/new:1")],
        ] {
            let result = try run(arguments)
            #expect(result.status == 5, "\(result.errors)")
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }
    }

    @Test func `blobs taken from a layout are hashed, and those that are there already are not`() throws {
        try pull(into: .out)
        let copy = ["oci:\(folder(.out))", "--platform", "linux/arm64", "-o"]
        for isHashed in [true, false] {
            let plain = try run(["pull"] + copy + [home.file("plain")])
            #expect(plain.status == 0)
            let check = isHashed ? "hashed" : "by size"
            #expect(plain.errors.contains("already present (\(check))"), "\(plain.errors)")
            let json = try run(["pull", "--json"] + copy + [home.file("json")])
            let object = try JSONObject(json.output.split(separator: "\n")[0])
            #expect(object.members["cacheVerified"] as? Bool == isHashed)
        }
    }
}
