import ContainerdClient
import ImageModel
import Testing

@testable import ImageResolver

/// What containerd is told about an image.
struct ContainerdPlanTests {
    private static func digest(_ digit: Character) throws -> Digest {
        try Digest(parsing: "sha256:" + String(repeating: digit, count: 64))
    }

    private static func descriptor(_ type: String, _ digit: Character) throws -> Descriptor {
        Descriptor(mediaType: type, digest: try digest(digit), size: 1)
    }

    // As `ctr images pull` of containerd 1.6.20 labels a manifest and an index.
    @Test func `a document's labels name what it refers to, counted by kind`() throws {
        let gzip = "application/vnd.oci.image.layer.v1.tar+gzip"
        let manifest = ContainerdPlan.references(to: [
            try Self.descriptor(MediaType.ociConfig, "a"), try Self.descriptor(gzip, "b"),
            try Self.descriptor("application/vnd.docker.image.rootfs.diff.tar.gzip", "c"),
        ])
        #expect(
            manifest == [
                "containerd.io/gc.ref.content.config": "\(try Self.digest("a"))",
                "containerd.io/gc.ref.content.l.0": "\(try Self.digest("b"))",
                "containerd.io/gc.ref.content.l.1": "\(try Self.digest("c"))",
            ])
        let index = ContainerdPlan.references(to: [
            try Self.descriptor(MediaType.ociManifest, "1"), try Self.descriptor(MediaType.ociIndex, "2"),
            try Self.descriptor(MediaType.dockerManifest, "3"), try Self.descriptor("text/plain", "4"),
        ])
        #expect(
            index == [
                "containerd.io/gc.ref.content.m.0": "\(try Self.digest("1"))",
                "containerd.io/gc.ref.content.m.1": "\(try Self.digest("3"))",
                "containerd.io/gc.ref.content.0": "\(try Self.digest("2"))",
                "containerd.io/gc.ref.content.1": "\(try Self.digest("4"))",
            ])
    }

    // OCI image-spec v1.1, config.md, "Layer ChainID"; the sums are those of sha256sum.
    @Test func `a chain ID is the first digest, then the hash of the one below and the next digest`() throws {
        let chain = try ContainerdPlan.chain([try Self.digest("1"), try Self.digest("2"), try Self.digest("3")])
        #expect(
            chain.map(\.description) == [
                "sha256:1111111111111111111111111111111111111111111111111111111111111111",
                "sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5",
                "sha256:50127c0d6b338be78246434b4bce23ecf75e505158ea0bbd15effeb162fbf3ec",
            ])
        #expect(try ContainerdPlan.chain([]) == [])
    }

    @Test(
        arguments: [
            (["a": "1"], [:], ["a": "1"]),
            (["a": "1"], ["a": "1", "b": "2"], [:]),
            (["a": "1"], ["a": "2"], ["a": "1"]),
            (
                ["containerd.io/distribution.source.docker.io": "library/app"],
                ["containerd.io/distribution.source.docker.io": "library/base,team/app"],
                ["containerd.io/distribution.source.docker.io": "library/app,library/base,team/app"]
            ),
            (
                ["containerd.io/distribution.source.docker.io": "library/app"],
                ["containerd.io/distribution.source.docker.io": "library/app,team/app"], [:]
            ),
        ] as [([String: String], [String: String], [String: String])])
    func `a blob keeps its labels, and the repositories that it came from`(
        wanted: [String: String], present: [String: String], missing: [String: String]
    ) {
        #expect(ContainerdPlan.missing(wanted, in: present) == missing)
    }

    private static let plugins = [
        ContainerdPlugin(type: ContainerdPlugin.snapshotter, id: "native"),
        ContainerdPlugin(type: ContainerdPlugin.snapshotter, id: "overlayfs"),
        ContainerdPlugin(type: ContainerdPlugin.snapshotter, id: "zfs", fault: "not a zfs file system"),
    ]

    @Test func `the snapshotter is that of the option, the environment, the namespace, or overlayfs`() throws {
        let plugins = Self.plugins
        #expect(try SnapshotterChoice.choose(named: nil, nil, nil, from: plugins) == "overlayfs")
        #expect(try SnapshotterChoice.choose(named: nil, nil, "native", from: plugins) == "native")
        #expect(try SnapshotterChoice.choose(named: nil, "native", "overlayfs", from: plugins) == "native")
        #expect(try SnapshotterChoice.choose(named: "overlayfs", "native", nil, from: plugins) == "overlayfs")
        #expect(try SnapshotterChoice.choose(named: nil, "", nil, from: plugins) == "overlayfs")
    }

    @Test(arguments: [
        ("zfs", "the snapshotter 'zfs' does not work here: not a zfs file system"),
        ("x\n", "containerd has no snapshotter 'x\\u{a}'"),
    ])
    func `a snapshotter that does not work is refused, with those that do`(name: String, message: String) {
        let error = #expect(throws: ResolverError.self) {
            try SnapshotterChoice.choose(named: name, from: Self.plugins)
        }
        #expect(error?.message == message)
        #expect(error?.hint?.hasPrefix("--snapshotter takes native, overlayfs; --no-unpack") == true)
    }

    @Test(arguments: ["default", "k8s.io", "a", "a-b_c.d", "moby", "A1"])
    func `a namespace has letters and digits, and single separators between them`(name: String) {
        #expect(ContainerdTarget.isNamespace(name))
    }

    @Test(arguments: ["", "-a", "a-", "a..b", "a/b", "ä", "a b", String(repeating: "a", count: 77)])
    func `anything else is no namespace`(name: String) {
        #expect(!ContainerdTarget.isNamespace(name))
    }
}
