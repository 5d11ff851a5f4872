import ImageModel
import PlatformModel
import RegistryProtocol

/// Reads what containerd answers.
///
/// Messages: containerd, api/services/version/v1/version.proto and api/services/introspection/v1/introspection.proto;
/// kubernetes/cri-api, pkg/apis/runtime/v1/api.proto ("StatusResponse").
enum ContainerdAnswers {
    /// The message in the answer to a call: one frame of gRPC, not compressed. `nil` if it is anything else.
    static func message(in body: [UInt8]) -> ArraySlice<UInt8>? {
        guard body.count >= 5, body[0] == 0 else { return nil }
        let length = body[1..<5].reduce(0) { $0 << 8 | Int($1) }
        guard body.count == 5 + length else { return nil }
        return body[5...]
    }

    /// The facts of a VersionResponse; `nil` if it is none.
    static func facts(version message: ArraySlice<UInt8>) -> EngineFacts? {
        guard let version = ProtobufMessage(message)?.text(1), !version.isEmpty else { return nil }
        var facts = EngineFacts(kind: .containerd)
        facts.version = Printable.escaped(version, limit: 120)
        return facts
    }

    /// Adds the platform and the snapshotters of a PluginsResponse; whether the plugin of Kubernetes runs.
    static func add(plugins message: ArraySlice<UInt8>, to facts: inout EngineFacts) -> Bool {
        let plugins = (ProtobufMessage(message)?.messages(1) ?? []).map(Plugin.init).filter(\.works)
        facts.platform =
            plugins.first { $0.type == Plugin.runtime }?.platforms.first
            ?? plugins.lazy.compactMap(\.platforms.first).first
        facts.stores = plugins.filter { $0.type == Plugin.snapshotter && !$0.id.isEmpty }
            .map { EngineStore(.snapshotter, driver: Printable.escaped($0.id, limit: 60)) }
        return plugins.contains { $0.type == Plugin.service && $0.id == Plugin.kubernetes }
    }

    /// Adds the settings for images in a StatusResponse of CRI: its snapshotter comes first, and mirrors.
    static func add(status message: ArraySlice<UInt8>, to facts: inout EngineFacts) {
        let entries = ProtobufMessage(message)?.messages(2) ?? []
        guard let text = entries.first(where: { $0.text(1) == "config" })?.text(2),
            let config = JSONAnswer(parsing: Array(text.utf8))
        else { return }
        if let name = config["containerd"]?["snapshotter"]?.text, !name.isEmpty {
            let store = EngineStore(.snapshotter, driver: Printable.escaped(name, limit: 60))
            facts.stores = [store] + facts.stores.filter { $0 != store }
        }
        if let path = config["registry"]?["configPath"]?.text, !path.isEmpty {
            facts.registryDirectory = Printable.escaped(path)
        }
        facts.mirrors =
            (config["registry"]?["mirrors"]?.members ?? []).flatMap { registry in
                (registry.value["endpoint"]?.list ?? []).compactMap(\.text).map {
                    Printable.escaped("\(registry.name) = \(Redaction.userInformation(in: Redaction.query(in: $0)))")
                }
            }.prefixed
    }

    /// One plugin of containerd.
    private struct Plugin {
        static let runtime = "io.containerd.runtime.v2"
        static let snapshotter = "io.containerd.snapshotter.v1"
        static let service = "io.containerd.grpc.v1"
        static let kubernetes = "cri"

        let type: String
        let id: String
        let platforms: [Platform]
        let works: Bool

        init(_ message: ProtobufMessage) {
            type = message.text(1) ?? ""
            id = message.text(2) ?? ""
            platforms = message.messages(4).compactMap { platform in
                guard let os = platform.text(1), let architecture = platform.text(2), !os.isEmpty,
                    !architecture.isEmpty
                else { return nil }
                let variant = platform.text(3).flatMap { $0.isEmpty ? nil : $0 }
                return Platform(
                    os: Printable.escaped(os, limit: 60), architecture: Printable.escaped(architecture, limit: 60),
                    variant: variant.map { Printable.escaped($0, limit: 60) })
            }
            works = message.messages(7).isEmpty
        }
    }
}
