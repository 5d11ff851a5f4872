/// What an image is made of.
struct ImagePlan: Equatable, Sendable {
    /// The layers.
    enum Content: Equatable, Sendable {
        /// Layers of random bytes, with these sizes: nothing unpacks them.
        case bytes([Int])
        /// Compressed archives of files, from the lowest layer up.
        case files([LayerPlan])
    }

    /// Its name, as it stands in the report and in the registry.
    let name: String
    /// What its layers hold.
    let content: Content

    /// An image of these layers.
    init(name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    /// The size of all layers; of files the most that they hold.
    var layerSize: Int {
        switch content {
        case .bytes(let sizes): sizes.reduce(0, +)
        case .files(let layers): layers.reduce(0) { $0 + $1.mostBytes }
        }
    }

    /// The number of layers.
    var layerCount: Int {
        switch content {
        case .bytes(let sizes): sizes.count
        case .files(let layers): layers.count
        }
    }

    /// The seed of its random bytes: the same plan gives the same ones.
    var seed: UInt64 { name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) } }

    /// One layer of 3 KiB.
    static let small = ImagePlan(name: "small", .bytes([3 * kibibyte]))
    /// Forty layers of 3 MiB.
    static let many = ImagePlan(name: "many", .bytes(Array(repeating: 3 * mebibyte, count: 40)))
    /// Eight layers from 1 KiB to 200 MiB.
    static let mixed = ImagePlan(
        name: "mixed",
        .bytes([
            kibibyte, 16 * kibibyte, 128 * kibibyte, mebibyte, 5 * mebibyte, 20 * mebibyte, 60 * mebibyte,
            200 * mebibyte,
        ]))
    /// One layer of 1 GiB.
    static let huge = ImagePlan(name: "huge", .bytes([1024 * mebibyte]))
    /// One layer of 256 MiB, for slow links.
    static let long = ImagePlan(name: "long", .bytes([256 * mebibyte]))

    /// Five layers of this machine's own files, about 1 GB; of `percent` of that, for a first look.
    static func tree(percent: Int = 100) -> ImagePlan {
        func part(_ megabytes: Int) -> Int { megabytes * 1_000_000 * percent / 100 }
        return ImagePlan(
            name: "tree",
            .files([
                LayerPlan(.copies(of: LayerPlan.scripts, most: part(80))),
                LayerPlan(.copies(of: LayerPlan.libraries, most: part(200))),
                LayerPlan(.copies(of: LayerPlan.documents, most: part(400))),
                LayerPlan(.copies(of: LayerPlan.toolchain, most: part(300))),
                LayerPlan(.copies(of: ["/etc/default"], most: 1_000_000), hidingFiles: 2),
            ]))
    }

    /// One layer with one file of 1 GiB that no compression makes smaller.
    static func bulk(percent: Int = 100) -> ImagePlan {
        ImagePlan(name: "bulk", .files([LayerPlan(.randomFile(size: 1024 * mebibyte * percent / 100))]))
    }

    /// One layer of 200,000 empty files.
    static func empty(percent: Int = 100) -> ImagePlan {
        ImagePlan(name: "empty", .files([LayerPlan(.emptyFiles(count: 2_000 * percent))]))
    }

    private static let kibibyte = 1024
    private static let mebibyte = 1024 * 1024
}
