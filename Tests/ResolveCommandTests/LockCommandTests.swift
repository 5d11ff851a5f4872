import Foundation
import TestSupport
import Testing

/// `resolve lock`, and pulls that obey the lock.
struct LockCommandTests {
    private let registry: MisbehavingRegistry
    private let home: TemporaryFolder
    private let image = SampleImages.sixPlatforms()
    /// What the tag refers to after it has moved.
    private let newImage = SampleImages.list(["linux/amd64", "linux/arm64"])

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        registry.add(SampleImages.single("linux/arm64"), to: "team/lone", tags: ["1"])
        home = try TemporaryFolder()
    }

    private var app: String { registry.reference("team/app:1") }
    private var lone: String { registry.reference("team/lone:1") }
    private var platform: [String] { ["--platform", "linux/arm64"] }

    private func run(_ arguments: [String]) throws -> ProgramResult {
        try Command.run(arguments, environment: ["RESOLVE_HOME": home.file("store")], directory: home.path)
    }

    private func lock(_ file: String = "resolve.lock") throws -> JSONObject {
        try JSONObject(try String(contentsOfFile: home.file(file), encoding: .utf8))
    }

    private func move() { registry.add(newImage, to: "team/app", tags: ["1"]) }

    @Test func `a lock has the digest of the index and of each platform, at the cost of one request`() throws {
        let result = try run(["lock", app])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(app)@\(image.digest)\n")
        #expect(registry.requests(to: "/manifests/").count == 1)
        let locked = try #require(try lock().objects("images").first)
        #expect(locked.text("image") == app)
        #expect(locked.text("digest") == image.digest)
        let manifests = locked.objects("manifests")
        #expect(Set(manifests.compactMap { $0.text("digest") }) == Set((0..<6).map { image.child($0).digest }))
        #expect(manifests.allSatisfy { $0.object("platform")?.text("os") == "linux" })
    }

    @Test func `a lone manifest is locked with the platform in its config`() throws {
        #expect(try run(["lock", lone]).status == 0)
        let locked = try #require(try lock().objects("images").first)
        let manifest = try #require(locked.objects("manifests").first)
        #expect(manifest.text("digest") == locked.text("digest"))
        #expect(manifest.object("platform")?.text("architecture") == "arm64")
    }

    @Test func `images that are not named stay, and the bytes do not depend on the order`() throws {
        try #require(try run(["lock", app]).status == 0)
        try #require(try run(["lock", lone]).status == 0)
        try #require(try run(["lock", "-o", "other.lock", lone, app]).status == 0)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: home.file("resolve.lock")))
        #expect(bytes == (try Data(contentsOf: URL(fileURLWithPath: home.file("other.lock")))))
        move()
        let moved = try run(["lock", app])
        #expect(moved.output == "\(app)@\(newImage.digest)\n")
        #expect(moved.errors.contains("\(app): it has moved from \(image.digest) to \(newImage.digest)"))
        #expect(try lock().objects("images").compactMap { $0.text("image") } == [app, lone].sorted())
    }

    @Test func `with -o -, the lock goes to stdout, and nothing else does`() throws {
        try #require(try run(["lock", app]).status == 0)
        let printed = try run(["lock", "-o", "-", app])
        #expect(printed.output == (try String(contentsOfFile: home.file("resolve.lock"), encoding: .utf8)))
        #expect(!FileManager.default.fileExists(atPath: home.file("-")))
    }

    @Test func `an empty file becomes a lock, and keeps its mode`() throws {
        try home.write("resolve.lock", "")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: home.file("resolve.lock"))
        #expect(try run(["pull", "--locked", app]).status == 11)
        let result = try run(["lock", app])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try lock().objects("images").count == 1)
        let attributes = try FileManager.default.attributesOfItem(atPath: home.file("resolve.lock"))
        #expect(attributes[.posixPermissions] as? Int == 0o640)
    }

    @Test(arguments: [
        ("none/x.lock", "'none/x.lock' cannot be created: No such file or directory"),
        ("/dev/null", "'/dev/null' is not a regular file, and a lock would replace it"),
    ])
    func `a lock that cannot be written is named with the reason`(path: String, sentence: String) throws {
        let result = try run(["lock", "-o", path, app])
        #expect(result.status == 10)
        #expect(result.errors.contains(sentence), "\(result.errors)")
    }

    @Test func `if one image fails, nothing is written`() throws {
        try #require(try run(["lock", lone]).status == 0)
        let before = try Data(contentsOf: URL(fileURLWithPath: home.file("resolve.lock")))
        let result = try run(["lock", app, registry.reference("team/none:1")])
        #expect(result.status == 12)
        #expect(result.errors.contains("team/none:1"))
        #expect(try run(["lock", registry.reference("team/none:1")]).status == 6)
        #expect(before == (try Data(contentsOf: URL(fileURLWithPath: home.file("resolve.lock")))))
    }

    @Test(.userCase("K2"))
    func `a locked pull takes the locked digest without asking for the tag, which may have moved`() throws {
        try #require(try run(["lock", app]).status == 0)
        move()
        registry.clearLog()
        let result = try run(["pull", "--locked", app] + platform)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(registry.authority)/team/app@\(image.child(1).digest)\n")
        #expect(registry.requests(to: "/manifests/1").isEmpty)
        // The store keeps the name, for later pulls without a network.
        let offline = try run(["pull", "--offline", app, "-o", home.file("out")] + platform)
        #expect(offline.status == 0, "\(offline.errors)")
        #expect(offline.output == result.output)
    }

    @Test(.userCase("K2")) func `lock --check tells which tags have moved, and ends with 14`() throws {
        try #require(try run(["lock", app, lone]).status == 0)
        let same = try run(["lock", "--check"])
        #expect(same.status == 0)
        #expect(same.output.split(separator: "\n").allSatisfy { $0.hasPrefix("same  ") }, "\(same.output)")
        move()
        let before = try Data(contentsOf: URL(fileURLWithPath: home.file("resolve.lock")))
        let moved = try run(["lock", "--check"])
        #expect(moved.status == 14)
        let words = moved.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(words.contains(["moved", app, image.digest, newImage.digest]), "\(moved.output)")
        #expect(moved.errors.contains("the locked tag \(app) has moved"), "\(moved.errors)")
        #expect(before == (try Data(contentsOf: URL(fileURLWithPath: home.file("resolve.lock")))))
        #expect(try run(["lock", "--check", lone]).status == 0)
        let json = try run(["lock", "--check", "--json", app])
        #expect(try JSONObject(json.output).members["moved"] as? Bool == true)
    }

    @Test func `a plan obeys the lock, too`() throws {
        try #require(try run(["lock", app]).status == 0)
        move()
        let plan = try JSONObject(try run(["plan", "--locked", "--json"] + platform).output)
        #expect(plan.text("digest") == image.child(1).digest)
        #expect(try run(["plan", "--locked", lone] + platform).status == 6)
    }

    @Test func `without images, everything in the lock is pulled`() throws {
        try #require(try run(["lock", "-o", "pins.lock", lone, app]).status == 0)
        let result = try run(["pull", "-q", "--lock-file", "pins.lock"] + platform)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 2)
        #expect(result.output.contains(image.child(1).digest))
    }

    @Test func `an image or a platform that is not locked is refused before anything is pulled`() throws {
        let none = try run(["pull", "--locked", app])
        #expect(none.status == 6)
        #expect(none.errors.contains("there is no file 'resolve.lock'") && none.errors.contains("`resolve lock IMAGE`"))
        try #require(try run(["lock", app] + platform).status == 0)
        registry.clearLog()
        let other = try run(["pull", "--locked", app, lone] + platform)
        #expect(other.status == 6)
        #expect(other.errors.contains("it is not in 'resolve.lock'"), "\(other.errors)")
        #expect(other.errors.contains("`resolve lock \(lone)` adds it"), "\(other.errors)")
        #expect(registry.log.isEmpty)
        let platform = try run(["pull", "--locked", app, "--platform", "linux/amd64"])
        #expect(platform.status == 6)
        #expect(platform.errors.contains("is not locked; the lock has linux/arm64"), "\(platform.errors)")
        #expect(!FileManager.default.fileExists(atPath: home.file("store")))
        #expect(try run(["pull", "--locked", app] + self.platform).status == 0)
    }

    @Test func `a lock may be for some platforms only`() throws {
        try #require(try run(["lock", app] + platform).status == 0)
        let manifests = try lock().objects("images").first?.objects("manifests") ?? []
        #expect(manifests.compactMap { $0.text("digest") } == [image.child(1).digest])
        let all = try run(["pull", "--locked", app, "--platform", "all"])
        #expect(all.status == 6)
        try #require(try run(["lock", app]).status == 0)
        #expect(try run(["pull", "-q", "--locked", app, "--platform", "all"]).output.split(separator: "\n").count == 6)
    }

    @Test(arguments: [
        ("{}", "document has no 'version'"), ("<<<<<<< HEAD\n", "merge conflict from line 1 on"),
        (#"{"version": 9, "images": []}"#, "lock has version 9"),
    ])
    func `a malformed lock is refused before any request`(text: String, sentence: String) throws {
        try home.write("resolve.lock", text)
        for arguments in [
            ["pull", "--locked", app], ["pull", "--offline", app], ["lock", app], ["lock", "--check"],
        ] {
            let result = try run(arguments)
            #expect(result.status == 11, "\(arguments): \(result.errors)")
            #expect(result.errors.contains("'resolve.lock': ") && result.errors.contains(sentence), "\(result.errors)")
            #expect(result.errors.contains("lock the images again with `resolve lock`"), "\(result.errors)")
        }
        #expect(registry.log.isEmpty)
        #expect(try String(contentsOfFile: home.file("resolve.lock"), encoding: .utf8) == text)
    }

    @Test func `a pull without a network obeys the lock in its directory`() throws {
        try #require(try run(["lock", app]).status == 0)
        try #require(try run(["pull", "-q", app] + platform).status == 0)
        move()
        try #require(try run(["pull", "-q", app] + platform).output.contains(newImage.child(1).digest))
        let locked = try run(["pull", "--offline", app, "-o", home.file("locked")] + platform)
        #expect(locked.output.contains(image.child(1).digest), "\(locked.errors)")
        #expect(locked.errors.contains("\(app): it is taken as resolve.lock has it, \(image.digest)"))
        try FileManager.default.removeItem(atPath: home.file("resolve.lock"))
        let free = try run(["pull", "--offline", app, "-o", home.file("free")] + platform)
        #expect(free.output.contains(newImage.child(1).digest), "\(free.errors)")
    }

    @Test func `what the store lacks of a lock is an error without a network`() throws {
        try #require(try run(["lock", app]).status == 0)
        let result = try run(["pull", "--locked", "--offline", app] + platform)
        #expect(result.status == 6)
        #expect(result.errors.contains("the local store lacks the locked digest \(image.digest)"), "\(result.errors)")
    }

    @Test func `images on this machine are not locked`() throws {
        let result = try run(["lock", "oci:somewhere"])
        #expect(result.status == 64)
        #expect(result.errors.contains("it is on this machine, and a lock is for images at registries"))
        #expect(try run(["lock"]).status == 64)
        #expect(try run(["lock", "--offline", app]).status == 64)
    }

    @Test func `an attestation is not locked, but pulled with all platforms`() throws {
        let attested = SampleImages.withAttestations()
        registry.add(attested, to: "team/attested", tags: ["1"])
        let name = registry.reference("team/attested:1")
        let json = try JSONObject(try run(["lock", "--json", name]).output)
        #expect(json.objects("manifests").count == 6)
        #expect(json.text("digest") == attested.digest)
        #expect(json.members["former"] is NSNull)
        #expect(try run(["pull", "-q", "--locked", name, "--platform", "all"]).status == 0)
    }
}
