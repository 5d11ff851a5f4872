import Foundation
import TestSupport

/// A name that stands for `::1` and for 127.0.0.1, in this order, in a view of `/etc/hosts` of the program's own.
///
/// `localhost` is none: libcurl answers for it itself, with IPv4 alone where it sees fit.
enum TwoFamilies {
    /// The name.
    static let name = "both.test"
    private static let script = #"mount --bind "$1" /etc/hosts && shift && exec "$@""#

    /// Runs `resolve` where the name is known.
    static func run(_ resolve: Resolve, _ arguments: [String]) throws -> ProgramResult {
        let hosts = try resolve.home.write("hosts", "::1 \(name)\n127.0.0.1 \(name)\n127.0.0.1 localhost\n")
        let words = ["-m", "sh", "-c", script, "sh", hosts, try ResolveBinary.path()]
        return try TestSupport.run(
            "unshare", words + arguments,
            environment: TestEnvironment.clean(home: resolve.home.path, adding: resolve.environment),
            directory: resolve.home.path, timeoutSeconds: 60)
    }

    /// Whether this machine has `::1` and lets this user show a program other files.
    static let isPossible: Bool = {
        guard (try? MisbehavingRegistry(address: "::1")) != nil else { return false }
        let words = ["-m", "sh", "-c", script, "sh", "/etc/hosts", "true"]
        return (try? TestSupport.run("unshare", words))?.status == 0
    }()
}
