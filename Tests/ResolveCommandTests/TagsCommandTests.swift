import Foundation
import TestSupport
import Testing

struct TagsCommandTests {
    private let registry: MisbehavingRegistry
    private let tags = (100..<350).map { "v\($0)" }

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(SampleImages.single(), to: "team/app", tags: tags)
    }

    private func list(_ arguments: String...) throws -> ProgramResult {
        try Command.run(["tags", registry.reference("team/app")] + arguments)
    }

    private func expectAll(_ result: ProgramResult, requests: Int) {
        #expect(result.output.split(separator: "\n").map(String.init) == tags)
        #expect(result.status == 0)
        #expect(registry.requests(to: "/tags/list").count == requests)
    }

    @Test func `all tags are printed, one per line`() throws {
        // 250 is a round number: the registry is asked whether there are more.
        expectAll(try list(), requests: 2)
    }

    @Test(arguments: ["tags", "list"], ["127.0.0.1:6702", "registry.example:443", "localhost:5000"])
    func `a registry alone is no repository`(command: String, host: String) throws {
        let result = try Command.run(command, host)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("resolve: \(host): a repository is missing: \(host)/REPOSITORY\n"))
    }

    @Test(arguments: ["python:3", "localhost:latest", "127.0.0.1:6702/app:1", "python:99999"])
    func `an image is no repository`(name: String) throws {
        let result = try Command.run("tags", name)
        #expect(result.status == 64)
        #expect(result.errors.contains("names an image, not a repository"))
        #expect(result.errors.contains("leave out the tag and the digest: "))
    }

    @Test func `JSON is the repository with its tags`() throws {
        let result = try JSONObject(try list("--json").output)
        #expect(result.text("repository") == registry.reference("team/app"))
        #expect(result.members["tags"] as? [String] == tags)
        #expect(result.keys == ["repository", "tags"])
    }

    @Test func `links are followed, relative, absolute and with parameters of the registry's own`() throws {
        for link in [PageLink.relative, .absolute(registry.url), .opaque] {
            registry.behave()
            registry.clearLog()
            registry.misbehave(on: "/tags/list", .tagPages(of: 100, link))
            expectAll(try list(), requests: 3)
        }
    }

    @Test func `without a link the next page starts after the last tag`() throws {
        registry.misbehave(on: "/tags/list", .tagPages(of: 100, .none))
        // A third page of 50 tags does not show that it is the last.
        expectAll(try list(), requests: 4)
        #expect(registry.requests(to: "/tags/list")[1].query.contains { $0 == ("last", "v199") })
    }

    @Test(arguments: [400, 404])
    func `a registry that refuses the next page has reported all tags`(status: Int) throws {
        registry.misbehave(on: "last=", .status(status))
        expectAll(try list(), requests: 2)
    }

    @Test func `a circle of pages is malformed, and nothing is printed`() throws {
        registry.misbehave(on: "/tags/list", .tagPages(of: 100, .circle))
        let result = try list()
        #expect(result.status == 11)
        #expect(result.output == "")
        #expect(result.errors.contains("form a loop"))
    }

    @Test(.userCase("P13"))
    func `a link to another host is followed at the registry, and that host receives no request`() throws {
        let other = try MisbehavingRegistry(address: "127.0.0.2")
        registry.misbehave(on: "/tags/list", .tagPages(of: 100, .foreign(other.url)))
        expectAll(try list(), requests: 3)
        #expect(other.log.isEmpty)
    }

    @Test(arguments: [#"{"name":"team/app","tags":null}"#, #"{"name":"team/app","tags":[]}"#])
    func `a repository without tags prints none, and says so`(body: String) throws {
        registry.misbehave(on: "/tags/list", .status(200, body: body))
        let result = try list()
        #expect(result.status == 0 && result.output == "")
        #expect(result.errors.contains("\(registry.reference("team/app")): no tags"), "\(result.errors)")
        #expect(try JSONObject(try list("--json").output).members["tags"] as? [String] == [])
    }

    @Test func `invalid tags are skipped with a warning, escaped`() throws {
        registry.misbehave(on: "/tags/list", .status(200, body: #"{"tags":["1","\u001b[31mred","../x"]}"#))
        let result = try list()
        #expect(result.status == 0 && result.output == "1\n")
        #expect(result.errors.contains(#"2 names that are not tags: '\u{1b}[31mred'"#))
    }

    @Test func `tags are read through a token server and a redirect`() throws {
        registry.access = .bearer(TokenServer())
        let front = try MisbehavingRegistry()
        front.misbehave(
            on: .matching("^/v2/team/app/tags/list"),
            .custom("to the other") { reply, request in
                reply = Reply(status: 307)
                reply.headers["Location"] = "http://\(registry.authority)\(request.target)"
            })
        registry.misbehave(on: "/tags/list", .tagPages(of: 100, .relative))
        #expect(try list().output.split(separator: "\n").count == 250)
        // A redirect to another origin carries no credential, so there the tags are everybody's.
        registry.access = .open
        front.add(SampleImages.single(), to: "team/app", tags: ["1"])
        let result = try Command.run("tags", front.reference("team/app"))
        #expect(result.output.split(separator: "\n").count == 250)
        #expect(front.requests(to: "/tags/list").count == 3)
    }

    @Test func `a transient failure is retried, and a permanent one is reported`() throws {
        registry.misbehave(on: "/tags/list", hits: 1...1, .status(503))
        #expect(try list().status == 0)
        registry.behave()
        registry.misbehave(on: "/tags/list", .status(500))
        #expect(try list("--retries", "0").status == 9)
        registry.behave()
        registry.misbehave(on: "/tags/list", .html)
        let page = try list()
        #expect(page.status == 11)
        #expect(page.errors.contains("not a list of tags; it begins with '<!DOCTYPE html>'"))
    }

    @Test func `a missing repository is not found`() throws {
        let result = try Command.run("tags", registry.reference("team/none"), "--json")
        #expect(result.status == 6)
        #expect(try JSONObject(result.errors).object("error")?.text("code") == "not-found")
    }

    @Test func `mirrors are used only if the command line names them`() throws {
        let mirror = try MisbehavingRegistry()
        mirror.add(SampleImages.single(), to: "team/app", tags: ["old"])
        #expect(try list("--mirror", mirror.url).output == "old\n")
        #expect(mirror.log.allSatisfy { request in request.query.contains { $0 == ("ns", registry.authority) } })
        let home = try TemporaryFolder()
        let rules =
            "[[registry]]\nlocation = \"\(registry.authority)\"\n[[registry.mirror]]\nlocation = \"\(mirror.authority)\"\n"
        let file = try home.write("registries.conf", rules)
        mirror.clearLog()
        let result = try Command.run(
            "tags", registry.reference("team/app"), environment: ["CONTAINERS_REGISTRIES_CONF": file])
        #expect(result.output.split(separator: "\n").count == 250)
        #expect(mirror.log.isEmpty)
    }

    private static let refused: [(arguments: [String], status: Int32)] = [
        (["tags"], 64), (["tags", "alpine:3"], 64),
        (["tags", "alpine@sha256:" + String(repeating: "a", count: 64)], 64),
        (["tags", "Alpine"], 11), (["tags", "http://r.example/x"], 11), (["tags", "r.example:5000"], 64),
        (["tags", "r.example/app", "--offline"], 6), (["tags", "a", "b"], 64),
    ]

    @Test(arguments: refused)
    func `a name that is not a repository is refused`(arguments: [String], status: Int32) throws {
        let result = try Command.run(arguments)
        #expect(result.status == status)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("resolve: "))
    }

    @Test func `Debian's docker-registry lists its tags`() throws {
        let local = try LocalRegistry()
        for tag in ["2", "1"] { try local.push(SampleImages.single(), to: "team/app:\(tag)") }
        let result = try Command.run("tags", local.reference("team/app"))
        #expect(result.output == "1\n2\n")
        #expect(try Command.run("tags", local.reference("team/none")).status == 6)
    }

    // docker-registry 2.8 lists tags in the order of its directory.
    @Test(.userCase("L26")) func `tags are sorted as versions are`() throws {
        registry.misbehave(
            on: "/tags/list", .status(200, body: #"{"tags":["v1.10","latest","v1.9","v1.9-slim","10","9"]}"#))
        #expect(try list().output == "9\n10\nlatest\nv1.9\nv1.9-slim\nv1.10\n")
        let object = try JSONObject(try list("--json").output)
        #expect(object.members["tags"] as? [String] == ["9", "10", "latest", "v1.9", "v1.9-slim", "v1.10"])
    }

    // docker-registry 2.8 answers `NAME_UNKNOWN` about both.
    @Test(.userCase("L26"), arguments: ["tags", "list"])
    func `a repository whose images have no tag is not called unknown`(command: String) throws {
        let local = try LocalRegistry()
        try local.push(SampleImages.single(), to: "team/app:1")
        let manifests = local.storage + "/docker/registry/v2/repositories/team/app/_manifests"
        try FileManager.default.removeItem(atPath: manifests + "/tags")
        let name = local.reference("team/app")
        let result = try Command.run(command, name)
        #expect(result.status == 6 && result.output == "")
        #expect(
            result.errors.contains("\(name): no tags: the repository does not exist, or none of its images has a tag"),
            "\(result.errors)")
        #expect(result.errors.contains("\(name)@sha256:"))
    }
}
