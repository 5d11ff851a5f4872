import Foundation

/// An nginx that speaks plain HTTP on loopback, with settings of the test.
public final class NginxServer: Sendable {
    /// The port it was given.
    public let port: Int
    /// The folder that its settings name files in.
    public let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Serves as the directives say, which stand in the one server's block, and those that stand beside it; paths in them are
    /// relative to `folder`.
    public init(_ directives: String, beside shared: String = "", in folder: TemporaryFolder) throws {
        self.folder = folder
        var attempt: (port: Int, program: BackgroundProgram)?
        // Between looking for a free port and taking it, somebody else may.
        for _ in 0..<5 where attempt == nil {
            let (socket, port) = try Sockets.listen(on: "127.0.0.1")
            close(socket)
            let settings = NginxSettings.text(server: "listen 127.0.0.1:\(port);\n\(directives)", shared: shared)
            let file = try folder.write("nginx.conf", settings)
            let program = try BackgroundProgram("nginx", ["-p", folder.path, "-c", file])
            if Self.listens(port, program) { attempt = (port, program) }
        }
        guard let attempt else { throw TLSFrontError() }
        (port, program) = attempt
    }

    deinit { _ = program.stop() }

    /// Host and port, as they stand in a reference: `127.0.0.1:5000`.
    public var authority: String { "127.0.0.1:\(port)" }

    /// A reference to `name` (`team/app:1`) here.
    public func reference(_ name: String) -> String { authority + "/" + name }

    /// Waits until somebody answers on `port`, at most as long as the program runs, and 10 s.
    private static func listens(_ port: Int, _ program: BackgroundProgram) -> Bool {
        for _ in 0..<200 where !program.hasEnded {
            if (try? runChecked("curl", ["-q", "-s", "-o", "/dev/null", "http://127.0.0.1:\(port)/"])) != nil {
                return true
            }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return false
    }
}
