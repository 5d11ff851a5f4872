import PlatformModel
import RegistryProtocol
import Scheduling
import Transport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Asks engines what they are.
package struct EngineSurvey: Sendable {
    private let seconds: Int
    private let answerLimit: Int

    /// A survey in which each engine may take this long for all its answers.
    package init(seconds: Int = 3, answerLimit: Int = 4 << 20) {
        self.seconds = seconds
        self.answerLimit = answerLimit
    }

    /// The answers of all engines, which are asked at once, in the order of `endpoints`.
    package func engines(at endpoints: [EngineEndpoint]) async -> [Engine] {
        await withTaskGroup(of: (Int, Engine).self) { group in
            for (index, endpoint) in endpoints.enumerated() {
                group.addTask { (index, Engine(endpoint, await answer(of: endpoint))) }
            }
            var engines: [(Int, Engine)] = []
            for await engine in group { engines.append(engine) }
            return engines.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func answer(of endpoint: EngineEndpoint) async -> Engine.Answer {
        if let fault = Self.fault(of: endpoint) { return .fault(fault) }
        let end = ContinuousClock.now + .seconds(seconds)
        let answer = await withDeadline(end) { () async -> Engine.Answer in
            do throws(TransportError) {
                guard let connection = try EngineConnection(endpoint, limit: answerLimit, seconds: seconds) else {
                    return .fault(.malformedAddress)
                }
                return endpoint.kind == .containerd
                    ? await Self.containerd(connection) : await Self.docker(connection)
            } catch {
                return .fault(.transport(error.description))
            }
        }
        return answer ?? .fault(.silent(seconds: seconds))
    }

    /// Docker or podman, whichever answers.
    private static func docker(_ connection: EngineConnection) async -> Engine.Answer {
        switch await connection.get("/version") {
        case .fault(let fault): return .fault(fault)
        case .bytes(let version):
            guard var facts = HTTPEngineAnswers.facts(version: version) else { return .fault(.notAnEngine) }
            // podman answers under any version of its API, and not without one.
            if facts.kind == .podman, case .bytes(let info) = await connection.get("/v4.0.0/libpod/info") {
                HTTPEngineAnswers.add(libpod: info, to: &facts)
            } else if case .bytes(let info) = await connection.get("/info") {
                HTTPEngineAnswers.add(info: info, to: &facts)
            }
            return .facts(facts)
        }
    }

    private static func containerd(_ connection: EngineConnection) async -> Engine.Answer {
        switch await connection.call("containerd.services.version.v1.Version/Version") {
        case .fault(let fault): return .fault(fault)
        case .bytes(let version):
            guard var facts = ContainerdAnswers.facts(version: version[...]) else { return .fault(.notAnEngine) }
            guard
                case .bytes(let plugins) = await connection.call(
                    "containerd.services.introspection.v1.Introspection/Plugins"),
                ContainerdAnswers.add(plugins: plugins[...], to: &facts)
            else { return .facts(facts) }
            // StatusRequest with `verbose`, field 1.
            if case .bytes(let status) = await connection.call("runtime.v1.RuntimeService/Status", [0x08, 0x01]) {
                ContainerdAnswers.add(status: status[...], to: &facts)
            }
            return .facts(facts)
        }
    }

    /// Why an engine cannot be asked, as far as its address shows.
    static func fault(of endpoint: EngineEndpoint) -> EngineFault? {
        switch endpoint.address {
        case .socket(let path): fault(ofSocket: path)
        case .web: nil
        case .other(_, let fault): fault
        }
    }

    /// Why a socket cannot be used, as far as its file shows. The corresponding C functions are stat(2) and access(2).
    private static func fault(ofSocket path: String) -> EngineFault? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == EACCES ? .noPermission(owner: nil, group: nil) : .noSocket
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return .notASocket }
        guard access(path, R_OK | W_OK) != 0 else { return nil }
        let hasGroup = status.st_mode & S_IWGRP != 0
        return .noPermission(
            owner: SystemNames.nameOfUser(status.st_uid), group: hasGroup ? SystemNames.nameOfGroup(status.st_gid) : nil
        )
    }
}
