import PlatformModel
import TestSupport
import Testing

@testable import EngineClient

/// The answers of real engines, recorded in `Tests/Fixtures/engines`.
@Suite struct EngineAnswerTests {
    /// The facts of an engine that speaks Docker's API.
    static func facts(_ name: String) throws -> EngineFacts {
        var facts = try #require(HTTPEngineAnswers.facts(version: Fixtures.bytes("engines/\(name)-version.json")))
        if facts.kind == .podman {
            HTTPEngineAnswers.add(libpod: try Fixtures.bytes("engines/\(name)-libpod-info.json"), to: &facts)
        } else {
            HTTPEngineAnswers.add(info: try Fixtures.bytes("engines/\(name)-info.json"), to: &facts)
        }
        return facts
    }

    private static func message(_ name: String) throws -> ArraySlice<UInt8> {
        try #require(ContainerdAnswers.message(in: Fixtures.bytes("engines/containerd-1.6.20-\(name).bin")))
    }

    @Test func `Docker 20_10 names its platform, kernel, graph driver, mirror and insecure registries`() throws {
        let facts = try Self.facts("docker-20.10.24")
        #expect(facts.kind == .docker)
        #expect(facts.platform == Platform(os: "linux", architecture: "amd64"))
        #expect(facts.kernelArchitecture == "x86_64")
        #expect(facts.version == "20.10.24+dfsg1")
        #expect(facts.apiVersion == "1.41")
        #expect(facts.system == "Debian GNU/Linux 12 (bookworm)")
        #expect(facts.stores == [EngineStore(.graphDriver, driver: "vfs")])
        #expect(facts.mirrors == ["https://mirror.example:5000/"])
        #expect(facts.insecureRegistries == ["registry.example:5000", "127.0.0.0/8"])
        #expect(!facts.isRootless && !facts.isExperimental)
    }

    @Test func `podman is told from Docker by its components, and its own answer counts`() throws {
        let facts = try Self.facts("podman-4.3.1")
        #expect(facts.kind == .podman)
        #expect(facts.platform == Platform(os: "linux", architecture: "amd64"))
        #expect(facts.kernelArchitecture == nil && facts.system == "debian 12")
        #expect(facts.version == "4.3.1" && facts.apiVersion == "1.41")
        #expect(facts.stores == [EngineStore(.graphDriver, driver: "vfs")])
        #expect(!facts.isRootless && !facts.isExperimental)
        #expect(facts.mirrors == [] && facts.insecureRegistries == [])
    }

    @Test func `containerd names the platform of its runtime, the snapshotters that work, and the kubelet's`() throws {
        var facts = try #require(ContainerdAnswers.facts(version: Self.message("version")))
        #expect(facts.version == "1.6.20~ds1")
        #expect(ContainerdAnswers.add(plugins: try Self.message("plugins"), to: &facts))
        #expect(facts.platform == Platform(os: "linux", architecture: "amd64"))
        // aufs, btrfs, devmapper and zfs are listed too, each with an error.
        #expect(facts.stores.map(\.driver) == ["native", "overlayfs"])
        ContainerdAnswers.add(status: try Self.message("cri-status"), to: &facts)
        #expect(facts.stores.map(\.driver) == ["overlayfs", "native"])
        #expect(facts.registryDirectory == nil && facts.mirrors == [])
    }

    // docs.docker.com, "containerd image store": the answer of `docker info -f '{{ .DriverStatus }}'`.
    @Test func `Docker's containerd store is told from a graph driver of the same name`() throws {
        let version = #"{"Version":"29.0.0","ApiVersion":"1.52","Os":"linux","Arch":"arm64","Components":[]}"#
        var facts = try #require(HTTPEngineAnswers.facts(version: Array(version.utf8)))
        let info = #"{"Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}"#
        HTTPEngineAnswers.add(info: Array(info.utf8), to: &facts)
        #expect(facts.stores == [EngineStore(.snapshotter, driver: "overlayfs")])
        #expect(facts.platform == Platform(os: "linux", architecture: "arm64"))
    }

    @Test func `Windows has the version of its system, and rootless is a security option of Docker`() throws {
        let version = #"{"Version":"28.1.1","Os":"windows","Arch":"amd64"}"#
        var facts = try #require(HTTPEngineAnswers.facts(version: Array(version.utf8)))
        let info = #"{"OSVersion":"10.0.20348.2966 (20348)","SecurityOptions":["name=seccomp","name=rootless"]}"#
        HTTPEngineAnswers.add(info: Array(info.utf8), to: &facts)
        #expect(facts.platform?.osVersion == "10.0.20348.2966")
        #expect(facts.isRootless)
    }

    @Test func `podman's registries are read from its own answer`() throws {
        var facts = EngineFacts(kind: .podman)
        let info = """
            {"host":{"arch":"arm","os":"linux","variant":"v7","security":{"rootless":true},"emulatedArchitectures":["linux/386"]},
            "store":{"graphDriverName":"overlay"},"registries":{"search":["docker.io"],"docker.io":{"Insecure":false,
            "Mirrors":[{"Location":"bob:secret@mirror.example/hub"}]},"old.example":{"Insecure":true,"Mirrors":null}}}
            """
        HTTPEngineAnswers.add(libpod: Array(info.utf8), to: &facts)
        #expect(facts.platform == Platform(os: "linux", architecture: "arm", variant: "v7"))
        #expect(facts.mirrors == ["docker.io = <redacted>@mirror.example/hub"])
        #expect(facts.insecureRegistries == ["old.example"])
        #expect(facts.isRootless && facts.emulated == ["linux/386"])
    }

    @Test func `no password, label or name of a machine is kept`() throws {
        var facts = EngineFacts(kind: .docker)
        let info = """
            {"HttpProxy":"http://bob:hunter2@proxy.example:3128","HttpsProxy":"http://bob:hunter2@proxy.example",
            "Labels":["token=hunter2"],"Name":"secret-host","ID":"ABCD:SECRET","Swarm":{"NodeAddr":"192.0.2.7"},
            "Driver":"overlay2","RegistryConfig":{"Mirrors":["https://bob:hunter2@mirror.example/?token=hunter2"]}}
            """
        HTTPEngineAnswers.add(info: Array(info.utf8), to: &facts)
        let kept = "\(facts)"
        for secret in ["hunter2", "bob", "secret-host", "SECRET", "192.0.2.7"] { #expect(!kept.contains(secret)) }
        #expect(facts.mirrors == ["https://<redacted>@mirror.example/?token=<redacted>"])
    }

    @Test(arguments: ["", "{", "[]", "{}", #"{"Version":""}"#, #"{"Version":7}"#, "<html></html>", "null"])
    func `an answer that is none of an engine is refused`(text: String) {
        #expect(HTTPEngineAnswers.facts(version: Array(text.utf8)) == nil)
    }

    @Test func `members of the wrong type count as absent`() throws {
        var facts = EngineFacts(kind: .podman)
        for text in [
            #"{"Driver":7,"DriverStatus":"x","RegistryConfig":[],"SecurityOptions":{},"Architecture":null}"#,
            #"{"host":"x","store":[],"registries":[1]}"#,
            #"{"host":{"os":1,"arch":[]},"registries":{"a":{"Mirrors":1}}}"#,
        ] {
            HTTPEngineAnswers.add(info: Array(text.utf8), to: &facts)
            HTTPEngineAnswers.add(libpod: Array(text.utf8), to: &facts)
        }
        #expect(facts == EngineFacts(kind: .podman))
    }

    @Test func `random damage to real answers is never a trap`() throws {
        var random = SeededGenerator.fromEnvironment("damaged answers of engines")
        let texts = try ["docker-20.10.24-info.json", "podman-4.3.1-libpod-info.json", "docker-20.10.24-version.json"]
            .map { try Fixtures.bytes("engines/\($0)") }
        let messages = try ["version", "plugins", "cri-status"].map {
            try Fixtures.bytes("engines/containerd-1.6.20-\($0).bin")
        }
        var read = 0
        for round in 0..<6000 {
            var bytes = (round % 8 == 0 ? texts : messages)[round % 3]
            for _ in 0...Int.random(in: 0...4, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(position..<min(bytes.count, position + 9))
                default: bytes.insert(contentsOf: bytes[position...].prefix(7), at: position)
                }
            }
            var facts = EngineFacts(kind: .containerd)
            if HTTPEngineAnswers.facts(version: bytes) != nil { read += 1 }
            HTTPEngineAnswers.add(info: bytes, to: &facts)
            HTTPEngineAnswers.add(libpod: bytes, to: &facts)
            // Most damage changes the length, which the frame would betray.
            let message = bytes.dropFirst(5)
            if ContainerdAnswers.facts(version: message) != nil { read += 1 }
            _ = ContainerdAnswers.message(in: bytes)
            _ = ContainerdAnswers.add(plugins: message, to: &facts)
            ContainerdAnswers.add(status: message, to: &facts)
        }
        #expect(read > 100)
    }
}
