import TestSupport

/// A kind of image for the campaign: what the registry holds, what is asked for, and what must come.
struct CampaignImage: Sendable {
    /// Its name, which is its repository, too.
    let name: String
    /// What the registry holds.
    let held: SampleImage
    /// The platform that is asked for.
    let platform: String
    /// What a layout holds after the pull.
    let wanted: SampleImage
    /// Whether an entry of its list says nothing of its platform, so that it has to be read.
    var hasUndeclared: Bool { name == "nested" }

    /// Every kind.
    static let all: [CampaignImage] = {
        let six = SampleImages.sixPlatforms()
        let docker = SampleImages.sixPlatforms(format: .docker)
        let long = SampleBuilders.sha512
        return [
            one("small", SampleImages.single("linux/amd64")), one("large", SampleImages.single(layerSize: 300_000)),
            one("many", SampleImages.manyLayers(8, size: 6000)), one("docker", SampleImages.single(format: .docker)),
            one("twice", SampleBuilders.sameLayerTwice), one("empty", SampleBuilders.emptyLayer),
            CampaignImage(name: "list", held: six, platform: "linux/arm64", wanted: six.child(1)),
            CampaignImage(name: "all", held: six, platform: "all", wanted: six),
            CampaignImage(name: "docker-list", held: docker, platform: "linux/arm/v7", wanted: docker.child(2)),
            CampaignImage(name: "sha512", held: long, platform: "linux/arm64", wanted: long.child(1)),
            nested, attested,
        ]
    }()

    private static var nested: CampaignImage {
        let image = SampleImages.nested()
        return CampaignImage(name: "nested", held: image, platform: "linux/riscv64", wanted: image.child(0, 5))
    }

    private static var attested: CampaignImage {
        let image = SampleImages.withAttestations()
        return CampaignImage(name: "attested", held: image, platform: "linux/386", wanted: image.child(4))
    }

    private static func one(_ name: String, _ image: SampleImage) -> CampaignImage {
        CampaignImage(name: name, held: image, platform: "linux/amd64", wanted: image)
    }
}

/// Images that the campaign alone wants.
private enum SampleBuilders {
    static var sha512: SampleImage {
        let builder = ImageBuilder(algorithm: .sha512)
        return builder.index(
            ["linux/amd64", "linux/arm64"].map { (name: String) in
                let layer = builder.layer([.random("data", size: 5000, seed: UInt64(name.count))])
                return IndexEntry(builder.image(SamplePlatform(stringLiteral: name), layers: [layer]))
            })
    }

    static var sameLayerTwice: SampleImage {
        let builder = ImageBuilder()
        let layer = builder.layer([.random("data", size: 9000)])
        return builder.image("linux/amd64", layers: [layer, builder.layer([.file("x", "y")]), layer])
    }

    static var emptyLayer: SampleImage {
        let builder = ImageBuilder()
        return builder.image("linux/amd64", layers: [builder.layer([]), builder.layer([], compression: .none)])
    }
}
