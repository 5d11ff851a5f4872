import PlatformModel
import Synchronization
import TestSupport
import Testing

@testable import TaskRunner

/// Whole runs, with scripts in place of the builders and a registry that only records requests.
@Suite(.timeLimit(.minutes(2)))
struct TaskRunTests {
    private let bench: TaskBench

    init() throws {
        bench = try TaskBench()
    }

    @Test func `the repaired task of the guide builds, checks, pushes and lists`() async throws {
        for name in ["dockerfile.amd64", "dockerfile.arm64"] {
            try runChecked("/usr/bin/touch", [bench.folder.file(name)])
        }
        let (reports, lines, pushed) = try await bench.run(Sample.repaired)
        #expect(reports.map(\.outcome) == [StepOutcome](repeating: .succeeded, count: 6))
        #expect(
            bench.images.calls.withLock { $0 } == [
                "push r.example/s/myimage:x1-arm64", "push r.example/s/myimage:x1-amd64",
                "manifest create r.example/s/myimage:latest r.example/s/myimage:x1-arm64 r.example/s/myimage:x1-amd64",
                "manifest push r.example/s/myimage:latest", "manifest inspect r.example/s/myimage:latest",
            ])
        #expect(lines.contains("acb_step_0: building r.example/s/myimage:x1-amd64 for linux/amd64"))
        #expect(lines.contains("acb_step_2: pushing r.example/s/myimage:x1-arm64 (linux/arm64)"))
        #expect(lines.contains("acb_step_5: done"))
        let image = "r.example/s/myimage"
        #expect(
            pushed == [
                "\(image)@sha256:\(image):x1-arm64", "\(image)@sha256:\(image):x1-amd64", "\(image)@done",
            ])
    }

    @Test func `a build without a platform gets that of its tag`() async throws {
        let (reports, lines, _) = try await bench.run("steps: [{build: -t a:1-arm64 .}]")
        #expect(reports.map(\.outcome) == [.succeeded])
        #expect(lines == ["acb_step_0: building a:1-arm64 for linux/arm64"])
    }

    @Test func `an image of another platform than its tag is never pushed`() async throws {
        try runChecked("/bin/sh", ["-c", "echo platform=linux/amd64 > \"$0\"", bench.folder.file("liar")])
        let (reports, _, _) = try await bench.run("steps: [{build: -t a:1-arm64 -f liar .}, {push: [a:1-arm64]}]")
        #expect(
            reports.map(\.outcome) == [
                .failed(status: 4, "the built image is for linux/amd64, not for linux/arm64"), .skipped,
            ])
        #expect(bench.images.calls.withLock { $0 } == [])
    }

    @Test func `an image whose files are for another platform is never pushed`() async throws {
        bench.images.fault.withLock { $0 = "/bin/app was built for amd64" }
        let (reports, _, _) = try await bench.run("steps: [{build: -t a:1-arm64 .}, {push: [a:1-arm64]}]")
        #expect(reports.map(\.outcome) == [.failed(status: 4, "/bin/app was built for amd64"), .skipped])
        #expect(bench.images.calls.withLock { $0 } == [])
    }

    @Test func `an image that no step has built is not pushed`() async throws {
        let (reports, _, _) = try await bench.run("steps: [{push: [a:1]}]")
        #expect(
            reports.map(\.outcome) == [.failed(status: 6, "no step of this run has built or pulled 'r.example/a:1'")])
    }

    @Test func `the status of the registry error is that of the step`() async throws {
        let (reports, _, _) = try await bench.run("steps: [{build: -t r.example/refused:1 .}, {push: [refused:1]}]")
        #expect(reports.map(\.outcome) == [.succeeded, .failed(status: 7, "not allowed")])
    }

    @Test func `an image is run with its words, its folder and its variables, whose values are not arguments`()
        async throws
    {
        let text = """
            secrets: [{id: key}]
            env: ['A={{.Secrets.key}}']
            steps: [{cmd: "img:1 say 'two words' {{.Secrets.key}}", user: me, ports: ['1:2'], entryPoint: /sh, privileged: true}]
            """
        let (reports, lines, _) = try await bench.run(text, TaskValues(secrets: ["key": "s3cret"]))
        #expect(reports.map(\.outcome) == [.succeeded])
        let run = try #require(lines.joined().firstMatch(of: /resolve.run=(resolve-task-[A-Za-z0-9]+)/)?.1)
        #expect(
            lines.sorted() == [
                "acb_step_0: A is <redacted>",
                "acb_step_0: run --label resolve.run=\(run) --name acb_step_0 --rm --privileged "
                    + "--volume \(bench.folder.path):/workspace --workdir /workspace --entrypoint /sh "
                    + "--user me --network \(run) --publish 1:2 --env A img:1 say two words <redacted>",
            ])
    }

    @Test func `a step is retried until its status is 0, and a time limit stops one that hangs`() async throws {
        try bench.write(
            "podman",
            #"[ "$1" = run ] || exit 0; for word; do :; done; [ $word = hang ] && exec sleep 600; echo x >> "$STUB/count"; [ $(wc -l < "$STUB/count") -ge 3 ]"#
        )
        let (reports, _, _) = try await bench.run(
            """
            steps:
            - {cmd: again, retries: 5, disableWorkingDirectoryOverride: true}
            - {cmd: hang, timeout: 1, ignoreErrors: true, disableWorkingDirectoryOverride: true}
            - {cmd: again, disableWorkingDirectoryOverride: true}
            """)
        #expect(reports.map(\.outcome) == [.succeeded, .timedOut(seconds: 1), .succeeded])
        #expect(reports.map(\.attempts) == [3, 1, 1])
        #expect(reports.map(\.isIgnored) == [false, true, false])
    }

    @Test func `a failure stops the other running steps`() async throws {
        try bench.write(
            "podman", #"[ "$1" = run ] || exit 0; for word; do :; done; [ $word = hang ] && exec sleep 600; exit 9"#)
        let (reports, _, _) = try await bench.run(
            """
            steps:
            - {cmd: hang, when: ["-"], disableWorkingDirectoryOverride: true}
            - {cmd: fail, when: ["-"], disableWorkingDirectoryOverride: true}
            - {cmd: fail, disableWorkingDirectoryOverride: true}
            """)
        #expect(reports.map(\.outcome) == [.cancelled, .failed(status: 9, "podman exited with status 9"), .skipped])
    }

    @Test func `without a builder or an engine no step begins`() async throws {
        let bare = ["PATH": bench.folder.path]
        await #expect(throws: TaskError.noBuilder(step: "acb_step_1")) {
            try await TaskTools.find(for: plan("steps: [{push: a}, {build: -t a .}]"), variables: bare)
        }
        await #expect(throws: TaskError.noEngine(step: "x")) {
            try await TaskTools.find(for: plan("steps: [{cmd: img, id: x}]"), variables: bare)
        }
        _ = try await TaskTools.find(for: plan("steps: [{cmd: docker manifest rm x}, {push: a}]"), variables: bare)
    }

    @Test func `BuildKit writes its layout itself, and no builder uses a cache`() throws {
        let command = try BuildCommand("-t a:1 .", line: 1)
        let platform = Platform(os: "linux", architecture: "arm64")
        #expect(
            Builder.dockerBuildx.arguments(for: command, platform: platform, layout: "/l") == [
                "buildx", "build", "--no-cache", "--platform", "linux/arm64", "--output", "type=oci,tar=false,dest=/l",
                "-t", "a:1", ".",
            ])
        #expect(
            Builder.podman.arguments(for: command, platform: nil, layout: "/l") == [
                "build", "--no-cache", "--layers=false", "-t", "a:1", ".",
            ])
        #expect(Builder.dockerBuildx.exportArguments(image: "a:1", layout: "/l") == nil)
    }

    /// A `podman` that records its arguments, and keeps one file for each container that exists.
    private static let engine = #"""
        echo "$@" >> "$STUB/calls"
        mkdir -p "$STUB/containers"
        case "$1" in
        run)
          for word; do case "$previous" in --name) name=$word;; esac; previous=$word; done
          case " $* " in *" --rm "*) ;; *) touch "$STUB/containers/$name";; esac
          case " $* " in *" fail "*) exit 3;; esac;;
        ps) ls "$STUB/containers";;
        rm) shift 2; for name; do rm "$STUB/containers/$name"; done;;
        esac
        """#

    // https://learn.microsoft.com/azure/container-registry/container-registry-tutorial-multistep-task: taskmulti.yaml
    @Test(.userCase("L12"), arguments: [false, true])
    func `containers have the ids of their steps and one network, and none is left`(fails: Bool) async throws {
        try bench.write("podman", Self.engine)
        let (reports, _, _) = try await bench.run(
            """
            version: v1.0.0
            steps:
            - build: -t {{.Run.Registry}}/hello-world:{{.Run.ID}} .
            - cmd: -t {{.Run.Registry}}/hello-world:{{.Run.ID}}
              id: test
              detach: true
              ports: ["8080:80"]
            - cmd: curl:1 \(fails ? "fail" : "http://test") {{.Run.ID}}
              id: ask
            - cmd: docker stop test
            - push:
              - {{.Run.Registry}}/hello-world:{{.Run.ID}}
            """)
        let failed = StepOutcome.failed(status: 3, "podman exited with status 3")
        let ended: [StepOutcome] = [.succeeded, .succeeded]
        #expect(
            reports.map(\.outcome) == ended
                + (fails ? [failed, .skipped, .skipped] : [.succeeded, .succeeded, .succeeded]))
        let calls = try runChecked("/bin/cat", [bench.folder.file("stub/calls")]).output.split(separator: "\n").map(
            String.init)
        let name = try #require(calls.joined(separator: " ").firstMatch(of: /network create (\S+)/)?.1)
        let mounts = "--volume \(bench.folder.path):/workspace --workdir /workspace --network \(name)"
        let label = "label=resolve.run=\(name)"
        let expected = [
            "network create \(name)",
            "run --label resolve.run=\(name) --name test --detach \(mounts) --publish 8080:80 -t r.example/hello-world:x1",
            "run --label resolve.run=\(name) --name ask --rm \(mounts) curl:1 \(fails ? "fail" : "http://test") x1",
            fails ? nil : "stop test", "ps --all --quiet --filter \(label)", "rm --force test", "network rm \(name)",
        ].compactMap(\.self)
        #expect(calls.filter { $0 != "--version" } == expected)
        #expect(try runChecked("/bin/ls", [bench.folder.file("stub/containers")]).output == "")
    }

    @Test(.userCase("L12"))
    func `a container that is kept is replaced by the next attempt, and options of the words take precedence`()
        async throws
    {
        try bench.write("podman", Self.engine)
        let (reports, _, _) = try await bench.run(
            """
            networks: [{name: back}]
            steps:
            - {cmd: a fail, id: one, keep: true, retries: 1, ignoreErrors: true, cpus: "1.5"}
            - {cmd: --network=host --name mine b, id: two}
            """)
        #expect(reports.map(\.attempts) == [2, 1])
        let calls = try runChecked("/bin/cat", [bench.folder.file("stub/calls")]).output.split(separator: "\n").map(
            String.init)
        #expect(calls.filter { $0.hasPrefix("rm") } == ["rm --force one", "rm --force one"])
        #expect(calls.contains { $0.contains("--cpus 1.5 a fail") })
        #expect(calls.contains { $0.hasSuffix("--workdir /workspace --network=host --name mine b") })
        #expect(!calls.contains { $0.contains("--name two") })
        #expect(calls.filter { $0.hasPrefix("network") } == ["network create back", "network rm back"])
    }

    @Test func `the volumes of a task are files that only its containers can read`() async throws {
        try bench.write(
            "podman",
            #"[ "$1" = run ] || exit 0; for word; do case $word in *:/v) f=${word%:/v}/f;; esac; done; cat "$f"; ls -l "$f" | cut -c1-10"#
        )
        let (_, lines, _) = try await bench.run(
            """
            volumes: [{name: v, secret: {f: aGVsbG8K}}]
            steps: [{cmd: x, keep: true, disableWorkingDirectoryOverride: true, volumeMounts: [{name: v, mountPath: /v}]}]
            """)
        #expect(lines == ["acb_step_0: hello", "acb_step_0: -rw-------"])
    }
}
