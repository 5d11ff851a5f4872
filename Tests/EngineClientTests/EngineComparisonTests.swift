import PlatformModel
import Testing

@testable import EngineClient

/// Where engines differ from the host and from one another.
@Suite struct EngineComparisonTests {
    private static func engine(
        _ path: String, _ platform: String, kind: EngineKind = .docker, kernel: String? = nil,
        store: EngineStore.Kind? = nil, mirrors: [String] = [], selected: Bool = false
    ) -> Engine {
        var facts = EngineFacts(kind: kind)
        let parts = platform.split(separator: "/").map(String.init)
        facts.platform = Platform(os: parts[0], architecture: parts[1], variant: parts.count > 2 ? parts[2] : nil)
        facts.kernelArchitecture = kernel
        facts.stores = store.map { [EngineStore($0, driver: "overlayfs")] } ?? []
        facts.mirrors = mirrors
        var endpoint = EngineEndpoint(kind, .socket(path), name: "default")
        endpoint.isSelected = selected
        return Engine(endpoint, .facts(facts))
    }

    private static func sentences(
        _ engines: [Engine], host: String, defaultPlatform: String? = nil
    ) throws -> [String] {
        let catalog = try PlatformCatalog.builtIn()
        let host = try catalog.parse(host, host: Platform(os: "linux", architecture: "amd64"))
        return EngineComparison(host: host, catalog: catalog)
            .differences(of: engines, defaultPlatform: defaultPlatform).map { "\($0.word): \($0)" }
    }

    @Test(arguments: [
        ("linux/amd64", "linux/amd64", "x86_64", []),
        ("linux/amd64/v3", "linux/amd64", "x86_64", []),
        ("linux/arm64", "linux/arm64/v8", "aarch64", []),
        (
            "linux/amd64", "linux/386", "x86_64",
            [
                "32-bit-engine: docker at unix:///a is built for 386 on a kernel for amd64: it takes images for linux/386"
            ]
        ),
        (
            "linux/arm64", "linux/arm", "aarch64",
            [
                "32-bit-engine: docker at unix:///a is built for arm on a kernel for arm64: it takes images for linux/arm/v7"
            ]
        ),
        (
            "darwin/arm64", "linux/arm64", "aarch64",
            [
                "platform: docker at unix:///a runs linux/arm64, and this host is darwin/arm64: "
                    + "they take different entries of an index"
            ]
        ),
        (
            "linux/arm64", "linux/amd64", "x86_64",
            [
                "platform: docker at unix:///a runs linux/amd64, and this host is linux/arm64: "
                    + "they take different entries of an index"
            ]
        ),
        (
            "linux/arm64", "linux/arm64", "riscv64",
            ["kernel: docker at unix:///a runs on a kernel for riscv64, and this host is linux/arm64"]
        ),
        (
            "linux/arm/v6", "linux/arm/v7", "armv6l",
            ["level: docker at unix:///a takes images for linux/arm/v7, and this host is linux/arm/v6"]
        ),
    ])
    func `an engine is compared with the host`(
        host: String, platform: String, kernel: String, expected: [String]
    ) throws {
        #expect(try Self.sentences([Self.engine("/a", platform, kernel: kernel)], host: host) == expected)
    }

    @Test func `engines are compared with one another`() throws {
        let engines = [
            Self.engine("/a", "linux/amd64", store: .graphDriver, mirrors: ["https://mirror.example"]),
            Self.engine("/b", "linux/arm64", store: .snapshotter), Self.engine("/c", "linux/amd64", kind: .containerd),
        ]
        #expect(
            try Self.sentences(engines, host: "linux/amd64") == [
                "platform: docker at unix:///b runs linux/arm64, and this host is linux/amd64: "
                    + "they take different entries of an index",
                "engines: docker at unix:///a runs linux/amd64, and docker at unix:///b runs linux/arm64",
                "stores: docker at unix:///a keeps images in a graph driver, and docker at unix:///b in the containerd "
                    + "store: they choose differently (resolve explain --clients)",
                "mirrors: docker at unix:///a pulls through mirrors, and docker at unix:///b does not",
            ])
    }

    @Test func `the docker command may use podman`() throws {
        let engines = [Self.engine("/run/podman/podman.sock", "linux/amd64", kind: .podman, selected: true)]
        #expect(
            try Self.sentences(engines, host: "linux/amd64") == [
                "command: the docker command uses podman at unix:///run/podman/podman.sock"
            ])
    }

    @Test(arguments: [
        ("linux/amd64", true), ("amd64", true), ("linux/arm64", false), ("linux/aarch64", false), ("?", false),
    ])
    func `DOCKER_DEFAULT_PLATFORM counts if it names another platform than Docker's`(value: String, differs: Bool)
        throws
    {
        let engines = [Self.engine("/a", "linux/arm64"), Self.engine("/p", "linux/arm64", kind: .podman)]
        #expect(
            try Self.sentences(engines, host: "linux/arm64", defaultPlatform: value)
                == (differs
                    ? [
                        "default-platform: DOCKER_DEFAULT_PLATFORM requests linux/amd64, and docker at unix:///a "
                            + "runs linux/arm64"
                    ] : []))
    }

    @Test func `an engine that did not answer differs in nothing`() throws {
        let engine = Engine(EngineEndpoint(.docker, .socket("/a"), name: "DOCKER_HOST"), .fault(.refused))
        #expect(try Self.sentences([engine], host: "linux/amd64", defaultPlatform: "linux/arm64") == [])
    }
}
