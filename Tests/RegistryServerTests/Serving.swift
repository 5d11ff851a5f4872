import Foundation
import RegistryServer
import TestSupport

/// Runs `body` with the URL of a server for `layout`, and stops the server.
func serving(
    _ layout: SmallLayout,
    repository: String? = nil,
    requestLog: @escaping @Sendable (ServedRequest) -> Void = { _ in },
    _ body: (String) async throws -> Void
) async throws {
    let server = RegistryServer(layout: layout.folder.path, repository: repository, port: 0, requestLog: requestLog)
    let running = try await server.start()
    do {
        try await body("http://127.0.0.1:\(running.port)")
    } catch {
        await running.stop()
        throw error
    }
    await running.stop()
}

/// Downloads at most 10 MB per second, and returns the exit status of curl.
func slowDownload(_ address: String, to path: String, options: [String] = []) async throws -> Int32 {
    let options = ["-sS", "--max-time", "50", "--noproxy", "*", "--limit-rate", "10M", "-o", path] + options
    return try await Program.run("/usr/bin/curl", options + [address]).status
}

/// Sends `text` unchanged, and returns everything received until the server closes the connection.
func raw(_ base: String, _ text: String) async throws -> String {
    let port = base.split(separator: ":").last ?? ""
    let script = "exec 3<>/dev/tcp/127.0.0.1/\(port) && printf '%s' \"$1\" >&3 && cat <&3"
    return try await Program.run("/bin/bash", ["-c", script, "raw", text]).output
}

/// Waits until the file of a download has its first bytes.
func begin(of path: String) async throws {
    for _ in 0..<5000 {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        if let size, size > 0 { return }
        try await Task.sleep(for: .milliseconds(10))
    }
}
