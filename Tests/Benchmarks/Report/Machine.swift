import Foundation
import TestSupport

/// What the figures were taken on and with.
struct Machine: Sendable {
    /// The day.
    let date: String
    /// Processor, cores, memory and system, in one line.
    let hardware: String
    /// Each program with its version.
    let programs: [String]

    /// Known facts.
    init(date: String, hardware: String, programs: [String]) {
        (self.date, self.hardware, self.programs) = (date, hardware, programs)
    }

    /// Looks at this machine; `resolve` is the binary that is measured.
    init(resolve: String) {
        let calendar = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: Date())
        let parts = [calendar.year ?? 0, calendar.month ?? 0, calendar.day ?? 0]
        date = parts.map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: "-")
        let information = ProcessInfo.processInfo
        let memory = information.physicalMemory >> 30
        hardware = [
            "\(information.activeProcessorCount) × \(Self.processor)", "\(memory) GiB",
            information.operatingSystemVersionString,
            Self.firstLine("uname", ["-sr"]) ?? "",
        ].joined(separator: ", ")
        let asked: [(String, [String])] = [
            (resolve, ["--version"]), ("curl", ["--version"]), ("skopeo", ["--version"]), ("ctr", ["--version"]),
            ("crane", ["version"]), ("dockerd", ["--version"]), ("podman", ["--version"]), ("umoci", ["--version"]),
            ("igzip", ["--version"]), ("tar", ["--version"]), ("docker-registry", ["--version"]), ("nginx", ["-v"]),
            ("openssl", ["version"]),
        ]
        programs = asked.map { program, arguments in
            let name = program == resolve ? "resolve" : program
            guard let line = Self.firstLine(program, arguments) else { return "\(name): missing" }
            return "\(name): " + line.split(separator: " ").prefix(4).joined(separator: " ")
        }
    }

    private static var processor: String {
        let file = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
        let line = file?.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":").dropFirst().joined(separator: ":")
        return name?.trimmingCharacters(in: .whitespaces) ?? "unnamed processor"
    }

    private static func firstLine(_ program: String, _ arguments: [String]) -> String? {
        guard let result = try? run(program, arguments), result.status == 0 else { return nil }
        return (result.output + result.errors).split(separator: "\n").first.map(String.init)
    }
}
