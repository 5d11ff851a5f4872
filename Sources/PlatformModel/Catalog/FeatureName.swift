/// What Node Feature Discovery calls a CPU feature: one row of `feature-names.tsv`.
struct FeatureName: Hashable, Sendable {
    /// The name in its feature set `cpu.cpuid`.
    let name: String
    /// The group of proofs that shows the feature.
    let proof: LevelProof.Source
    /// The name in `cpu-features.tsv`, which is that of the kernel.
    let feature: String
}

extension FeatureName: TableEntry {
    static var kind: TableKind { .featureNames }

    var key: String { name }

    init(row: TableRow) throws(TableError) {
        name = try row.text("name")
        let group = try row.text("proof")
        guard let proof = LevelProof.Source(rawValue: group) else {
            throw row.error(.malformed(group, expected: "a group of probes"), in: "proof")
        }
        self.proof = proof
        feature = try row.text("feature")
    }
}
