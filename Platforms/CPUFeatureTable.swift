/// Where the CPU features that `levels.tsv` asks for show on a machine: `cpu-features.tsv`.
package enum CPUFeatureTable {
    /// The file's name, for errors.
    package static let name = "cpu-features.tsv"

    /// The file's bytes, as they were when the program was built.
    package static var bytes: [UInt8] { PackageResources.cpu_features_tsv }
}
