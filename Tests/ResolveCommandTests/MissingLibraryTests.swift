import Foundation
import TestSupport
import Testing

/// Lazily loaded libraries that are damaged.
struct MissingLibraryTests {
    /// A directory that the loader searches first, in which `name` is not a library.
    private func folder(with name: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try Data("no library at all".utf8).write(to: URL(fileURLWithPath: folder.file(name)))
        return folder
    }

    @Test func `without libcurl, the loader's message is shown`() throws {
        let folder = try folder(with: "libcurl.so.4")
        let result = try Command.run("digest", "127.0.0.1:1/app:1", environment: ["LD_LIBRARY_PATH": folder.path])
        #expect(result.status == 9)
        let file = folder.file("libcurl.so.4")
        #expect(result.errors.contains("libcurl could not be loaded: \(file): file too short"))
    }

    @Test func `without libcurl, an engine cannot be asked`() throws {
        let folder = try folder(with: "libcurl.so.4")
        let environment = ["LD_LIBRARY_PATH": folder.path, "DOCKER_HOST": "tcp://127.0.0.1:1"]
        let result = try Command.run("host", "--engines", environment: environment)
        #expect(result.status == 0)
        #expect(
            result.output.contains("): libcurl could not be loaded: \(folder.file("libcurl.so.4")): file too short"))
    }

    @Test func `without libcrypto, the loader's message is shown`() throws {
        let folder = try folder(with: "libcrypto.so.3")
        let list = folder.file("list.json")
        try Data(#"{"schemaVersion":2,"manifests":[]}"#.utf8).write(to: URL(fileURLWithPath: list))
        let result = try Command.run(
            "explain", "--index-file", list, environment: ["LD_LIBRARY_PATH": folder.path])
        #expect(result.status == 1)
        let file = folder.file("libcrypto.so.3")
        #expect(result.errors.contains("libcrypto cannot be loaded: \(file): file too short"))
    }
}
