import ImageModel
import PlatformModel
import Synchronization
import TestSupport
import Testing

@testable import TaskRunner

/// Whole runs, with scripts in place of the builders and engines, and a registry that only records requests.
struct TaskBench {
    /// Records requests.
    final class RecordedImages: TaskImages {
        let calls = Mutex<[String]>([])
        /// What is wrong with every image that was built; `nil` for nothing.
        let fault = Mutex<String?>(nil)
        private let digest: Digest

        init() throws {
            digest = try Digest(parsing: "sha256:" + String(repeating: "1", count: 64))
        }

        func image(_ name: Reference, platform: String?) async throws(TaskError) -> TaskImage {
            guard !name.repository.contains("missing") else { throw .failed(.notFound, "no '\(name)'") }
            calls.withLock { $0.append("find \(name) for \(platform ?? "host")") }
            let word = (platform ?? "linux/amd64").split(separator: "/").map(String.init)
            return TaskImage(
                .registry(name.pinned(to: digest)),
                platform: Platform(os: word[0], architecture: word[1]))
        }

        func check(_ image: TaskImage, log: @escaping @Sendable (String) -> Void) async throws(TaskError) {
            if let fault = fault.withLock({ $0 }) { throw .failed(.mismatch, fault) }
        }

        func push(
            _ image: TaskImage, to name: String, log: @escaping @Sendable (String) -> Void
        ) async throws(TaskError) -> String {
            guard !name.contains("refused") else { throw .failed(.credentials, "not allowed") }
            let origin =
                switch image.source {
                case .layout: ""
                case .archive: " from an archive"
                case .registry(let reference): " from \(reference.name)@…"
                }
            calls.withLock { $0.append("push \(name)\(origin)") }
            return "sha256:\(name)"
        }

        func perform(_ command: ManifestListCommand) async throws(TaskError) -> [String] {
            calls.withLock { $0.append(command.summary) }
            return ["done"]
        }
    }

    /// The function `layout FOLDER OS/ARCHITECTURE` of a shell, which writes an image without layers.
    static let layout = #"""
        put() { hex=$(printf '%s' "$1" | sha256sum | cut -d' ' -f1); printf '%s' "$1" > "$layout/blobs/sha256/$hex"; }
        layout() {
          layout=$1
          config="{\"os\":\"${2%%/*}\",\"architecture\":\"${2#*/}\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
          mkdir -p "$layout/blobs/sha256"
          put "$config"; size=$(printf '%s' "$config" | wc -c)
          oci=application/vnd.oci.image
          put "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"$oci.config.v1+json\",\"digest\":\"sha256:$hex\",\"size\":$size},\"layers\":[]}"
          printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"sha256:%s","size":9}]}' $oci.manifest.v1+json $hex > "$layout/index.json"
        }

        """#

    /// A `buildah` that builds an image for the platform in `--platform`, unless the Dockerfile sets another one.
    static let buildah =
        layout + #"""
            case "$1" in --version) exit 0;; esac
            verb=$1; shift
            if [ "$verb" = build ]; then
              for word; do case "$previous" in --platform) platform=$word;; -t) tag=$word;; -f) file=$word;; esac; previous=$word; done
              echo "building $tag for ${platform:-nothing}"
              [ -z "$file" ] || . "./$file"
              printf '%s' "${platform:-linux/amd64}" > "$STUB/$(printf %s "$tag" | tr '/:' '__')"
              exit 0
            fi
            for word; do image=$folder; folder=$word; done
            folder=${folder#oci:}; folder=${folder%:image}
            platform=$(cat "$STUB/$(printf %s "$image" | tr '/:' '__')") || exit 125
            layout "$folder" "$platform"
            """#

    let folder: TemporaryFolder
    let images: RecordedImages

    init() throws {
        images = try RecordedImages()
        folder = try TemporaryFolder()
        try write("buildah", Self.buildah)
        try write("podman", #"[ "$1" != run ] || { echo "$@" && echo "A is $A" >&2; }"#)
    }

    /// Another process writes the script. Otherwise a program that is started meanwhile could inherit the open file (ETXTBSY).
    func write(_ name: String, _ script: String) throws {
        try runChecked(
            "/bin/sh",
            [
                "-c", "mkdir -p \"$0/bin\" \"$0/stub\" \"$0/tmp\" && cat > \"$0/bin/$1\" && chmod 755 \"$0/bin/$1\"",
                folder.path, name,
            ],
            stdin: Array("#!/bin/sh\n\(script)\n".utf8))
    }

    var variables: [String: String] {
        ["PATH": folder.file("bin") + ":/usr/bin:/bin", "STUB": folder.file("stub"), "TMPDIR": folder.file("tmp")]
    }

    func run(
        _ text: String, _ values: TaskValues = TaskValues(facts: [.registry: "r.example", .id: "x1"])
    ) async throws -> (reports: [TaskSchedule.Report], lines: [String], pushed: [String]) {
        let plan = try plan(text, values)
        let lines = Mutex<[String]>([])
        let run = TaskRun(
            plan: plan, tools: try await TaskTools.find(for: plan, variables: variables), images: images,
            catalog: try .builtIn(), context: folder.path, variables: variables
        ) { event in
            if case .line(let step, let text) = event { lines.withLock { $0.append("\(step): \(text)") } }
        }
        let result = try await run.perform()
        #expect(try runChecked("/bin/ls", [folder.file("tmp")]).output == "")
        return (result.steps, lines.withLock { $0 }, result.pushed)
    }
}
