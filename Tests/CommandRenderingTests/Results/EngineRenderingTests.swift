import CommandRendering
import EngineClient
import ImageResolver
import PlatformModel
import TestSupport
import Testing

struct EngineRenderingTests {
    private static let host = Platform(os: "linux", architecture: "amd64")

    private static func rendering(_ engines: [Engine]) throws -> HostRendering {
        let comparison = EngineComparison(host: host, catalog: try PlatformCatalog.builtIn())
        let survey = HostEngines(
            engines: engines, differences: comparison.differences(of: engines, defaultPlatform: "linux/arm/v7"))
        return HostRendering(
            HostReport(host: Samples.host(host), facts: [], notes: []), accepts: [(host, .exact)],
            engines: EngineRendering(survey))
    }

    private static var engines: [Engine] {
        var docker = EngineFacts(kind: .docker)
        docker.platform = host
        docker.kernelArchitecture = "x86_64"
        docker.version = "20.10.24+dfsg1"
        docker.apiVersion = "1.41"
        docker.system = "Debian GNU/Linux 12 \u{1B}[31m"
        docker.stores = [EngineStore(.graphDriver, driver: "overlay2")]
        docker.mirrors = ["https://mirror.example/"]
        docker.insecureRegistries = ["127.0.0.0/8"]
        var desktop = EngineFacts(kind: .docker)
        desktop.platform = Platform(os: "linux", architecture: "arm64")
        desktop.version = "29.0.0"
        desktop.stores = [EngineStore(.snapshotter, driver: "overlayfs")]
        desktop.isRootless = true
        var containerd = EngineFacts(kind: .containerd)
        containerd.platform = host
        containerd.version = "1.6.20~ds1"
        containerd.stores = [
            EngineStore(.snapshotter, driver: "overlayfs"), EngineStore(.snapshotter, driver: "native"),
        ]
        containerd.registryDirectory = "/etc/containerd/certs.d"
        var selected = EngineEndpoint(.docker, .socket("/var/run/docker.sock"), name: "default")
        selected.isSelected = true
        return [
            Engine(selected, .facts(docker)),
            Engine(EngineEndpoint(.docker, .socket("/home/a/d.sock"), name: "context desktop"), .facts(desktop)),
            Engine(
                EngineEndpoint(.podman, .other("ssh://vm.example", .notAsked(scheme: "ssh")), name: "CONTAINER_HOST"),
                .fault(.notAsked(scheme: "ssh"))),
            Engine(EngineEndpoint(.podman, .socket("/run/p.sock"), name: "default"), .fault(.silent(seconds: 3))),
            Engine(
                EngineEndpoint(.containerd, .socket("/run/containerd/containerd.sock"), name: "default"),
                .facts(containerd)),
        ]
    }

    @Test func `engines are shown with their settings and differences`() throws {
        try Golden.expect(Self.rendering(Self.engines).lines(), "host/engines.txt")
    }

    @Test func `the JSON of engines has all documented keys`() throws {
        try Golden.expect([Self.rendering(Self.engines).json.pretty], "host/engines.json")
    }

    @Test func `no engine is a result, too`() throws {
        let lines = try Self.rendering([]).lines()
        #expect(lines.suffix(2) == ["engines", "  none found"])
        #expect(try Self.rendering([]).json.pretty.contains("\"engines\": []"))
    }

    @Test func `on a terminal the table of engines fits the width`() throws {
        let lines = try Self.rendering(Self.engines).lines(width: 79)
        let table = lines.drop { $0 != "engines" }.dropFirst().prefix(3)
        #expect(table.count == 3 && table.allSatisfy { $0.count <= 79 && $0.contains("linux/") })
    }

    @Test(arguments: [
        (
            EngineFault.noPermission(owner: "root", group: "docker"),
            "no permission: the socket is open to user root and group docker"
        ),
        (.noPermission(owner: "root", group: nil), "no permission: the socket is open to user root"),
        (.noPermission(owner: nil, group: nil), "no permission for its directory"),
        (.noSocket, "there is no such socket"), (.notASocket, "the path is not a socket"),
        (.refused, "nothing listens on the socket"), (.silent(seconds: 3), "no answer within 3 s"),
        (.tooLong(limit: 4096), "the answer has more than 4096 bytes"),
        (.notAnEngine, "the answer is not that of a container engine"),
        (.status(400), "it answered with HTTP status 400"),
        (.call(code: "12"), "it answered with gRPC status 12"), (.malformedAddress, "the address is not valid"),
        (.noContext, "there is no such Docker context"), (.transport("no libcurl"), "no libcurl"),
    ])
    func `an engine that does not answer has one reason`(fault: EngineFault, expected: String) throws {
        let endpoint = EngineEndpoint(.docker, .socket("/d.sock"), name: "DOCKER_HOST")
        let lines = try Self.rendering([Engine(endpoint, .fault(fault))]).lines()
        #expect(lines.contains("  docker at unix:///d.sock (DOCKER_HOST): \(expected)"))
    }
}
