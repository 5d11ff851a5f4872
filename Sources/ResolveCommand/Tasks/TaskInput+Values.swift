import ImageResolver
import PlatformModel
import TaskRunner

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension TaskInput {
    /// What the variables of `task` stand for.
    func values(of task: TaskFile, _ given: Given) throws(ResolverError) -> TaskValues {
        var values: [String: String] = [:]
        if let path = given.valuesFile {
            let bytes = try InputFile.contents(of: path, limit: 1 << 20)
            do throws(TaskProblem) {
                values = try TaskValues.read(bytes)
            } catch {
                throw ResolverError(.malformed, "\(path): \(error)")
            }
        }
        for (name, value) in given.assignments { values[name] = value }
        return TaskValues(facts: facts(given), values: values, secrets: try secrets(of: task, given))
    }

    private func facts(_ given: Given) -> [TaskVariable.Fact: String] {
        var facts: [TaskVariable.Fact: String] = [:]
        facts[.id] = given.runID ?? Self.randomID()
        facts[.sharedVolume] = absoluteContext
        facts[.registry] = given.registry
        facts[.registryName] = given.registry?.split(separator: ".").first.map(String.init)
        facts[.date] = Self.date()
        let platform = try? HostRules(options: ResolverOptions()).hostReport.host.platform
        facts[.os] = platform?.os
        facts[.architecture] = platform?.architecture
        let head = GitHead(of: context)
        facts[.commit] = head?.commit
        facts[.branch] = head?.branch
        let name = file.split(separator: "/").last ?? ""
        facts[.taskName] = file == "-" ? "task" : String(name.prefix { $0 != "." })
        return facts
    }

    /// The context's path from the root. The corresponding C function is realpath(3).
    var absoluteContext: String {
        guard let path = realpath(context, nil) else { return context }
        defer { free(path) }
        return String(cString: path)
    }

    private func secrets(of task: TaskFile, _ given: Given) throws(ResolverError) -> [String: String] {
        var secrets: [String: String] = [:]
        for secret in task.secrets {
            secrets[secret.id] = try value(of: secret.id, given)
        }
        return secrets
    }

    /// A secret that is not given is missed only by who uses it.
    private func value(of id: String, _ given: Given) throws(ResolverError) -> String? {
        guard let place = given.secretPlaces.last(where: { $0.id == id }) else { return given.environment[id] }
        switch place.source {
        case .variable(let name):
            guard let value = given.environment[name] else {
                throw ResolverError(.malformed, "--secret \(id): there is no variable '\(name)'")
            }
            return value
        case .file(let path):
            var bytes = try InputFile.contents(of: path, limit: 65_536)
            while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Eight letters and digits, as tags may hold them.
    private static func randomID() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<8).compactMap { _ in letters.randomElement() })
    }

    /// The time now, in UTC, in the form that tags can hold: `20261121-180700z`.
    private static func date() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let count = strftime(&text, text.count, "%Y%m%d-%H%M%Sz", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
