import ClientModel
import ImageModel
import PlatformModel
import Testing

/// Rules of single clients, on indexes that no table has. Each test names its source.
struct ClientRulesTests {
    private let list: ClientList
    private static let host = Platform(os: "linux", architecture: "amd64", variant: "v4")

    init() throws {
        list = ClientList(catalog: try .builtIn())
    }

    // MARK: - Answers by version

    // docs/ocilayout of aws/soci-snapshotter: version 2 puts an artifact with the image's own platform into the index.
    @Test(arguments: [
        ("docker", "fails at 0: unsupported media type application/vnd.oci.empty.v1+json"),
        ("docker-containerd", "takes 0, not started: no command specified"), ("containerd@2.4", "takes 0"),
        (
            "containerd@1.6",
            "fails at 0: failed to unpack image on snapshotter overlayfs: mismatched image rootfs and manifest layers"
        ),
        ("ctr@2.4", "takes 0, not started: unknown image config media type application/vnd.oci.empty.v1+json"),
        ("ctr@1.6", "fails at 0: mismatched image rootfs and manifest layers"), ("containerd-cri@2.4", "takes 0"),
        (
            "podman@5.8",
            "fails at 0: parsing image configuration: unsupported image-specific operation on artifact with type "
                + "\"application/vnd.amazon.soci.index.v2+json\""
        ),
        (
            "podman@4.3",
            "fails at 0: parsing image configuration: unsupported image-specific operation on artifact with type "
                + "\"application/vnd.oci.empty.v1+json\""
        ), ("skopeo", "takes 0"), ("crane", "takes 0"), ("oras", "takes the index"), ("regctl", "takes 0"),
        ("apple", "takes 0"),
    ])
    func `a SOCI artifact that stands first is what each client takes, or fails at`(
        name: String, expected: String
    ) throws {
        let soci = entry(
            "linux/amd64", artifactType: "application/vnd.amazon.soci.index.v2+json",
            document: .manifest(
                ManifestSummary(
                    configMediaType: MediaType.ociEmpty, platform: nil,
                    artifactType: "application/vnd.amazon.soci.index.v2+json")))
        #expect(try answer(of: name, to: [soci, entry("linux/amd64")]) == expected)
    }

    // containerd/platforms platforms.go: features are compared from version 1 on, which containerd 2 uses.
    @Test(arguments: [
        ("docker", "takes 1"), ("docker-containerd", "takes 1"), ("containerd@2.4", "takes 1"),
        ("containerd@1.6", "takes 0"), ("ctr@2.4", "takes 1"), ("ctr@1.6", "takes 0"),
        ("containerd-cri@2.4", "takes 1"),
        ("containerd-cri@1.6", "takes 0"), ("podman", "takes 0"), ("skopeo", "takes 0"), ("crane", "takes 0"),
        ("regctl", "takes 0"), ("apple", "takes 0"),
    ])
    func `an erofs entry before the plain one is refused by those that read os.features`(
        name: String, expected: String
    ) throws {
        var erofs = entry("linux/amd64")
        erofs.platform?.osFeatures = ["erofs"]
        #expect(try answer(of: name, to: [erofs, entry("linux/amd64")]) == expected)
        let question = ClientQuestion(
            image: .index(ClientIndex(digest: "sha256:…", entries: [erofs])), host: Self.host, reference: "REF",
            repository: "REPO")
        let isNoted = try list.client(name).answer(to: question).note?.contains("EROFS snapshotter") == true
        #expect(isNoted == (name.hasSuffix("@2.4")))
    }

    // Docker 29.6.0 release notes: an implicit pull asks for the level of the host; moby daemon/containerd.
    @Test(arguments: [
        ("docker", "takes 1"), ("docker-containerd@29.6", "takes 1"), ("docker-containerd@29.5", "takes 0"),
        ("containerd", "takes 0"), ("ctr", "takes 0"), ("containerd-cri", "takes 0"), ("podman", "takes 0"),
        ("crane", "takes 0"), ("regctl", "takes 1"),
    ])
    func `the level of an amd64 host is used by those that detect it`(name: String, expected: String) throws {
        #expect(try answer(of: name, to: [entry("linux/amd64"), entry("linux/amd64/v3")]) == expected)
    }

    // MARK: - What the runs do not show

    // containerd/platforms compare.go, arm64variantToVersion.
    @Test(arguments: [
        ("v9.2", "v9.1", true), ("v9.2", "v8.7", true), ("v9.2", "v8.8", false), ("v9", "v8.5", true),
        ("v9", "v8.6", false), ("v9.7", "v8.9", true), ("v9.8", "v8", false), ("v8.10", "v8", false),
        ("unknown", "v8", false), ("v8.1", "v8.2", false), ("v8.9", "v8", true),
    ])
    func `the ladder of arm64 is that of its generations`(host: String, image: String, isTaken: Bool) throws {
        let answer = try answer(of: "containerd", to: [entry("linux/arm64/\(image)")], requested: "linux/arm64/\(host)")
        #expect(answer.hasPrefix("takes") == isTaken, "\(answer)")
    }

    // containerd/platforms platform_windows_compat.go.
    @Test(arguments: [
        ("10.0.17763.1", "10.0.17763.9", true), ("10.0.17763.1", "10.0.14393.1", false),
        ("10.0.20348", "10.0.17763.1", false), ("10.0.20348", "10.0.20348.1", true),
        ("10.0.26100", "10.0.20348.1", true),
        ("10.0.26200", "10.0.20348.1", false), ("10.0.26200", "10.0.26100.1", true), ("10.0.20348", "10.0", false),
        ("10.0.20348", "11.0.20348.1", false), ("10.0.20348", nil, true),
    ])
    func `containerd on Windows takes the builds that its own table allows`(
        host: String, image: String?, isTaken: Bool
    ) throws {
        var windows = entry("windows/amd64")
        windows.platform?.osVersion = image
        let host = Platform(os: "windows", architecture: "amd64", osVersion: host)
        let answer = try answer(of: "containerd", to: [windows], on: host)
        #expect(answer.hasPrefix("takes") == isTaken, "\(answer)")
    }

    @Test func `one digest that crane cannot read makes it refuse the whole index`() throws {
        var foreign = entry("linux/arm64")
        foreign.digest = "sha512:…"
        #expect(try answer(of: "crane", to: [entry("linux/amd64"), foreign]) == "fails: unsupported hash: \"sha512\"")
        #expect(try answer(of: "skopeo", to: [entry("linux/amd64"), foreign]) == "takes 0")
    }

    @Test func `an embedded copy that differs ends the pull of those that use it`() throws {
        var wrong = entry("linux/amd64")
        wrong.data = .differs
        #expect(try answer(of: "containerd@2.4", to: [wrong]).hasPrefix("fails at 0: failed commit on ref"))
        #expect(try answer(of: "containerd@1.6", to: [wrong]) == "takes 0")
        #expect(try answer(of: "crane", to: [wrong]).hasPrefix("fails at 0: error verifying Digest"))
        #expect(try answer(of: "podman", to: [wrong]) == "takes 0")
    }

    @Test func `an attestation with a real platform ends the pull of Docker, podman and Client.Pull`() throws {
        let attestation = entry(
            "linux/amd64",
            document: .manifest(
                ManifestSummary(
                    configMediaType: MediaType.ociConfig, platform: Platform(os: "unknown", architecture: "unknown"),
                    foreignLayer: "application/vnd.in-toto+json")))
        let entries = [attestation, entry("linux/amd64")]
        for name in ["docker", "docker-containerd", "containerd", "podman"] {
            #expect(try answer(of: name, to: entries).hasPrefix("fails at 0"), "\(name)")
        }
        for name in ["containerd-cri", "skopeo", "crane", "regctl"] {
            #expect(try answer(of: name, to: entries) == "takes 0", "\(name)")
        }
    }

    @Test func `of two entries without a platform, or two nested indexes, containerd tries the first alone`() throws {
        let foreign = entry(nil, config: "linux/arm64")
        let own = entry(nil, config: "linux/amd64")
        #expect(
            try answer(of: "containerd", to: [foreign, own])
                == "fails at 0: no match for platform in manifest sha256:…: not found")
        let nested = [nested([entry("linux/arm64")]), nested([entry("linux/amd64")])]
        #expect(
            try answer(of: "containerd", to: nested) == "fails at 0: no match for platform in manifest: not found")
    }

    @Test func `a kubelet's other way of pulling takes what the strict one refuses`() throws {
        #expect(
            try answer(of: "containerd-cri", to: [entry("linux/386")])
                == "fails: get image config descriptor: content digest sha256:…: not found")
        #expect(try answer(of: "containerd-cri-local", to: [entry("linux/386")]) == "takes 0")
    }

    @Test func `a single manifest is compared with its config by oras and by Apple's container`() throws {
        let lone = ClientImage.manifest(entry(nil, config: "linux/arm64"))
        for name in list.names {
            let answer = try answer(of: name, to: lone, requested: "linux/amd64")
            #expect(answer.hasPrefix("fails") == ["oras", "apple"].contains(name), "\(name) \(answer)")
        }
    }

    // containers/common libimage: the option of podman is read by containerd's parser, those of skopeo are not.
    @Test(arguments: [
        ("linux/amd64/v1", "linux/amd64", true, true), ("linux/amd64/v1", "linux/amd64/v1", false, true),
        ("linux/x86_64", "linux/amd64", true, false), ("linux/arm64/v8", "linux/arm64/v8", true, true),
        ("linux/armhf", "linux/arm", true, false), ("linux/armel", "linux/arm/v6", true, false),
    ])
    func `podman reads a platform, and skopeo takes it as it is`(
        requested: String, image: String, isPodman: Bool, isSkopeo: Bool
    ) throws {
        let entries = [entry(image)]
        #expect(try answer(of: "podman", to: entries, requested: requested).hasPrefix("takes") == isPodman)
        #expect(try answer(of: "skopeo", to: entries, requested: requested).hasPrefix("takes") == isSkopeo)
    }

    // moby daemon/internal/distribution/pull_v2_windows.go.
    @Test func `Docker on Windows refuses a single image of a newer build`() throws {
        var config = Platform(os: "windows", architecture: "amd64", osVersion: "10.0.26100.1")
        func lone() -> ClientImage {
            var entry = entry(nil)
            entry.document = .manifest(ManifestSummary(configMediaType: MediaType.ociConfig, platform: config))
            return .manifest(entry)
        }
        let host = Platform(os: "windows", architecture: "amd64", osVersion: "10.0.20348")
        #expect(
            try answer(of: "docker", to: lone(), on: host)
                == "fails at 0: a Windows version 10.0.26100-based image is incompatible with a 10.0.20348 host")
        config.osVersion = "10.0.17763.1"
        #expect(try answer(of: "docker", to: lone(), on: host) == "takes 0")
    }

    @Test func `a nested index that the registry lacks is what the pull fails at`() throws {
        var missing = nested([])
        missing.document = .missing
        for name in ["docker", "containerd", "ctr", "crane", "podman"] {
            #expect(try answer(of: name, to: [missing]).hasPrefix("fails at 0"), "\(name)")
        }
    }

    @Test func `no client stops at an index of any shape`() throws {
        let entries = [
            ClientEntry(digest: "", mediaType: "", platform: Platform(os: "", architecture: "")),
            ClientEntry(digest: ":", mediaType: MediaType.ociIndex, platform: nil),
            ClientEntry(digest: "sha256:…", mediaType: MediaType.ociIndex, platform: nil, document: .index([])),
            ClientEntry(
                digest: "sha256:…", mediaType: MediaType.dockerManifest,
                platform: Platform(os: "/", architecture: "=", variant: "v99999999999999999999", osVersion: "..")),
        ]
        for client in list.all {
            for image in [
                .index(ClientIndex(digest: "", entries: entries)), .index(ClientIndex(digest: "", entries: [])),
            ]
                + entries.map({ ClientImage.manifest($0) })
            {
                for requested in [nil, Platform(os: "", architecture: ""), Platform(os: "a", architecture: "b")] {
                    for host in [Self.host, Platform(os: "windows", architecture: "", osVersion: "1.2.3.4.5")] {
                        _ = client.answer(
                            to: ClientQuestion(
                                image: image, host: host, requested: requested, reference: "", repository: ""))
                    }
                }
            }
        }
    }
}

extension ClientRulesTests {
    private func answer(
        of name: String, to entries: [ClientEntry], requested: String? = nil, on host: Platform = host
    ) throws -> String {
        try answer(
            of: name, to: .index(ClientIndex(digest: "sha256:…", entries: entries)), requested: requested, on: host)
    }

    private func answer(
        of name: String, to image: ClientImage, requested: String? = nil, on host: Platform = host
    ) throws -> String {
        let question = ClientQuestion(
            image: image, host: host, requested: requested.map(Platform.init(written:)), reference: "REF",
            repository: "REPO")
        let answer = try list.client(name).answer(to: question)
        func words(_ position: Position) -> String { position.map(String.init).joined(separator: ".") }
        switch answer.outcome {
        case .takesIndex: return "takes the index"
        case .takes(let position):
            return "takes \(words(position))" + (answer.startError.map { ", not started: \($0)" } ?? "")
        case .fails(let failure):
            return "fails\(failure.chosen.map { " at \(words($0))" } ?? ""): \(failure.message)"
        }
    }

    private func entry(
        _ platform: String?, config: String? = nil, artifactType: String? = nil, document: ClientEntry.Document? = nil
    ) -> ClientEntry {
        let declared = platform.map(Platform.init(written:))
        let summary = ManifestSummary(
            configMediaType: MediaType.ociConfig, platform: config.map(Platform.init(written:)) ?? declared)
        return ClientEntry(
            digest: "sha256:…", mediaType: MediaType.ociManifest, artifactType: artifactType, platform: declared,
            document: document ?? .manifest(summary))
    }

    private func nested(_ entries: [ClientEntry]) -> ClientEntry {
        ClientEntry(digest: "sha256:…", mediaType: MediaType.ociIndex, platform: nil, document: .index(entries))
    }
}
