import TestSupport
import Testing

@testable import TaskRunner

/// What lint says about the names of images, and what it knows of them before a run.
struct ImageNameLintTests {
    private static let known = TaskValues(
        facts: [.registry: "127.0.0.1:6702", .registryName: "127"], values: ["tag": "1"])

    @Test(
        arguments: [
            "docker tag m.io/a 127.0.0.1:6702/tk/m:1}, {push: ['{{.Run.Registry}}/tk/m:1']",
            "docker tag m.io/a 127.0.0.1:6702/tk/m:1}, {push: [tk/m:1]",
            "docker tag m.io/a 'tk/m:{{.Values.tag}}'}, {push: ['127.0.0.1:6702/tk/m:1']",
            "docker tag m.io/a tk/m:1}, {cmd: docker push 127.0.0.1:6702/tk/m:1",
        ])
    func `known values make two names equal`(steps: String) throws {
        let text = "steps: [{cmd: docker pull m.io/a}, {cmd: \(steps)}]"
        #expect(try findings(text, Self.known) == [])
        #expect(try findings(text).map(\.rule) == [.notMade])
    }

    @Test func `known values make two names of a list equal`() throws {
        let text = """
            steps:
            - cmd: docker manifest create 127.0.0.1:6702/a:m r.io/a@sha256:00
            - cmd: docker manifest push --purge {{.Run.Registry}}/a:m
            """
        #expect(try findings(text, Self.known) == [])
        #expect(try findings(text).map(\.rule) == [.notMade])
    }

    @Test func `a sentence has the name as the file writes it`() throws {
        let found = try findings("steps: [{push: ['{{.Run.Registry}}/a:{{.Values.tag}}']}]", Self.known)
        #expect(found.map(\.sentence) == ["no step creates '{{.Run.Registry}}/a:{{.Values.tag}}'"])
    }

    private static let sources: [(steps: String, sentences: [String], repairs: [String?])] = [
        (
            "{cmd: docker tag m.io/a m.io/b}, {push: [m.io/b]}", ["no step builds or pulls 'm.io/a:latest'"],
            ["add a step 'cmd: docker pull m.io/a' before it"]
        ),
        (
            "{cmd: docker pull m.io/aa:1}, {cmd: docker tag m.io/ab:1 b:1}",
            ["no step builds or pulls 'm.io/ab:1'; the nearest name is 'm.io/aa:1', created by step acb_step_0"],
            ["write 'm.io/aa:1'"]
        ),
        (
            "{cmd: docker tag m.io/a b:1}, {cmd: docker pull m.io/a}",
            ["'m.io/a:latest' is used before step acb_step_1 has created it"],
            ["add 'acb_step_1' to 'when' of step acb_step_0"]
        ),
        ("{cmd: docker pull -q a}, {cmd: docker tag docker.io/library/a b:2}, {push: [b:2]}", [], []),
        ("{cmd: docker pull a}, {cmd: docker tag a b:2}, {cmd: docker tag b:2 c:1}", [], []),
        // An engine or a builder may have the image.
        ("{cmd: some/image}, {cmd: docker tag m.io/a b:1}", [], []),
        ("{build: -t x .}, {cmd: docker tag m.io/a b:1}", [], []),
    ]

    @Test(arguments: sources)
    func `an image is built or pulled before it is tagged`(
        steps: String, sentences: [String], repairs: [String?]
    ) throws {
        let found = try findings("steps: [\(steps)]")
        #expect(found.map(\.sentence) == sentences)
        #expect(found.map(\.repair) == repairs)
        #expect(found.allSatisfy { $0.isError })
    }

    @Test(arguments: ["1.0-preview-1", "v1.0.0"])
    func `an alias in a version without aliases is an error`(version: String) throws {
        let sentence = "'$Registry' is not replaced: aliases need version v1.1.0, not \(version)"
        let names = [
            "cmd: docker pull $Registry/a", "build: -t $Registry/a .", "push: [$Registry/a]", "cmd: $Registry/a x",
        ]
        for name in names {
            let found = try findings("version: \(version)\nsteps: [{\(name)}]").filter { $0.rule != .notMade }
            #expect(found.map(\.sentence) == [sentence], "\(name)")
            #expect(found.map(\.repair) == ["write 'version: v1.1.0'"])
        }
        #expect(try findings("version: \(version)\nsteps: [{cmd: some/image sh -c 'echo $Registry'}]") == [])
        let own = "version: \(version)\nalias: {values: {repo: r.io/a}}\nsteps: [{cmd: docker pull $repo}]"
        #expect(try findings(own).map(\.rule) == [.ignoredProperty, .invalidValue])
    }

    @Test(
        arguments: [
            ("docker pull ''", "empty"), ("docker pull ${X}", "${X}"), ("docker pull --platform bogus a", "bogus"),
            ("docker push Bad", "uppercase"), ("docker pull 'r.io/B:{{.Run.ID}}'", "uppercase"),
            ("docker manifest inspect Bad", "uppercase"),
        ])
    func `a name or platform that no image has is an error`(command: String, word: String) throws {
        let found = try findings("steps: [{cmd: \"\(command)\"}]").filter { $0.rule != .notMade }
        #expect(found.map(\.rule) == [.invalidValue])
        #expect(found.allSatisfy { $0.sentence.contains(word) }, "\(found)")
    }

    @Test(
        arguments: [
            "docker pull {{.Values.image}}", "docker pull '{{.Run.Registry}}/a@{{.Values.digest}}'",
            "docker pull --platform {{.Values.platform}} a", "docker pull {{.Run.RegistryName}}.azurecr.io/a:1",
            "docker pull --platform linux/arm64 localhost:5000/a", "docker pull '[::1]:5000/a'",
        ])
    func `a name or platform with variables may be valid`(command: String) throws {
        #expect(try findings("steps: [{cmd: \"\(command)\"}]") == [])
    }

    @Test func `an unknown step in when is found besides a command that cannot be parsed`() throws {
        let found = try findings("steps: [{cmd: docker tag a}, {cmd: b, when: [y]}]")
        #expect(
            found.map(\.sentence) == [
                "'docker tag' takes two image names, not 1", "'when' names 'y', which is not a step",
            ])
    }
}
