import TestSupport
import Testing

/// A credentials file that the user names.
@Suite(.userCase("N6"))
struct AuthFileTests {
    @Test(arguments: [["digest"], ["pull", "-o", "out"], ["tags"], ["inspect"]])
    func `one that does not exist is an error, before anybody is asked`(command: [String]) throws {
        let registry = try MisbehavingRegistry()
        registry.add(SampleImages.sixPlatforms(), to: "team/app", tags: ["1"])
        let folder = try TemporaryFolder()
        let path = folder.file("auth.json")
        let image = command == ["tags"] ? registry.reference("team/app") : registry.reference("team/app:1")
        let arguments = command + [image, "--auth-file", path]
        let result = try Command.run(arguments, directory: folder.path)
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.contains("--auth-file: there is no file '\(path)'"))
        #expect(result.errors.contains("hint: resolve login HOST[:PORT] --auth-file \(path) creates it"))
        #expect(registry.log.isEmpty)
        // What the hint advises.
        let login = ["login", registry.authority, "--auth-file", path, "-u", "me", "--password-stdin"]
        #expect(try Command.run(login, stdin: "secret\n").status == 0)
        let second = try Command.run(
            arguments + (command == ["tags"] ? [] : ["--platform", "linux/arm64"]), directory: folder.path)
        #expect(second.status == 0, "\(second.errors)")
    }
}
