import ImageModel
import Testing

struct ReferenceRelocationTests {
    @Test(arguments: [
        ("m.example", "org/app", "m.example/org/app"), ("mirror", "app", "mirror/app"),
        ("MIRROR", "app", "MIRROR/app"), ("[::1]:5000", "app", "[::1]:5000/app"),
        ("docker.io", "alpine", "docker.io/library/alpine"), ("Index.Docker.io", "a/b", "docker.io/a/b"),
    ])
    func `an image moves with its tag and digest`(registry: String, repository: String, expected: String) throws {
        let image = try Reference(parsing: "r.example/x:7@sha256:\(String(repeating: "a", count: 64))")
        let moved = try image.relocated(registry: registry, repository: repository)
        #expect(moved.name == expected)
        #expect(moved.tag == "7")
        #expect(moved.digest == image.digest)
    }

    @Test(arguments: ["", "/app", "Org/app", "a//b", "a:b"])
    func `a malformed repository is refused`(repository: String) throws {
        let image = try Reference(parsing: "alpine")
        #expect(throws: ReferenceError.self) { try image.relocated(registry: "m.example", repository: repository) }
    }
}
