import TestSupport

/// Hashes of files too large to be held in memory.
enum FileDigests {
    /// The SHA-256 of each file as hexadecimal digits, reckoned by openssl.
    static func sha256(of paths: [String]) throws -> [String] {
        let result = try runChecked("openssl", ["dgst", "-sha256", "-r"] + paths, timeoutSeconds: 300)
        let hashes = result.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
        guard hashes.count == paths.count, hashes.allSatisfy({ $0.count == 64 }) else {
            throw BenchmarkError.unreadable(what: "openssl's answer", text: result.output)
        }
        return hashes
    }
}
