/// An image whose digests are all known.
struct BenchmarkImage: Sendable {
    /// What it was made from.
    let plan: ImagePlan
    /// Index, manifest and config.
    let documents: [BenchmarkBlob]
    /// The layers in their order.
    let layers: [BenchmarkBlob]
    /// The files that its layers hold, if these are archives.
    var files: TreeFiles?

    /// Everything a pull brings: index, manifest, config, layers.
    var pieces: [BenchmarkBlob] { documents + layers }

    /// The size of everything a pull brings.
    var size: Int { pieces.reduce(0) { $0 + $1.size } }

    /// Repository and tag.
    var name: String { repository + ":1" }

    /// What it is, for the report; nil where its plan says all: `5 layers, 466 MB, of 1.27 GB in 53,331 entries`.
    var detail: String? {
        files.map { files in
            let count = layers.count == 1 ? "1 layer" : "\(layers.count) layers"
            return "\(count), \(Text.decimal(Double(size) / 1e6, 0)) MB compressed, \(files.text)"
        }
    }

    /// The address of one piece on `authority` (`127.0.0.1:5000`).
    func address(of piece: BenchmarkBlob, on authority: String) -> String {
        "http://\(authority)/v2/\(repository)/\(piece.kind)/\(piece.digest)"
    }

    private var repository: String { "bench/" + plan.name }
}
