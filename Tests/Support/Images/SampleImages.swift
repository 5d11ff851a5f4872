/// Images that many tests want.
public enum SampleImages {
    /// The platforms of ``sixPlatforms(format:)``, in the order of its entries.
    public static let sixPlatformNames: [SamplePlatform] = [
        "linux/amd64", "linux/arm64", "linux/arm/v7", "linux/arm/v6", "linux/386", "linux/riscv64",
    ]

    /// A list of six Linux platforms that share one layer and have one of their own.
    public static func sixPlatforms(format: SampleFormat = .oci) -> SampleImage {
        list(sixPlatformNames, format: format)
    }

    /// A list of an image for each platform; all share one layer and have one of their own.
    public static func list(_ platforms: [SamplePlatform], format: SampleFormat = .oci) -> SampleImage {
        let builder = ImageBuilder(format: format)
        return builder.index(platforms.map { IndexEntry(image($0, builder)) })
    }

    /// One image, with a second layer of `layerSize` bytes and a little more where that is asked.
    public static func single(
        _ platform: SamplePlatform? = "linux/amd64", layerSize: Int? = nil, format: SampleFormat = .oci
    ) -> SampleImage {
        let builder = ImageBuilder(format: format)
        guard let layerSize else { return image(platform, builder) }
        let big = builder.layer([.random("big", size: layerSize)], compression: .none)
        return builder.image(platform, layers: [baseLayer(builder), big])
    }

    /// An image of which every layer has these URLs.
    public static func withLayers(at urls: [String]) -> SampleImage {
        let image = single()
        let layers = image.layers.map { layer in
            JSONText.object(layer.descriptor + [("urls", .array(urls.map { .string($0) }))])
        }
        let members: [(String, JSONText)] = [
            ("schemaVersion", .number(2)), ("mediaType", .string(image.root.mediaType)),
            ("config", .object(image.blobs[0].descriptor)), ("layers", .array(layers)),
        ]
        let root = SampleBlob(mediaType: image.root.mediaType, bytes: JSONText.object(members).bytes)
        return ImageBuilder().image(root: root, blobs: image.blobs)
    }

    /// One image of `count` layers of `size` random bytes each.
    public static func manyLayers(_ count: Int, size: Int, platform: SamplePlatform = "linux/amd64") -> SampleImage {
        let builder = ImageBuilder()
        let layers = (0..<count).map { number in
            let file = LayerFile.random("part\(number)", size: size, seed: UInt64(number) + 1)
            return builder.layer([file], compression: .none)
        }
        return builder.image(platform, layers: layers)
    }

    /// ``sixPlatforms(format:)`` and, as buildx writes them, an attestation of each, `unknown/unknown`.
    public static func withAttestations() -> SampleImage {
        let builder = ImageBuilder()
        let images = sixPlatformNames.map { image($0, builder) }
        let attestations = images.map { image -> IndexEntry in
            let statement = SampleBlob(mediaType: "application/vnd.in-toto+json", bytes: Array("{}".utf8))
            let config = SampleBlob(
                mediaType: SampleFormat.oci.config, bytes: Array(#"{"architecture":"unknown","os":"unknown"}"#.utf8))
            let about = JSONText.strings(["subject": image.digest])
            let made = builder.image(config: config, layers: [statement], manifestExtra: [("annotations", about)])
            var entry = IndexEntry(made, declaring: "unknown/unknown")
            entry.annotations = [
                "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest,
            ]
            return entry
        }
        return builder.index(images.map { IndexEntry($0) } + attestations)
    }

    /// amd64 without a level, then v2, v3 and v4.
    public static func amd64Levels(format: SampleFormat = .oci) -> SampleImage {
        list(["linux/amd64", "linux/amd64/v2", "linux/amd64/v3", "linux/amd64/v4"], format: format)
    }

    /// Windows builds: 17763, 20348.587, 20348.1006, 26100.
    public static func windows() -> SampleImage {
        let builds = ["10.0.17763.6414", "10.0.20348.587", "10.0.20348.1006", "10.0.26100.1"]
        return list(builds.map { SamplePlatform(os: "windows", architecture: "amd64", osVersion: $0) }, format: .docker)
    }

    /// A list whose entries declare nothing: the platforms stand in the configs alone.
    public static func undeclared(_ platforms: [SamplePlatform] = sixPlatformNames) -> SampleImage {
        let builder = ImageBuilder()
        return builder.index(platforms.map { IndexEntry(image($0, builder), declaring: nil) })
    }

    /// A list in lists, `depth` of them around ``sixPlatforms(format:)``; the outer ones declare nothing.
    public static func nested(depth: Int = 1) -> SampleImage {
        let builder = ImageBuilder()
        return (0..<depth).reduce(sixPlatforms()) { inner, _ in
            builder.index([IndexEntry(inner, declaring: nil)])
        }
    }

    /// The image of ``sixPlatforms(format:)`` and its kin for one platform.
    public static func image(_ platform: SamplePlatform?, _ builder: ImageBuilder = ImageBuilder()) -> SampleImage {
        let text = platform?.text ?? "no platform"
        let own = builder.layer([
            .file("platform", text + "\n"), .file("hello", "#!/bin/sh\necho hello from \(text)\n", mode: 0o755),
        ])
        return builder.image(platform, layers: [baseLayer(builder), own])
    }

    private static func baseLayer(_ builder: ImageBuilder) -> SampleLayer {
        builder.layer([
            .folder("etc"), .file("etc/os-release", "ID=sample\nVERSION_ID=1\n"), .folder("bin"),
            .symbolicLink("etc/release", to: "os-release"), .random("bin/data", size: 20_000),
        ])
    }
}
