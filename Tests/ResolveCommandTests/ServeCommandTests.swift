import Foundation
import TestSupport
import Testing

struct ServeCommandTests {
    @Test func `a layout is served at the address in the first line until the command is stopped`() throws {
        let home = try TemporaryFolder()
        let image = SampleImages.sixPlatforms()
        let layout = try image.writeLayout(to: home, name: "app", tag: "1")
        let server = try Command.start("serve", layout, "--listen", "127.0.0.1:0", "-v", home: home)
        let first = try server.waitForLine(containing: "serving ")
        let words = first.split(separator: " ")
        #expect(words.dropLast().joined(separator: " ") == "serving \(layout) on")
        let authority = try #require(words.last).split(separator: "//")[1]
        let pulled = try Command.run(
            "pull", "-q", "\(authority)/app:1", "--platform", "linux/arm64", "-o", home.file("out"))
        #expect(pulled.output == "\(authority)/app@\(image.child(1).digest)\n")
        server.send(signal: SIGTERM)
        let result = server.wait(timeoutSeconds: 10)
        #expect(result.status == 143)
        #expect(result.output == first + "\n")
        #expect(result.errors.contains("/v2/app/manifests/1 200"))
    }

    @Test func `a directory that is not a layout is not served`() throws {
        let result = try Command.run("serve", "/nonexistent", "--listen", "127.0.0.1:0")
        #expect(result.status == 10)
        #expect(result.errors.hasPrefix("resolve: "))
    }

    @Test func `an address in use is reported`() throws {
        let home = try TemporaryFolder()
        let layout = try SampleImages.single().writeLayout(to: home, tag: "1")
        let registry = try MisbehavingRegistry()
        let result = try Command.run("serve", layout, "--listen", registry.authority)
        #expect(result.status == 9)
        #expect(result.errors.contains(registry.authority))
    }
}
