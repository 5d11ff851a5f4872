import Foundation

/// The memory of the test process.
enum ResidentMemory {
    /// The resident memory now, in KiB, which Linux tells in /proc/self/status; 0 elsewhere.
    static var kilobytes: Int {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { line in line.split(separator: " ").dropFirst().first.flatMap { Int($0) } } ?? 0
    }
}
