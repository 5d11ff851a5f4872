import Foundation
import TestSupport
import Testing

/// A podman service of its own, with nothing in it, that stores images in plain directories.
final class PodmanService: Sendable {
    /// The value of `CONTAINER_HOST`.
    let host: String
    /// The variables with which the `podman` command uses the same images.
    let variables: [String: String]
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Starts it, and waits until it takes orders.
    init() throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        let socket = folder.file("p.sock")
        host = "unix://" + socket
        let settings = try folder.write(
            "storage.conf",
            "[storage]\ndriver = \"vfs\"\ngraphroot = \"\(folder.file("graph"))\"\n"
                + "runroot = \"\(folder.file("run"))\"\n")
        variables = TestEnvironment.clean(home: folder.path, adding: ["CONTAINERS_STORAGE_CONF": settings])
        program = try BackgroundProgram(
            "podman", ["system", "service", "--time=0", host], environment: variables)
        for _ in 0..<400 where !FileManager.default.fileExists(atPath: socket) { usleep(50_000) }
        try #require(FileManager.default.fileExists(atPath: socket))
    }

    deinit { program.stop() }

    /// Ends it at once.
    func kill() {
        program.send(signal: SIGKILL)
        _ = program.wait()
    }
}
