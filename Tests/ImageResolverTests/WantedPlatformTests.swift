import ImageResolver
import PlatformModel
import TestSupport
import Testing

/// The source of the wanted platform, and the errors when nothing matches.
struct WantedPlatformTests {
    @Test func `the environment sets the platform, RESOLVE_PLATFORM first, and only if no host is given`()
        async throws
    {
        let six = SampleImages.sixPlatforms()
        let scene = try Scene(six)
        func chosen(_ change: (inout ResolverOptions) -> Void) async throws -> (Position?, Wanted.Origin) {
            let explanation = try await scene.resolver(change).explain(scene.image)
            return (explanation.chosen?.position, explanation.wanted.origin)
        }
        let docker = try await chosen {
            $0.host = nil
            $0.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64"
        }
        #expect(docker == ([1], .environment("DOCKER_DEFAULT_PLATFORM")))
        let both = try await chosen {
            $0.host = nil
            $0.environment["RESOLVE_PLATFORM"] = "linux/riscv64"
            $0.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64"
        }
        #expect(both == ([5], .environment("RESOLVE_PLATFORM")))
        let empty = try await chosen {
            $0.host = nil
            $0.environment["RESOLVE_PLATFORM"] = ""
            $0.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/386"
        }
        #expect(empty == ([4], .environment("DOCKER_DEFAULT_PLATFORM")))
        let flag = try await chosen {
            $0.environment["RESOLVE_PLATFORM"] = "linux/riscv64"
            $0.platforms = ["linux/arm/v6"]
        }
        #expect(flag == ([3], .flag))
        let host = try await chosen { $0.environment["RESOLVE_PLATFORM"] = "linux/riscv64" }
        #expect(host == ([0], .hostOption("github-runner-amd64")))
    }

    @Test(arguments: [
        ["linux/amd64/v9/extra"], ["linux/armhf/v6"], [""], ["all", "linux/amd64"], ["linux/amd64,linux/arm64"],
    ])
    func `invalid platforms are refused before any request`(platforms: [String]) async throws {
        let scene = try Scene(SampleImages.sixPlatforms())
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(platforms) }
        #expect(error?.kind == .usage)
        #expect(error?.message.hasPrefix("--platform") == true)
        #expect(error?.hint == (platforms[0].contains(",") ? "repeat --platform for each platform" : nil))
        #expect(error?.image == scene.image)
        #expect(error?.registry == scene.registry.authority)
        #expect(scene.requested.isEmpty)
    }

    @Test func `a command for one platform refuses two`() async throws {
        let scene = try Scene(SampleImages.sixPlatforms())
        let resolver = scene.resolver { $0.platforms = ["linux/amd64", "linux/arm64"] }
        let error = await #expect(throws: ResolverError.self) { try await resolver.explain(scene.image) }
        #expect(error?.kind == .usage)
    }

    @Test func `different spellings of one platform are one platform`() async throws {
        let scene = try Scene(SampleImages.sixPlatforms())
        let pulled = try await scene.pull(["linux/arm64", "arm64", "linux/aarch64", "linux/arm64/v8", "linux/armhf"])
        #expect(pulled.map(\.platform?.short) == ["linux/arm64", "linux/arm/v7"])
    }

    @Test func `a host that is neither a name nor a recording is refused with the nearest name`() async throws {
        let scene = try Scene()
        let error = await #expect(throws: ResolverError.self) { try await scene.resolver(host: "raspberry-pi-9").rules }
        #expect(error?.kind == .usage)
        #expect(error?.hint?.contains("resolve host --list") == true)
    }

    @Test func `a recording represents the machine that it was made on`() async throws {
        let scene = try Scene(SampleImages.sixPlatforms())
        let recording =
            #"{"format":1,"os":"linux","probes":{"process_arch":"arm","uname.machine":"armv6l","AT_PLATFORM":"v6l"}}"#
        let file = try scene.folder.write("pi.json", recording)
        let explanation = try await scene.resolver(host: file).explain(scene.image)
        #expect(explanation.chosen?.position == [3])
        #expect(explanation.wanted.origin == .hostOption(file))
    }

    @Test
    func `a missing match names the wanted platform, its origin, every offer, the nearest, and a working command`()
        async throws
    {
        let image = SampleImages.list(["linux/amd64", "linux/arm/v7", "linux/arm64"])
        let scene = try Scene(image)
        let error = try #require(
            await #expect(throws: ResolverError.self) { try await scene.pull(host: "raspberry-pi-zero") })
        #expect(error.kind == .noMatch)
        let noMatch = try #require(error.noMatch)
        #expect(noMatch.wanted.short == "linux/arm/v6")
        #expect(noMatch.origin == .hostOption("raspberry-pi-zero"))
        #expect(noMatch.offered.map(\.verdict.reason) == ["architecture", "level-too-new", "architecture"])
        #expect(noMatch.nearest?.position == [1])
        #expect(noMatch.command == "resolve pull --platform linux/arm/v7 \(scene.image)")
        #expect(
            error.description.hasPrefix("\(scene.image): no manifest runs on linux/arm/v6; nearest: linux/arm/v7 ("))
        #expect(scene.requested == ["GET manifests/1"])
        #expect(
            try await scene.pull(["linux/arm/v7"], host: "raspberry-pi-zero").map { "\($0.digest)" } == [
                image.child(1).digest
            ])
    }

    @Test func `for an arm entry without a variant, assuming a variant is suggested`() async throws {
        let scene = try Scene(SampleImages.list(["linux/amd64", "linux/arm"]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(host: "raspberry-pi-zero") }
        #expect(
            error?.noMatch?.command == "resolve pull --host raspberry-pi-zero --assume-variant v6 \(scene.image)")
        let pulled = try await scene.pull(host: "raspberry-pi-zero") { $0.policy.assumedVariant = "v6" }
        #expect(pulled.count == 1)
    }

    @Test func `an emulator of the host is suggested if it would help`() async throws {
        let scene = try Scene(SampleImages.list(["linux/arm64"]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull(host: "amd64-v3-qemu") }
        #expect(error?.noMatch?.command == "resolve pull --host amd64-v3-qemu --emulated \(scene.image)")
        #expect(
            try await scene.pull(host: "amd64-v3-qemu") { $0.policy.emulation = true }.map(\.reason) == ["emulated"])
    }

    @Test func `neither an artifact nor a platform with a quote is suggested`() async throws {
        let builder = ImageBuilder()
        var attestation = IndexEntry(SampleImages.image("linux/s390x", builder))
        attestation.annotations = ["vnd.docker.reference.type": "attestation-manifest"]
        let evil = SamplePlatform(os: "linux", architecture: "x';reboot;'")
        let scene = try Scene(builder.index([attestation, IndexEntry(SampleImages.image(evil, builder))]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.kind == .noMatch)
        #expect(error?.noMatch?.command == nil)
    }

    @Test func `an index that is empty or has only unknown kinds is unsupported`() async throws {
        let builder = ImageBuilder()
        let scene = try Scene(builder.index([]))
        let empty = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(empty?.kind == .malformed)
        #expect(empty?.message.contains("empty") == true)
        var strange = IndexEntry(SampleImages.image("linux/amd64", builder))
        strange.mediaType = "application/vnd.example.strange+json"
        scene.registry.add(builder.index([strange]), to: "team/app", tags: ["1"])
        let unknown = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(unknown?.kind == .malformed)
        #expect(unknown?.noMatch?.offered.map(\.verdict.reason) == ["media-type"])
        #expect(unknown?.noMatch?.command == nil)
    }

    @Test func `a schema 1 image is refused with a clear error`() async throws {
        let scene = try Scene()
        scene.registry.content.heedsAccept = false
        let bytes = Array(
            #"{"schemaVersion":1,"name":"team/app","tag":"1","architecture":"amd64","fsLayers":[],"history":[]}"#.utf8)
        scene.registry.add(
            manifest: bytes, mediaType: "application/vnd.docker.distribution.manifest.v1+json", to: "team/app", tag: "1"
        )
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.kind == .malformed)
        #expect(error?.message.contains("schema 1") == true)
    }

    @Test func `an index in a file is explained without a registry`() async throws {
        let image = SampleImages.sixPlatforms()
        let scene = try Scene()
        let resolver = scene.resolver(host: "raspberry-pi-2")
        let declared = try await resolver.explain(index: image.root.bytes, configs: nil, name: "list.json")
        #expect(declared.chosen?.position == [2])
        let undeclared = SampleImages.undeclared(["linux/arm64", "linux/arm/v7"])
        let configs = JSONText.object([
            (undeclared.child(1).digest, .object([("os", .string("linux")), ("architecture", .string("arm"))]))
        ])
        let read = try await resolver.explain(index: undeclared.root.bytes, configs: configs.bytes, name: "list.json")
        #expect(read.chosen?.position == [1])
        #expect(read.candidates.first?.verdict.reason == "undeclared-unreadable")
    }
}
