import PlatformModel
import Synchronization
import TestSupport
import Testing

@testable import TaskRunner

/// Whole runs, with scripts in place of the builders and a registry that only records requests.
@Suite(.timeLimit(.minutes(2)))
struct TaskRunTests {
    /// Records requests.
    final class RecordedImages: TaskImages {
        let calls = Mutex<[String]>([])

        func push(
            layout: String, to name: String, log: @escaping @Sendable (String) -> Void
        ) async throws(TaskError) {
            guard !name.contains("refused") else { throw .failed(.credentials, "not allowed") }
            calls.withLock { $0.append("push \(name)") }
        }

        func perform(_ command: ManifestListCommand) async throws(TaskError) -> [String] {
            calls.withLock { $0.append(command.summary) }
            return ["done"]
        }
    }

    /// A `buildah` that builds an image for the platform in `--platform`, unless the Dockerfile sets another one.
    private static let buildah = #"""
        case "$1" in --version) exit 0;; esac
        verb=$1; shift
        if [ "$verb" = build ]; then
          for word; do case "$previous" in --platform) platform=$word;; -t) tag=$word;; -f) file=$word;; esac; previous=$word; done
          echo "building $tag for ${platform:-nothing}"
          [ -z "$file" ] || . "./$file"
          printf '%s' "${platform:-linux/amd64}" > "$STUB/$(printf %s "$tag" | tr '/:' '__')"
          exit 0
        fi
        for word; do image=$layout; layout=$word; done
        layout=${layout#oci:}; layout=${layout%:image}
        platform=$(cat "$STUB/$(printf %s "$image" | tr '/:' '__')") || exit 125
        config="{\"os\":\"${platform%%/*}\",\"architecture\":\"${platform#*/}\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
        mkdir -p "$layout/blobs/sha256"
        put() { hex=$(printf '%s' "$1" | sha256sum | cut -d' ' -f1); printf '%s' "$1" > "$layout/blobs/sha256/$hex"; }
        put "$config"; size=$(printf '%s' "$config" | wc -c)
        oci=application/vnd.oci.image
        put "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"$oci.config.v1+json\",\"digest\":\"sha256:$hex\",\"size\":$size},\"layers\":[]}"
        printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"sha256:%s","size":9}]}' $oci.manifest.v1+json $hex > "$layout/index.json"
        """#

    private let folder: TemporaryFolder
    private let images = RecordedImages()

    init() throws {
        folder = try TemporaryFolder()
        try write("buildah", Self.buildah)
        try write("podman", #"[ "$1" = --version ] || { [ "$1" = run ] && echo "$@" && echo "A is $A" >&2; }"#)
    }

    /// Another process writes the script. Otherwise a program that is started meanwhile could inherit the open file (ETXTBSY).
    private func write(_ name: String, _ script: String) throws {
        try runChecked(
            "/bin/sh",
            [
                "-c", "mkdir -p \"$0/bin\" \"$0/stub\" \"$0/tmp\" && cat > \"$0/bin/$1\" && chmod 755 \"$0/bin/$1\"",
                folder.path, name,
            ],
            stdin: Array("#!/bin/sh\n\(script)\n".utf8))
    }

    private var variables: [String: String] {
        ["PATH": folder.file("bin") + ":/usr/bin:/bin", "STUB": folder.file("stub"), "TMPDIR": folder.file("tmp")]
    }

    private func run(
        _ text: String, _ values: TaskValues = TaskValues(facts: [.registry: "r.example", .id: "x1"])
    ) async throws -> (reports: [TaskSchedule.Report], lines: [String]) {
        let plan = try plan(text, values)
        let lines = Mutex<[String]>([])
        let run = TaskRun(
            plan: plan, tools: try await TaskTools.find(for: plan, variables: variables), images: images,
            catalog: try .builtIn(), context: folder.path, variables: variables
        ) { event in
            if case .line(let step, let text) = event { lines.withLock { $0.append("\(step): \(text)") } }
        }
        let reports = try await run.perform()
        #expect(try runChecked("/bin/ls", [folder.file("tmp")]).output == "")
        return (reports, lines.withLock { $0 })
    }

    @Test func `the repaired task of the guide builds, checks, pushes and lists`() async throws {
        for name in ["dockerfile.amd64", "dockerfile.arm64"] { try runChecked("/usr/bin/touch", [folder.file(name)]) }
        let (reports, lines) = try await run(Sample.repaired)
        #expect(reports.map(\.outcome) == [StepOutcome](repeating: .succeeded, count: 6))
        #expect(
            images.calls.withLock { $0 } == [
                "push r.example/s/myimage:x1-arm64", "push r.example/s/myimage:x1-amd64",
                "manifest create r.example/s/myimage:latest r.example/s/myimage:x1-arm64 r.example/s/myimage:x1-amd64",
                "manifest push r.example/s/myimage:latest", "manifest inspect r.example/s/myimage:latest",
            ])
        #expect(lines.contains("acb_step_0: building r.example/s/myimage:x1-amd64 for linux/amd64"))
        #expect(lines.contains("acb_step_2: pushing r.example/s/myimage:x1-arm64 (linux/arm64)"))
        #expect(lines.contains("acb_step_5: done"))
    }

    @Test func `a build without a platform gets that of its tag`() async throws {
        let (reports, lines) = try await run("steps: [{build: -t a:1-arm64 .}]")
        #expect(reports.map(\.outcome) == [.succeeded])
        #expect(lines == ["acb_step_0: building a:1-arm64 for linux/arm64"])
    }

    @Test func `an image of another platform than its tag is never pushed`() async throws {
        try runChecked("/bin/sh", ["-c", "echo platform=linux/amd64 > \"$0\"", folder.file("liar")])
        let (reports, _) = try await run("steps: [{build: -t a:1-arm64 -f liar .}, {push: [a:1-arm64]}]")
        #expect(
            reports.map(\.outcome) == [
                .failed(status: 4, "the built image is for linux/amd64, not for linux/arm64"), .skipped,
            ])
        #expect(images.calls.withLock { $0 } == [])
    }

    @Test func `an image that no step has built is not pushed`() async throws {
        let (reports, _) = try await run("steps: [{push: [a:1]}]")
        #expect(reports.map(\.outcome) == [.failed(status: 6, "no step of this run has built 'r.example/a:1'")])
    }

    @Test func `the status of the registry error is that of the step`() async throws {
        let (reports, _) = try await run("steps: [{build: -t r.example/refused:1 .}, {push: [refused:1]}]")
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
        let (reports, lines) = try await run(text, TaskValues(secrets: ["key": "s3cret"]))
        #expect(reports.map(\.outcome) == [.succeeded])
        #expect(
            lines.sorted() == [
                "acb_step_0: A is <redacted>",
                "acb_step_0: run --rm --privileged --volume \(folder.path):/workspace --workdir /workspace --entrypoint /sh "
                    + "--user me --publish 1:2 --env A img:1 say two words <redacted>",
            ])
    }

    @Test func `a step is retried until its status is 0, and a time limit stops one that hangs`() async throws {
        try write(
            "podman",
            #"[ "$1" = --version ] && exit; [ "$5" = hang ] && exec sleep 600; echo x >> "$STUB/count"; [ $(wc -l < "$STUB/count") -ge 3 ]"#
        )
        let (reports, _) = try await run(
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
        try write("podman", #"[ "$1" = --version ] && exit; [ "$5" = hang ] && exec sleep 600; exit 9"#)
        let (reports, _) = try await run(
            """
            steps:
            - {cmd: hang, when: ["-"], disableWorkingDirectoryOverride: true}
            - {cmd: fail, when: ["-"], disableWorkingDirectoryOverride: true}
            - {cmd: fail, disableWorkingDirectoryOverride: true}
            """)
        #expect(reports.map(\.outcome) == [.cancelled, .failed(status: 9, "podman exited with status 9"), .skipped])
    }

    @Test func `without a builder or an engine no step begins`() async throws {
        let bare = ["PATH": folder.path]
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

    @Test func `the volumes of a task are files that only its containers can read`() async throws {
        try write("podman", #"[ "$1" = --version ] && exit; cat "${5%:/v}/f"; ls -l "${5%:/v}/f" | cut -c1-10"#)
        let (_, lines) = try await run(
            """
            volumes: [{name: v, secret: {f: aGVsbG8K}}]
            steps: [{cmd: x, keep: true, disableWorkingDirectoryOverride: true, volumeMounts: [{name: v, mountPath: /v}]}]
            """)
        #expect(lines == ["acb_step_0: hello", "acb_step_0: -rw-------"])
    }
}
