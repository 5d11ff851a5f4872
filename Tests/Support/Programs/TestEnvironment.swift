import Foundation

/// Environments for the programs that tests run.
public enum TestEnvironment {
    /// An environment without proxies, credentials and settings of the person who runs the tests.
    ///
    /// - Parameter home: stands in HOME, so that files are looked for there and nowhere else.
    public static func clean(home: String, adding extra: [String: String] = [:]) -> [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return ["PATH": path, "HOME": home, "LANG": "C.UTF-8"].merging(extra) { _, new in new }
    }
}
