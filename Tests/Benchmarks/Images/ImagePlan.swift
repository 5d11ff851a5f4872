/// What an image is made of.
struct ImagePlan: Equatable, Sendable {
    /// Its name, as it stands in the report and in the registry.
    let name: String
    /// The size of each layer.
    let layerSizes: [Int]

    /// The size of all layers.
    var layerSize: Int { layerSizes.reduce(0, +) }

    /// The seed of its layers' bytes: the same plan gives the same image.
    var seed: UInt64 { name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) } }

    /// One layer of 3 KiB.
    static let small = ImagePlan(name: "small", layerSizes: [3 * kibibyte])
    /// Forty layers of 3 MiB.
    static let many = ImagePlan(name: "many", layerSizes: Array(repeating: 3 * mebibyte, count: 40))
    /// Eight layers from 1 KiB to 200 MiB.
    static let mixed = ImagePlan(
        name: "mixed",
        layerSizes: [
            kibibyte, 16 * kibibyte, 128 * kibibyte, mebibyte, 5 * mebibyte, 20 * mebibyte, 60 * mebibyte,
            200 * mebibyte,
        ])
    /// One layer of 1 GiB.
    static let huge = ImagePlan(name: "huge", layerSizes: [1024 * mebibyte])
    /// One layer of 256 MiB, for slow links.
    static let long = ImagePlan(name: "long", layerSizes: [256 * mebibyte])

    private static let kibibyte = 1024
    private static let mebibyte = 1024 * 1024
}
