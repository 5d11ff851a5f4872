/// The tables of this folder, embedded when the program was built; nothing is read at run time.
///
/// `Platforms/README.md` describes each table and its columns.
package enum PlatformTables {
    /// All tables, by file name.
    package static var all: [(name: String, bytes: [UInt8])] {
        [
            ("architectures.tsv", PackageResources.architectures_tsv),
            ("levels.tsv", PackageResources.levels_tsv),
            ("siblings.tsv", PackageResources.siblings_tsv),
            ("operating-systems.tsv", PackageResources.operating_systems_tsv),
            ("windows-builds.tsv", PackageResources.windows_builds_tsv),
            ("emulators.tsv", PackageResources.emulators_tsv),
            ("not-images.tsv", PackageResources.not_images_tsv),
            ("cpu-features.tsv", PackageResources.cpu_features_tsv),
            ("hosts.tsv", PackageResources.hosts_tsv),
            ("client-names.tsv", PackageResources.client_names_tsv),
            ("binary-machines.tsv", PackageResources.binary_machines_tsv),
            ("feature-names.tsv", PackageResources.feature_names_tsv),
            ("start-errors.tsv", PackageResources.start_errors_tsv),
        ]
    }
}
