import ImageModel
import PlatformModel
import RegistryProtocol

/// Reads what Docker and podman answer to `/version`, `/info` and `/libpod/info`.
///
/// API: docs.docker.com/reference/api/engine, "SystemVersion" and "SystemInfo"; docs.podman.io, "libpod/info".
enum HTTPEngineAnswers {
    /// The facts of `/version`; `nil` if it is not the answer of an engine.
    static func facts(version bytes: [UInt8]) -> EngineFacts? {
        guard let answer = JSONAnswer(parsing: bytes), let version = answer["Version"]?.text, !version.isEmpty else {
            return nil
        }
        let components = answer["Components"]?.list ?? []
        let isPodman = components.contains { $0["Name"]?.text == "Podman Engine" }
        var facts = EngineFacts(kind: isPodman ? .podman : .docker)
        facts.version = shown(version)
        facts.apiVersion = answer["ApiVersion"]?.text.map(shown)
        facts.isExperimental = answer["Experimental"]?.flag ?? false
        facts.platform = platform(os: answer["Os"], architecture: answer["Arch"], variant: nil)
        return facts
    }

    /// The kind and version in the field `Server` of an answer, such as `Docker/20.10.24 (linux)` or `Libpod/4.3.1 (linux)`;
    /// `nil` if it is not the name of an engine.
    static func facts(server: String) -> EngineFacts? {
        let words = server.prefix { $0 != " " }.split(separator: "/", maxSplits: 1)
        guard words.count == 2, let kind = servers[String(words[0])], !words[1].isEmpty else { return nil }
        var facts = EngineFacts(kind: kind)
        facts.version = shown(String(words[1]))
        return facts
    }

    private static let servers: [String: EngineKind] = ["Docker": .docker, "Libpod": .podman]

    /// Adds what Docker's `/info` says.
    static func add(info bytes: [UInt8], to facts: inout EngineFacts) {
        guard let answer = JSONAnswer(parsing: bytes) else { return }
        facts.kernelArchitecture = answer["Architecture"]?.text.flatMap(nonEmpty)
        facts.system = answer["OperatingSystem"]?.text.flatMap(nonEmpty)
        facts.isExperimental = answer["ExperimentalBuild"]?.flag ?? facts.isExperimental
        facts.isRootless = (answer["SecurityOptions"]?.list ?? []).contains { $0.text == "name=rootless" }
        if let driver = answer["Driver"]?.text.flatMap(nonEmpty) {
            // [["driver-type", "io.containerd.snapshotter.v1"]]
            let status = (answer["DriverStatus"]?.list ?? []).flatMap(\.list).compactMap(\.text)
            let isSnapshotter = status.contains(snapshotterType)
            facts.stores = [EngineStore(isSnapshotter ? .snapshotter : .graphDriver, driver: driver)]
        }
        let registries = answer["RegistryConfig"]
        facts.mirrors = (registries?["Mirrors"]?.list ?? []).compactMap { $0.text.map(address) }.prefixed
        let insecure = (registries?["IndexConfigs"]?.members ?? [])
            .filter { $0.value["Secure"]?.flag == false }.map { shown($0.name) }
        let networks = (registries?["InsecureRegistryCIDRs"]?.list ?? []).compactMap(\.text).map(shown)
        facts.insecureRegistries = (insecure + networks).prefixed
        if facts.platform?.os == windows, let version = answer["OSVersion"]?.text {
            facts.platform?.osVersion = String(version.prefix { $0.isNumber || $0 == "." })
        }
    }

    /// Adds what podman's own `/libpod/info` says. Its imitation of Docker's answer has its own architecture in place of the
    /// kernel's, and says that experimental features are on.
    static func add(libpod bytes: [UInt8], to facts: inout EngineFacts) {
        guard let answer = JSONAnswer(parsing: bytes), let host = answer["host"] else { return }
        if let platform = platform(os: host["os"], architecture: host["arch"], variant: host["variant"]) {
            facts.platform = platform
        }
        let system = [host["distribution"]?["distribution"], host["distribution"]?["version"]].compactMap { $0?.text }
        facts.system = nonEmpty(system.joined(separator: " "))
        facts.isRootless = host["security"]?["rootless"]?.flag ?? false
        facts.emulated = (host["emulatedArchitectures"]?.list ?? []).compactMap(\.text).map(shown).prefixed
        if let driver = answer["store"]?["graphDriverName"]?.text.flatMap(nonEmpty) {
            facts.stores = [EngineStore(.graphDriver, driver: driver)]
        }
        let registries = (answer["registries"]?.members ?? []).filter { $0.value.members.isEmpty == false }
        facts.insecureRegistries =
            registries.filter { $0.value["Insecure"]?.flag == true }.map { shown($0.name) }.prefixed
        facts.mirrors =
            registries.flatMap { registry in
                (registry.value["Mirrors"]?.list ?? []).compactMap { $0["Location"]?.text }
                    .map { "\(shown(registry.name)) = \(address($0))" }
            }.prefixed
    }

    private static let snapshotterType = "io.containerd.snapshotter.v1"
    private static let windows = "windows"

    private static func platform(os: JSONAnswer?, architecture: JSONAnswer?, variant: JSONAnswer?) -> Platform? {
        guard let os = os?.text.flatMap(nonEmpty), let architecture = architecture?.text.flatMap(nonEmpty) else {
            return nil
        }
        return Platform(os: os, architecture: architecture, variant: variant?.text.flatMap(nonEmpty))
    }

    private static func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : shown(text) }

    private static func shown(_ text: String) -> String { Printable.escaped(text, limit: 120) }

    /// The address of a registry, without a password.
    private static func address(_ text: String) -> String {
        shown(Redaction.userInformation(in: Redaction.query(in: text)))
    }
}

extension [String] {
    /// The first elements; the rest would say nothing more about the machine.
    var prefixed: [String] { Array(prefix(50)) }
}
