import TestSupport
import Testing

/// Registries and mirrors that nobody answers for.
struct UnreachableTests {
    private let closed: ClosedPort

    init() throws {
        closed = try ClosedPort()
    }

    @Test(.userCase("N11"), arguments: [["digest"], ["pull", "-o", "out"], ["explain"]])
    func `the cause is printed once, at once`(command: [String]) throws {
        for (registry, cause) in [
            (closed.authority, "no response: "), ("no-such-host.invalid", "name resolution: "),
        ] {
            let result = try Command.run(command + [registry + "/team/app:1"])
            #expect(result.status == 9)
            #expect(result.errors.ranges(of: cause).count == 1, "\(result.errors)")
            #expect(!result.errors.contains("retrying"))
        }
    }

    @Test(.userCase("N11")) func `of a mirror and a registry each cause is printed once`() throws {
        let (mirror, registry) = (closed.authority, "no-such-host.invalid")
        let result = try Command.run("digest", "--mirror", "http://" + mirror, registry + "/team/app:1")
        #expect(result.status == 9)
        #expect(result.errors.ranges(of: "name resolution: ").count == 1, "\(result.errors)")
        #expect(result.errors.ranges(of: "no response: ").count == 1)
        #expect(result.errors.contains("previously at '\(mirror)'"))
        let json = try Command.run("digest", "--json", registry + "/team/app:1")
        #expect(json.errors.contains(#""retryable":true"#), "\(json.errors)")
    }

    @Test func `a mirror that is not there is noted if the registry serves`() throws {
        let mirror = closed.authority
        let registry = try MisbehavingRegistry()
        registry.add(SampleImages.single(), to: "team/app", tags: ["1"])
        let result = try Command.run(
            "pull", "--mirror", "http://" + mirror, registry.reference("team/app:1"), "-o", "oci:out:1", "--platform",
            "linux/amd64")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.ranges(of: "'\(mirror)' is skipped: ").count == 1, "\(result.errors)")
    }
}
