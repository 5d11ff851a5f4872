import Foundation

/// Traces that a probe might leave in this process, in which other tests run too.
enum Aftermath {
    /// The open files that only the probe opens.
    static func openFiles() -> [String] {
        let folder = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let targets = names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + $0) }
        return targets.filter { target in
            ["memfd:elf32", "/proc/cpuinfo", "/proc/version", "/proc/cmdline", "binfmt_misc", "/bin/"]
                .contains { target.contains($0) }
        }
    }

    /// Whether a child that has ended still exists after a second, which means that the probe did not wait for it.
    static func hasForgottenChild() -> Bool {
        for _ in 0..<100 {
            var information = siginfo_t()
            let answer = waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT)
            if answer != 0 || information.si_signo == 0 { return false }
            usleep(10_000)
        }
        return true
    }
}
