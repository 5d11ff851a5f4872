import ImageModel
import PlatformModel
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct CheckRenderingTests {
    private let report: ImageCheckReport

    init() throws {
        let layer = CheckedPlatform.Layer(
            digest: try Samples.digest("b"), size: 900, mediaType: MediaType.ociLayer,
            contents: CheckedPlatform.LayerContents(
                entries: 2, uncompressedBytes: 2048, compression: "gzip",
                programs: [
                    CheckedPlatform.Programs(builtFor: ["amd64"], areSuitable: false, count: 3, example: "/bin/app")
                ]))
        var wrong = CheckedPlatform(
            position: [1], digest: try Samples.digest("2"), platform: Platform(os: "linux", architecture: "arm64"),
            isDeclared: true, layers: [layer],
            start: [
                CheckedPlatform.StartStep(path: "/e\u{1B}ntry", content: "script", layer: nil),
                CheckedPlatform.StartStep(path: "/bin/app", content: "amd64", layer: layer.digest),
            ])
        wrong.add([
            CheckFinding(.note, .config, "a fact"),
            CheckFinding(
                .failure, .start, "/bin/app does not start: it was built for amd64, not for arm64", path: "/bin/app",
                layer: layer.digest, expected: "arm64", found: "amd64", remedy: "build it for arm64"),
        ])
        var lost = CheckedPlatform(position: [3], digest: nil, platform: nil, isDeclared: false)
        lost.error = ResolverError(.notFound, "no such manifest")
        report = ImageCheckReport(
            image: "r.example/app:1", indexDigest: try Samples.digest("1"), indexMediaType: MediaType.ociIndex,
            depth: .layers,
            platforms: [
                CheckedPlatform(
                    position: [0], digest: try Samples.digest("a"),
                    platform: Platform(os: "linux", architecture: "amd64"), isDeclared: true), wrong, lost,
            ],
            skipped: [
                ImageCheckReport.Skipped(
                    position: [2], digest: try Samples.digest("c"), reason: "attestation", detail: "about sha256:a")
            ],
            affinity: NodeAffinity(
                of: [
                    Platform(os: "linux", architecture: "amd64"), Platform(os: "linux", architecture: "386"),
                    Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348.587"),
                ], catalog: try .builtIn()))
    }

    @Test func `a table shows every platform in the order of the index, and then what was found`() {
        let lines = CheckRendering(report).lines().map { line in
            line.split(separator: " ").map { $0.count > 60 ? "…" : $0 }.joined(separator: " ")
        }
        #expect(
            lines == [
                "image r.example/app:1", "index …", "type application/vnd.oci.image.index.v1+json", "",
                "position platform digest result start", "0 linux/amd64 aaaaaaaaaaaa passed",
                "1 linux/arm64 222222222222 failed /e\\u{1b}ntry (script) → /bin/app (amd64)",
                "2 - cccccccccccc skipped attestation: about sha256:a", "3 - - unchecked", "",
                "platform severity expected found layer finding",
                "linux/arm64 failure arm64 amd64 bbbbbbbbbbbb /bin/app does not start: it was built for amd64, not for arm64",
                "linux/arm64 note - - - a fact", "- error - - - no such manifest", "",
                "passed 1 of 3 platforms",
            ])
        #expect(CheckRendering(report).brief == ["linux/amd64 passed", "linux/arm64 failed", "- unchecked"])
    }

    @Test func `no line is longer than the terminal is wide`() {
        #expect(CheckRendering(report).lines(width: 80).allSatisfy { $0.count <= 80 || $0.hasPrefix("index") })
    }

    @Test func `the error is that of the first failing platform, with the remedy as a hint`() {
        #expect(
            report.error?.description
                == "r.example/app:1: linux/arm64: /bin/app does not start: it was built for amd64, not for arm64")
        #expect(report.error?.hint == "build it for arm64")
        #expect(report.error?.kind == .mismatch)
    }

    @Test func `JSON has the findings, the layers and the errors of platforms`() throws {
        let text = CheckRendering(report).json.line
        for part in [
            #""layersRead":true,"passed":false"#, #""result":"failed""#, #""severity":"failure""#,
            #""expected":"arm64","found":"amd64","kind":"start""#, #""remedy":"build it for arm64""#,
            #""error":{"code":"not-found","exit":6,"message":"no such manifest"}"#, #""word":"attestation""#,
            #""programs":[{"builtFor":["amd64"],"count":3,"example":"/bin/app","suitable":false}]"#,
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `an affinity is the field of a pod's specification`() throws {
        let affinity = try #require(report.affinity)
        #expect(
            AffinityRendering(affinity).lines.joined(separator: "\n") == """
                # the image is for version 10.0.20348.587: node.kubernetes.io/windows-build tells the versions of nodes apart
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                        - matchExpressions:
                            - key: kubernetes.io/os
                              operator: In
                              values:
                                - linux
                            - key: kubernetes.io/arch
                              operator: In
                              values:
                                - "386"
                                - amd64
                        - matchExpressions:
                            - key: kubernetes.io/os
                              operator: In
                              values:
                                - windows
                            - key: kubernetes.io/arch
                              operator: In
                              values:
                                - amd64
                """)
        #expect(
            AffinityRendering(affinity).json.line.contains(
                #""requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/os","operator":"In","values":["linux"]}"#
            ))
    }

    @Test func `without a platform that has passed, there is no affinity`() throws {
        #expect(NodeAffinity(of: [], catalog: try .builtIn()) == nil)
    }
}
