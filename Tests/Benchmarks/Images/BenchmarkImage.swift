/// An image whose digests are all known.
struct BenchmarkImage: Sendable {
    /// What it was made from.
    let plan: ImagePlan
    /// Index, manifest and config.
    let documents: [BenchmarkBlob]
    /// The layers in their order.
    let layers: [BenchmarkBlob]

    /// Everything a pull brings: index, manifest, config, layers.
    var pieces: [BenchmarkBlob] { documents + layers }

    /// The size of everything a pull brings.
    var size: Int { pieces.reduce(0) { $0 + $1.size } }

    /// Repository and tag.
    var name: String { repository + ":1" }

    /// The address of one piece on `authority` (`127.0.0.1:5000`).
    func address(of piece: BenchmarkBlob, on authority: String) -> String {
        "http://\(authority)/v2/\(repository)/\(piece.kind)/\(piece.digest)"
    }

    private var repository: String { "bench/" + plan.name }
}
