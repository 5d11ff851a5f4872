import Foundation
import TestSupport

/// nginx before a registry: it sends the blobs itself, from the registry's own files with sendfile(2), each connection
/// no faster than a limit; the rest it hands on.
final class BlobFront: Sendable {
    /// The port it was given.
    let port: Int
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Whether nginx is there.
    static var isPossible: Bool { Tools.path(of: "nginx") != nil }

    /// Stands before `registry`.
    init(before registry: LocalRegistry, bytesPerSecondPerConnection rate: Int, in parent: String) throws {
        folder = try TemporaryFolder(in: parent)
        let (socket, port) = try Sockets.listen(on: "127.0.0.1")
        close(socket)
        self.port = port
        let file = try folder.write("nginx.conf", Self.settings(port: port, registry: registry, rate: rate))
        program = try BackgroundProgram("nginx", ["-p", folder.path, "-c", file])
        for _ in 0..<200 where !program.hasEnded {
            if let answering = try? LinkSockets.connect(to: port) {
                close(answering)
                return
            }
            usleep(20_000)
        }
        throw BenchmarkError.unreadable(what: "nginx's answer", text: program.errors)
    }

    deinit { program.stop() }

    private static func settings(port: Int, registry: LocalRegistry, rate: Int) -> String {
        // A request may send one piece at once before it is slowed: small pieces keep short ranges at the same rate.
        NginxSettings.text(
            server: """
                listen 127.0.0.1:\(port);
                location ~ "^/v2/.+/blobs/sha256:(([0-9a-f]{2})[0-9a-f]{62})$" {
                  alias \(registry.storage)/docker/registry/v2/blobs/sha256/$2/$1/data;
                  default_type application/octet-stream;
                  sendfile on; sendfile_max_chunk 128k; tcp_nopush on; limit_rate \(rate);
                }
                \(NginxSettings.passing(to: registry.authority))
                """)
    }
}
